import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { AnyContract } from '../contract/contract.ts';
import { type Wallet, wallets } from '../scaffold/files.ts';
import { kitVersion } from '../scaffold/kit.ts';
import { kitSource } from '../scaffold/kitSource.ts';
import { packageName } from '../scaffold/packageName.ts';
import { NotMade, scaffold } from '../scaffold/scaffold.ts';
import { contractOption } from './contractOption.ts';
import { InvalidInput, type Terminal } from './input.ts';
import { shellWord } from './shell.ts';

interface InitFlags {
  readonly contract: AnyContract;
  readonly wallet: Wallet;
  readonly kit?: string;
}

export function initCommand(program: Command, terminal: Terminal): void {
  program
    .command('init <folder>')
    .description('start an operator of your own: a project with a server, checks, container and CI')
    .addOption(contractOption('the contract whose callbacks it answers'))
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

async function run(folder: string, flags: InitFlags, { out, err }: Terminal): Promise<void> {
  const { wallet, kit } = flags;
  const name = await make(folder, flags).catch((error: unknown) => {
    throw error instanceof NotMade ? new InvalidInput([error.message]) : error;
  });
  if (kit === undefined)
    err(`It takes the kit, ${kitVersion}, from npm. Where that does not have it, name a packed kit with --kit FILE.`);
  err(`${folder} was made, a project called ${name}. ${nextSteps[wallet]}\n`);
  const enter = resolve(folder) === process.cwd() ? [] : [`cd ${shellWord(folder)}`];
  for (const line of [...enter, 'npm install', ...commandsToPaste[wallet]]) out(line);
}

/** Resolves the project's name. */
async function make(folder: string, { contract, wallet, kit }: InitFlags): Promise<string> {
  const name = packageName(folder);
  await scaffold(folder, { name, contract, wallet, ...kitSource(kit) });
  return name;
}

const nextSteps: Readonly<Record<Wallet, string>> = {
  own: 'Next, and then fill in src/handlers/ as its README.md says:',
  kit: 'Next, with a PostgreSQL at the DATABASE_URL in .env (compose.yaml has one); README.md goes on from there:',
};

const commandsToPaste: Readonly<Record<Wallet, readonly string[]>> = {
  own: ['npm run dev'],
  kit: ['npm run players && npm run dev'],
};
