import { readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type ProjectOptions, type Wallet, wallets } from '../scaffold/files.ts';
import { kitSays } from '../scaffold/kit.ts';
import { takenNames } from '../scaffold/manifest.ts';
import { NotMade, scaffold } from '../scaffold/scaffold.ts';
import { InvalidInput, type Terminal } from './input.ts';
import { version } from './version.ts';

interface InitFlags {
  readonly wallet: Wallet;
  readonly kit?: string;
}

export function initCommand(program: Command, terminal: Terminal): void {
  program
    .command('init <folder>')
    .description('start an operator of your own: a project with a server, checks, container and CI')
    .addOption(
      new Option(
        '--wallet <whose>',
        "own: six functions to fill in, on a wallet of yours; kit: the kit's ledger, on your PostgreSQL",
      )
        .choices(wallets)
        .default('own'),
    )
    .option(
      '--kit <spec>',
      'what npm installs as the kit: a version, or a packed kit, which becomes a file of the project (default: this version)',
    )
    .action((folder: string, flags: InitFlags) => run(folder, flags, terminal));
}

async function run(folder: string, { wallet, kit }: InitFlags, { out, err }: Terminal): Promise<void> {
  const name = packageName(folder);
  await scaffold(folder, { name, wallet, ...kitOf(kit) }).catch((error: unknown) => {
    throw error instanceof NotMade ? new InvalidInput([error.message]) : error;
  });
  if (kit === undefined)
    err(`It takes the kit, ${version()}, from npm. Where that does not have it, name a packed kit with --kit FILE.`);
  err(`${folder} was made, a project called ${name}. ${nextSteps[wallet]}\n`);
  const enter = resolve(folder) === process.cwd() ? [] : [`cd ${shellWord(folder)}`];
  for (const line of [...enter, 'npm install', ...commandsToPaste[wallet]]) out(line);
}

const nextSteps: Readonly<Record<Wallet, string>> = {
  own: 'Next, and then fill in src/handlers/ as its README.md says:',
  kit: 'Next, with a PostgreSQL at the DATABASE_URL in .env (compose.yaml has one); README.md goes on from there:',
};

const commandsToPaste: Readonly<Record<Wallet, readonly string[]>> = {
  own: ['npm run dev'],
  kit: ['npm run players && npm run dev'],
};

/** The folder's name, as npm takes it. */
function packageName(folder: string): string {
  if (folder === '') throw new InvalidInput(['name a folder for the project; . is the one you are in']);
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  if (name === '')
    throw new InvalidInput([
      `${JSON.stringify(folder)} makes no package name: choose a folder with a letter or digit from a to z or 0 to 9 in its name`,
    ]);
  if (name === 'node-modules' || takenNames.includes(name)) {
    throw new InvalidInput([
      `a project can't be called ${name}, as a package that it needs or the folder of them: npm would not install them. Choose another name for the folder`,
    ]);
  }
  return name;
}

/** A packed kit becomes a file of the project; a folder is given to npm as seen from anywhere. */
function kitOf(given: string | undefined): Pick<ProjectOptions, 'kit' | 'kitFile'> {
  if (given === undefined) return { kit: version() };
  if (!/^(\.|\/|file:)|\.tgz$/.test(given) || /^https?:/.test(given)) return { kit: given };
  const path = resolve(given.replace(/^file:/, ''));
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new InvalidInput([`--kit: there is no ${path}. Make it in the kit's folder with: npm pack`]);
  if (found.isFile()) return { kit: `file:${basename(path)}`, kitFile: path };
  if (!isKit(path))
    throw new InvalidInput([
      `--kit: ${path} is not the kit's folder. Name its packed file, from npm pack, or a version`,
    ]);
  return { kit: `file:${path}` };
}

function isKit(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === kitSays('name');
  } catch {
    return false;
  }
}

function shellWord(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
