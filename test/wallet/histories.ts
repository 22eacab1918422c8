/** Random histories of commands over a few accounts and ids, so that they meet often. */
import fc from 'fast-check';
import { results } from '../../generated/v1/protocol.ts';
import type { Outcome } from '../../src/contract/callback.ts';
import type { Check } from '../../src/contract/types.ts';
import type { WalletCommand } from '../../src/wallet/decide.ts';
import type { Expected, Sent } from './model.ts';

export const openingCents = 1_000n;
export const players = ['anna', 'bert', 'idle'] as const;

const documentedChecks = {
  authenticate: [21],
  balance: [21, 22],
  bet: [21, 22, 41, 31],
  win: [21, 22, 41],
  cancel: [21, 22, 42],
  status: [21, 42],
  credit: [],
  debit: [],
};

const command = fc.constantFrom<Sent['command']>(
  'authenticate',
  'balance',
  'bet',
  'bet',
  'bet',
  'win',
  'win',
  'cancel',
  'cancel',
  'status',
  'credit',
  'debit',
);

const sent: fc.Arbitrary<Sent> = command.chain((name) =>
  fc.record({
    command: fc.constant(name),
    account: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...players) },
      { weight: 1, arbitrary: fc.constant('nobody') },
    ),
    id: fc.integer({ min: 1, max: 8 }).map(String),
    round: fc.constantFrom('r1', 'r2'),
    cents: fc.constantFrom(0n, 1n, 300n, 500n, 999n, 1_000n, 1_001n),
    check: fc.oneof(
      { weight: 3, arbitrary: fc.constant(documentedChecks[name]) },
      { weight: 1, arbitrary: fc.shuffledSubarray([21, 22, 31, 41, 42]) },
    ),
  }),
);

/** What is sent, with some of it repeated and all of it out of order. */
export const history: fc.Arbitrary<Sent[]> = fc.array(sent, { minLength: 1, maxLength: 40 });

/** The same in the wallet's own words, ids and accounts made unique to one history. */
export function toCommand({ command: name, account, id, round, cents, check }: Sent, prefix: string): WalletCommand {
  const checks = check.filter((number): number is Check => applicable[name].includes(number));
  const common = { account: `${prefix}${account}`, checks };
  const transactionId = `${prefix}${id}`;
  if (name === 'authenticate' || name === 'balance') return { kind: 'enquiry', ...common };
  if (name === 'credit' || name === 'debit')
    return { kind: name, account: common.account, transactionId, amountMinor: cents };
  if (name === 'cancel' || name === 'status') return { kind: name, transactionId, ...common };
  return { kind: name, transactionId, roundId: round, amountMinor: cents, ...common };
}

const applicable: Record<Sent['command'], number[]> = {
  authenticate: [21, 22],
  balance: [21, 22],
  bet: [21, 22, 31, 41],
  win: [21, 22, 41],
  cancel: [21, 22, 42],
  status: [21, 22, 42],
  credit: [],
  debit: [],
};

/** An outcome in the model's words. */
export function toExpected({ result, balanceMinor, transaction }: Outcome): Expected {
  return {
    result: results[result],
    ...(balanceMinor !== undefined && { cents: balanceMinor }),
    ...(transaction && { state: transaction === 'cancelled' ? 'CANCELED' : 'OK' }),
  };
}
