/** What a simulation is told: the operators, and the game at them. */
import { randomInt } from 'node:crypto';
import type { AnyContract } from '../contract/contract.ts';
import { parseMoney, usualDecimals } from '../contract/money.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { OperatorSettings } from '../delivery/operators.ts';
import { parseFaultRates } from '../simulator/faultRates.ts';
import { faultKinds, type FaultRates } from '../simulator/faults.ts';
import type { SimulationOptions } from '../simulator/simulate.ts';
import type { WalletLocation } from '../wallet/open.ts';
import {
  callbackUrlProblems,
  databaseProblems,
  decimalsGiven,
  operatorProblems,
  readDatabase,
} from './configuration.ts';
import { type Environment, InvalidInput } from './input.ts';
import { operatorsIn } from './operatorsFile.ts';
import { perOperator } from './perOperator.ts';
import { givenSignature, type SignatureFlags } from './signature.ts';
import { neededTokens, type TokenFlags } from './tokens.ts';

export interface SimulateFlags extends TokenFlags, SignatureFlags {
  readonly operators?: string;
  readonly operator: string;
  readonly contract: AnyContract;
  readonly url?: string;
  readonly players: string;
  readonly rounds: string;
  readonly accounts?: string;
  readonly database?: readonly string[];
  readonly currency?: readonly string[];
  readonly balance: string;
  readonly stake: string;
  readonly returnToPlayer: string;
  readonly rate?: string;
  readonly faults?: readonly string[];
  readonly seed?: string;
  readonly outbox?: string;
  readonly currencyDecimals: string;
  readonly json?: boolean;
}

/** A wallet of this kit in which accounts are made first. */
export interface SimulatedWallet {
  readonly location: WalletLocation;
  readonly balanceMinor: AmountMinor;
}

export interface SimulateSettings {
  readonly game: Omit<SimulationOptions, 'outbox'>;
  readonly wallets: readonly SimulatedWallet[];
}

/** Throws `InvalidInput` with every problem there is. */
export async function simulateSettings(flags: SimulateFlags, environment: Environment): Promise<SimulateSettings> {
  const problems: string[] = [];
  const several = flags.operators !== undefined;
  const given = several
    ? await operatorsIn('--operators', flags.operators, problems)
    : [theOperator(flags, environment, problems)];
  const names = several ? given.map(({ name }) => name) : [];
  if (flags.outbox !== undefined) problems.push(...databaseProblems('--outbox', flags.outbox));
  const faultsOf = perOperator('--faults', flags.faults, names, problems, flags.operators);
  const operators = given.map((operator) => {
    const { name, paused = false, currencyDecimals = usualDecimals } = operator;
    if (paused) problems.push(`--operators: ${name} is paused, and takes no bets`);
    const stakeMinor = money('--stake', flags.stake, currencyDecimals, problems);
    return { ...operator, stakeMinor, faults: faultRates(faultsOf(name), problems) };
  });
  const game = { ...gameGiven(flags, problems), operators };
  const wallets = walletsGiven(flags, environment, given, problems);
  if (problems.length > 0) throw new InvalidInput([...new Set(problems)]);
  return { game, wallets };
}

/** The one of the flags. */
function theOperator(flags: SimulateFlags, environment: Environment, problems: string[]): OperatorSettings {
  const { operator: name, contract, url } = flags;
  const currencyDecimals = decimalsGiven(flags.currencyDecimals, problems);
  const tokens = neededTokens(flags, environment, problems);
  const signed = givenSignature(flags, environment, problems);
  if (url === undefined)
    problems.push("--url must be given: the operator's callback URL; or --operators, a file of several");
  else problems.push(...callbackUrlProblems(url));
  problems.push(...operatorProblems(name));
  return { name, contract, url: url ?? '', tokens, ...signed, currencyDecimals: currencyDecimals || 0 };
}

function gameGiven(
  flags: SimulateFlags,
  problems: string[],
): Omit<SimulationOptions, 'operators' | 'outbox' | 'played'> {
  const number = (name: string, text: string, least: number, most: number, whole = true): number => {
    const value = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
      problems.push(
        `${name} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${JSON.stringify(text)}`,
      );
    return value;
  };
  const players = number('--players', flags.players, 1, 10_000);
  return {
    accounts:
      flags.accounts?.split(',').map((name) => name.trim()) ??
      Array.from({ length: players || 0 }, (_, n) => `player${n + 1}`),
    rounds: number('--rounds', flags.rounds, 1, 100_000_000),
    returnToPlayer: number('--return-to-player', flags.returnToPlayer, 0, 10, false),
    seed: flags.seed === undefined ? randomInt(2 ** 31) : number('--seed', flags.seed, 0, 2 ** 31),
    firstId: BigInt(Date.now()) * 1_000_000n,
    ...(flags.rate !== undefined && { rate: number('--rate', flags.rate, 0.001, 1_000_000, false) }),
  };
}

/** Each operator's own, with its accounts in its currency. */
function walletsGiven(
  flags: SimulateFlags,
  environment: Environment,
  operators: readonly OperatorSettings[],
  problems: string[],
): SimulatedWallet[] {
  const names = flags.operators === undefined ? [] : operators.map(({ name }) => name);
  const databaseOf = perOperator('--database', flags.database, names, problems);
  const currencyOf = perOperator('--currency', flags.currency, names, problems, flags.operators);
  if (flags.currency && !flags.database) problems.push('--currency must come with --database, to whose accounts it is');
  const wallets = operators.flatMap(({ name, currencyDecimals = usualDecimals }) => {
    const database = databaseOf(name);
    const balanceMinor = money('--balance', flags.balance, currencyDecimals, problems);
    if (database === undefined) return [];
    const currency = currencyOf(name);
    const said = { database, currencyDecimals: String(currencyDecimals), ...(currency !== undefined && { currency }) };
    return [{ location: readDatabase(said, environment, problems), balanceMinor }];
  });
  const databases = wallets.map(({ location }) => location.database);
  if (new Set(databases).size < databases.length)
    problems.push(
      `--database must name the operator whose wallet it is, as in ${names[0] ?? ''}:sqlite:./data/wallet.db`,
    );
  return wallets;
}

function money(name: string, text: string, decimals: number, problems: string[]): AmountMinor {
  const minor = parseMoney(text, decimals);
  if (minor === undefined || minor <= 0n)
    problems.push(
      `${name} must be an amount of money above 0 with at most ${decimals} decimals, not ${JSON.stringify(text)}`,
    );
  return minor ?? 0n;
}

function faultRates(text: string | undefined, problems: string[]): FaultRates {
  const none = '0%';
  const rates = parseFaultRates(text ?? none);
  if (!rates)
    problems.push(
      `--faults must be like 5% or ${faultKinds.join('=1%,')}=1%, at most 100% together, and NAME:5% for one of several operators; not ${JSON.stringify(text)}`,
    );
  return rates ?? noFaults;
}

const noFaults = { 'lost-request': 0, 'lost-response': 0, late: 0, reset: 0, duplicate: 0, reorder: 0 } as const;
