import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { usualDecimals } from '../contract/money.ts';
import { visibleJson } from '../contract/visible.ts';
import { openOutboxAt } from '../delivery/outbox/open.ts';
import { type Obstacle, UnusableAccount } from '../simulator/opening.ts';
import { simulationTable } from '../simulator/report.ts';
import { simulate, type SimulationReport } from '../simulator/simulate.ts';
import { withStore } from '../wallet/open.ts';
import { contractOption } from './contractOption.ts';
import { advised } from './describe.ts';
import { type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { decimalsOption } from './options.ts';
import { again } from './perOperator.ts';
import { progressBar } from './progress.ts';
import { signatureOption } from './signature.ts';
import {
  type SimulateFlags,
  type SimulateSettings,
  simulateSettings,
  type SimulatedWallet,
} from './simulateSettings.ts';
import { tokenOptions } from './tokens.ts';
import { currenciesOf } from './walletCurrencies.ts';

const advice: Readonly<Record<Obstacle, string>> = {
  unreachable: 'See to --url.',
  'no answer':
    'Give its URL with --url and the decimals of its currency with --currency-decimals, and see that it runs.',
  token: 'Give the right one with --token, and with --signature-file the secret of an operator that wants signatures.',
  contract: 'Name the one that it speaks with --contract.',
  account: 'Make the accounts first, as --database does, or name others with --accounts.',
};

/** Where the operators stand in a file. */
const adviceForFile: Readonly<Record<Obstacle, string>> = {
  unreachable: 'See to its url in the operators file.',
  'no answer': 'See to its url and currencyDecimals in the operators file, and that it runs.',
  token: 'See to its tokenFiles in the operators file, and to its signatureFile if it wants signatures.',
  contract: 'See to its contract in the operators file.',
  account: 'Make the accounts first, as --database does, or name others with --accounts.',
};

/** What the operators file says in their place. */
const ofOneOperator = ['url', 'operator', 'contract', 'token', 'tokenFile', 'signatureFile', 'currencyDecimals'];

export function simulateCommand(program: Command, environment: Environment, terminal: Terminal): void {
  signatureOption(
    tokenOptions(
      decimalsOption(program.command('simulate')),
      'callback token; several, separated by commas, while one replaces the other',
    ),
  )
    .description('play real traffic through the delivery engine, over a wire that fails, and reconcile every balance')
    .addOption(contractOption('the contract in which it is called'))
    .option('--url <url>', "the operator's callback URL")
    .option('--operator <name>', 'the name under which the outbox keeps it', 'operator')
    .addOption(
      new Option('--operators <file>', 'in place of one: several at once, from a file as the relay has it').conflicts(
        ofOneOperator,
      ),
    )
    .option('--players <number>', 'how many play at the same time: player1, player2, …', '50')
    .option('--accounts <names>', 'who plays, separated by commas, in place of --players')
    .option('--database <url>', 'make the accounts in this wallet first; NAME:URL for one of several operators', again)
    .option('--currency <code>', 'in which of its currencies, where it has several; NAME:CODE likewise', again)
    .option('--balance <amount>', 'what they are made with', '1000')
    .option('--rounds <number>', 'how many rounds all of them play together, at each operator', '1000')
    .option('--rate <number>', 'rounds per second, at each operator; as fast as they can when not given')
    .option('--stake <amount>', 'the largest stake', '5')
    .option('--return-to-player <share>', 'what wins give back of the stakes', '0.95')
    .option('--faults <rates>', 'as in 5% (of each kind) or lost-response=5%,late=1%; NAME:5% likewise (0%)', again)
    .option('--seed <number>', 'plays and fails the same again; drawn when not given')
    .option('--outbox <url>', 'sqlite:FILE or postgres://…; a file that is thrown away when not given')
    .option('--json', 'the report as JSON')
    .action((flags: SimulateFlags) => run(flags, environment, terminal));
}

async function run(flags: SimulateFlags, environment: Environment, terminal: Terminal): Promise<void> {
  const { game, wallets } = await simulateSettings(flags, environment);
  for (const wallet of wallets) await makeAccounts(wallet, game.accounts);
  const scratch = mkdtempSync(join(tmpdir(), 'outbox-'));
  const outbox = await openOutboxAt(flags.outbox ?? `sqlite:${join(scratch, 'outbox.db')}`, undefined, {
    ...(flags.operators === undefined && { earlierOperator: flags.operator }),
  });
  const bar = progressBar(game.rounds * game.operators.length, 'rounds', terminal);
  try {
    const reports = await simulate({ ...game, outbox, played: bar.advance }).catch((error: unknown) => {
      throw inWords(error, flags);
    });
    bar.done();
    print(reports, flags, game, terminal);
    const open = reports.reduce((sum, { book }) => sum + book.open.length, 0);
    const differences = reports.reduce((sum, report) => sum + report.differences.length, 0);
    if (open > 0 || differences > 0)
      throw new Refused(`${open} deliveries are still open and ${differences} balances are not what they must be`);
  } finally {
    bar.done();
    await outbox.close();
    rmSync(scratch, { recursive: true });
  }
}

function print(
  reports: readonly SimulationReport[],
  { json, operators: file }: SimulateFlags,
  { operators, seed }: SimulateSettings['game'],
  { out }: Terminal,
): void {
  const decimalsOf = ({ operator }: SimulationReport): number =>
    operators.find(({ name }) => name === operator)?.currencyDecimals ?? usualDecimals;
  if (json) {
    const told = file === undefined ? reports[0] : reports;
    // Minor units are text, so that no reader rounds them.
    out(visibleJson(JSON.stringify(told, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value), 2)));
    return;
  }
  for (const [index, report] of reports.entries()) {
    if (file !== undefined) out(`${index === 0 ? '' : '\n'}${report.operator}\n`);
    for (const line of simulationTable(report, seed, decimalsOf(report))) out(line);
  }
}

function inWords(error: unknown, { operators }: SimulateFlags): unknown {
  if (!(error instanceof UnusableAccount)) return error;
  const said = advised(error.message).replace(/\.$/, '');
  return new InvalidInput([
    operators === undefined
      ? `${said}. ${advice[error.obstacle]}`
      : `${error.operator}: ${said}. ${adviceForFile[error.obstacle]}`,
  ]);
}

async function makeAccounts({ location, balanceMinor }: SimulatedWallet, accounts: readonly string[]): Promise<void> {
  await withStore(
    location,
    async (store) => {
      const { code: currency } = (await currenciesOf(store, location.currency)).ofNew();
      for (const name of accounts)
        await store.createAccount({ name, active: true, openingMinor: balanceMinor, currency });
    },
    { mustExist: false },
  );
}
