/** The project's files, from the templates of this folder and from the contract. */
import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyContract } from '../contract/contract.ts';
import { handlerComment } from './handlers.ts';
import { cli, kitName, kitVersion, nodeMajor } from './kit.ts';
import { manifest } from './manifest.ts';

/** Whose wallet the project is made for: one's own, or the kit's ledger. Each has its folder of templates. */
export const wallets = ['own', 'kit'] as const;
export type Wallet = (typeof wallets)[number];

export interface ProjectOptions {
  /** A valid package name. */
  readonly name: string;
  /** Whose callbacks it answers. */
  readonly contract: AnyContract;
  readonly wallet: Wallet;
  /** What npm installs as the kit, as a version. */
  readonly kit: string;
  /** The packed kit, to be kept in the project, where containers and CI find it; then `kit` names it. */
  readonly kitFile?: string;
}

type Values = Readonly<Record<string, string>>;

const templates = join(import.meta.dirname, 'templates');

/** The file that is made once for each command. */
const perCommand = 'COMMAND';

/** The texts by their paths in the project. */
export function projectFiles({ name, contract, wallet, kit }: ProjectOptions): Map<string, string> {
  const values = { name, ...valuesOf(contract), ...databaseValues[wallet] };
  const handlers = contract.commands.map((command) => ({ command, handlerComment: handlerComment(contract, command) }));
  const files = new Map([['package.json', manifest(name, kit)]]);
  for (const folder of ['shared', wallet].map((part) => join(templates, part))) {
    for (const path of templatesIn(folder)) {
      const text = readFileSync(join(folder, path), 'utf8');
      for (const own of path.includes(perCommand) ? handlers : [{ command: '' }]) {
        files.set(pathInProject(path).replace(perCommand, own.command), filled(text, { ...values, ...own }));
      }
    }
  }
  const example = files.get('.env.example') ?? '';
  // A secret is never in a file that is committed: the one for this machine is made up.
  return files.set(
    '.env',
    example.replace(/^CALLBACK_TOKEN=.*$/m, `CALLBACK_TOKEN=${randomBytes(16).toString('hex')}`),
  );
}

function valuesOf(contract: AnyContract): Values {
  const { name, callbackPath, commands, results, adapter, exactRequestFields } = contract;
  const idsAreNumbers = exactRequestFields.status.some(({ kind }) => kind === 'int64');
  return {
    callbackPath,
    cli,
    contract: name,
    failed: String(results.failed),
    handlerImports: commands.map((command) => `import { ${command} } from './handlers/${command}.ts';`).join('\n'),
    handlerNames: commands.join(', '),
    kitName,
    kitVersion,
    // What the type of its messages is called.
    messages: name.toUpperCase(),
    nodeMajor: String(nodeMajor),
    sameIds: idsAreNumbers ? '; `5` and `"5"` are the same id' : '',
    ownCancel: adapter.cancelHasId
      ? '\n- records a cancel under its own id, too, once it is carried out: no bet, win or cancel can have that id again,'
      : '',
  };
}

const databaseValues: Readonly<Record<Wallet, Values>> = {
  own: {
    databaseSetting: '# Where your money is, as your own code wants to have it.\n# DATABASE_URL=',
    databaseStep: '',
  },
  kit: {
    databaseSetting:
      '# Your PostgreSQL; this one is from compose.yaml.\nDATABASE_URL=postgres://operator:operator@127.0.0.1:5432/operator',
    databaseStep: '      - run: docker compose up --detach --wait\n',
  },
};

function templatesIn(folder: string): string[] {
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** npm packs no file whose name begins with a dot as it is: in the templates it begins with `_`. */
function pathInProject(path: string): string {
  return path.replace(/^_/, '.');
}

function filled(text: string, values: Values): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_placeholder, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`a template asks for ${key}, which nothing gives`);
    return value;
  });
}
