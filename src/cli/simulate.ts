import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { displayMoney, parseMoney } from '../contract/money.ts';
import type { AnyContract } from '../contract/contract.ts';
import type { AmountMinor } from '../contract/types.ts';
import { visibleJson } from '../contract/visible.ts';
import { openOutboxAt } from '../delivery/outbox/open.ts';
import { parseFaultRates } from '../simulator/faultRates.ts';
import { faultKinds } from '../simulator/faults.ts';
import { type Obstacle, simulate, UnusableAccount } from '../simulator/simulate.ts';
import { withStore } from '../wallet/open.ts';
import type { Store } from '../wallet/store.ts';
import { contractOption } from './contractOption.ts';
import {
  callbackUrlProblems,
  databaseConfiguration,
  databaseProblems,
  decimalsGiven,
  operatorProblems,
} from './configuration.ts';
import { advised } from './describe.ts';
import { type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { decimalsOption } from './options.ts';
import { progressBar } from './progress.ts';
import { givenSignature, type SignatureFlags, signatureOption } from './signature.ts';
import { simulationTable } from '../simulator/report.ts';
import { neededTokens, type TokenFlags, tokenOptions } from './tokens.ts';

interface SimulateFlags extends TokenFlags, SignatureFlags {
  readonly operator: string;
  readonly contract: AnyContract;
  readonly url: string;
  readonly players: string;
  readonly rounds: string;
  readonly accounts?: string;
  readonly database?: string;
  readonly balance: string;
  readonly stake: string;
  readonly returnToPlayer: string;
  readonly rate?: string;
  readonly faults: string;
  readonly seed?: string;
  readonly outbox?: string;
  readonly currencyDecimals: string;
  readonly json?: boolean;
}

const advice: Readonly<Record<Obstacle, string>> = {
  'no answer':
    'Give its URL with --url and the decimals of its currency with --currency-decimals, and see that it runs.',
  token: 'Give the right one with --token, and with --signature-file the secret of an operator that wants signatures.',
  contract: 'Name the one that it speaks with --contract.',
  account: 'Make the accounts first, as --database does, or name others with --accounts.',
};

export function simulateCommand(program: Command, environment: Environment, terminal: Terminal): void {
  signatureOption(
    tokenOptions(
      decimalsOption(program.command('simulate')),
      'callback token; several, separated by commas, while one replaces the other',
    ),
  )
    .description('play real traffic through the delivery engine, over a wire that fails, and reconcile every balance')
    .addOption(contractOption('the contract in which it is called'))
    .requiredOption('--url <url>', "the operator's callback URL")
    .option('--operator <name>', 'the name under which the outbox keeps it', 'operator')
    .option('--players <number>', 'how many play at the same time: player1, player2, …', '50')
    .option('--accounts <names>', 'who plays, separated by commas, in place of --players')
    .option('--database <url>', 'make the accounts in this wallet first')
    .option('--balance <amount>', 'what they are made with', '1000')
    .option('--rounds <number>', 'how many rounds all of them play together', '1000')
    .option('--rate <number>', 'rounds per second; as fast as they can when not given')
    .option('--stake <amount>', 'the largest stake', '5')
    .option('--return-to-player <share>', 'what wins give back of the stakes', '0.95')
    .option('--faults <rates>', 'as in 5% (of each kind) or lost-response=5%,late=1%', '0%')
    .option('--seed <number>', 'plays and fails the same again; drawn when not given')
    .option('--outbox <url>', 'sqlite:FILE or postgres://…; a file that is thrown away when not given')
    .option('--json', 'the report as JSON')
    .action((flags: SimulateFlags) => run(flags, environment, terminal));
}

async function run(flags: SimulateFlags, environment: Environment, terminal: Terminal): Promise<void> {
  const settings = parse(flags, environment);
  if (flags.database !== undefined) await makeAccounts(flags, settings.accounts, settings.balanceMinor, environment);
  const scratch = mkdtempSync(join(tmpdir(), 'outbox-'));
  const outbox = await openOutboxAt(flags.outbox ?? `sqlite:${join(scratch, 'outbox.db')}`, undefined, {
    earlierOperator: flags.operator,
  });
  const bar = progressBar(settings.rounds, 'rounds', terminal);
  try {
    const report = await simulate({ ...settings, outbox, played: bar.advance }).catch((error: unknown) => {
      if (!(error instanceof UnusableAccount)) throw error;
      throw new InvalidInput([`${advised(error.message).replace(/\.$/, '')}. ${advice[error.obstacle]}`]);
    });
    bar.done();
    if (flags.json)
      terminal.out(
        visibleJson(
          JSON.stringify(
            report,
            (_key, value: unknown) =>
              typeof value === 'bigint' ? displayMoney(value, settings.currencyDecimals) : value,
            2,
          ),
        ),
      );
    else for (const line of simulationTable(report, settings.seed, settings.currencyDecimals)) terminal.out(line);
    const { open } = report.book;
    if (open.length > 0 || report.differences.length > 0) {
      throw new Refused(
        `${open.length} deliveries are still open and ${report.differences.length} balances are not what they must be`,
      );
    }
  } finally {
    bar.done();
    await outbox.close();
    rmSync(scratch, { recursive: true });
  }
}

function parse(flags: SimulateFlags, environment: Environment) {
  const problems: string[] = [];
  const number = (name: string, text: string, least: number, most: number, whole = true): number => {
    const value = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
      problems.push(
        `${name} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${JSON.stringify(text)}`,
      );
    return value;
  };
  const currencyDecimals = decimalsGiven(flags.currencyDecimals, problems);
  const money = (name: string, text: string): AmountMinor => {
    const minor = parseMoney(text, currencyDecimals || 0);
    if (minor === undefined || minor <= 0n)
      problems.push(`${name} must be an amount of money above 0, not ${JSON.stringify(text)}`);
    return minor ?? 0n;
  };
  const tokens = neededTokens(flags, environment, problems);
  const signed = givenSignature(flags, environment, problems);
  problems.push(...callbackUrlProblems(flags.url));
  problems.push(...operatorProblems(flags.operator));
  if (flags.outbox !== undefined) problems.push(...databaseProblems('--outbox', flags.outbox));
  const faults = parseFaultRates(flags.faults);
  if (!faults)
    problems.push(
      `--faults must be like 5% or ${faultKinds.join('=1%,')}=1%, at most 100% together, not ${JSON.stringify(flags.faults)}`,
    );
  const players = number('--players', flags.players, 1, 10_000);
  const accounts =
    flags.accounts?.split(',').map((name) => name.trim()) ??
    Array.from({ length: players || 0 }, (_, n) => `player${n + 1}`);
  const settings = {
    operator: flags.operator,
    url: flags.url,
    tokens,
    ...signed,
    accounts,
    rounds: number('--rounds', flags.rounds, 1, 100_000_000),
    stakeMinor: money('--stake', flags.stake),
    balanceMinor: money('--balance', flags.balance),
    returnToPlayer: number('--return-to-player', flags.returnToPlayer, 0, 10, false),
    seed: flags.seed === undefined ? randomInt(2 ** 31) : number('--seed', flags.seed, 0, 2 ** 31),
    firstId: BigInt(Date.now()) * 1_000_000n,
    currencyDecimals,
    ...(flags.rate !== undefined && { rate: number('--rate', flags.rate, 0.001, 1_000_000, false) }),
  };
  if (problems.length > 0 || !faults) throw new InvalidInput(problems);
  return { ...settings, contract: flags.contract, faults };
}

async function makeAccounts(
  flags: SimulateFlags,
  accounts: readonly string[],
  openingMinor: AmountMinor,
  environment: Environment,
): Promise<void> {
  const { database = '', currencyDecimals } = flags;
  const make = async (store: Store): Promise<void> => {
    for (const name of accounts) await store.createAccount({ name, active: true, openingMinor });
  };
  await withStore(databaseConfiguration({ database, currencyDecimals }, environment), make, { mustExist: false });
}
