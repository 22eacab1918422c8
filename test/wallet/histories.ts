/** Random histories of commands over a few accounts and ids, so that they meet often. */
import fc from 'fast-check';
import type { CheckName, Outcome } from '../../src/contract/callback.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { type GuardName, guardNames, type Guards, type Terms } from '../../src/wallet/terms.ts';
import type { Expected, House, Limit, Sent } from './model.ts';

export const openingCents = 1_000n;
export const players = ['anna', 'bert', 'idle', 'yuki'] as const;
/** Other than the wallet's first. */
export const otherMoney = 'JPY';

/** What a player's money is where a history is of two currencies. */
export function moneyOf(player: (typeof players)[number]): string {
  return player === 'yuki' ? otherMoney : 'XXX';
}

type Form = Sent['command'] | 'cancel with an id';

const documentedChecks: Record<Form, number[]> = {
  authenticate: [21],
  balance: [21, 22],
  bet: [21, 22, 41, 31],
  win: [21, 22, 41],
  cancel: [21, 22, 42],
  'cancel with an id': [21, 22, 41, 43],
  status: [21, 42],
  credit: [],
  debit: [],
  release: [],
  reject: [],
};

const applicable: Record<Form, number[]> = {
  authenticate: [21, 22],
  balance: [21, 22],
  bet: [21, 22, 31, 41],
  win: [21, 22, 41],
  cancel: [21, 22, 42],
  'cancel with an id': [21, 22, 41, 42, 43],
  status: [21, 22, 42],
  credit: [],
  debit: [],
  release: [],
  reject: [],
};

const form = fc.constantFrom<Form>(
  'authenticate',
  'balance',
  ...(['bet', 'bet', 'bet', 'win', 'win'] as const),
  ...(['cancel', 'cancel', 'cancel with an id', 'cancel with an id', 'cancel with an id'] as const),
  'status',
  'status',
  'credit',
  'debit',
  'release',
  'reject',
);

const id = fc.integer({ min: 1, max: 8 }).map(String);
const cents = fc.constantFrom(0n, 1n, 300n, 500n, 999n, 1_000n, 1_001n);

const sent: fc.Arbitrary<Sent> = form.chain((name) => {
  const common = {
    command: fc.constant(name === 'cancel with an id' ? 'cancel' : name),
    provider: fc.oneof({ weight: 3, arbitrary: fc.constant('default') }, fc.constant('other')),
    account: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...players) },
      { weight: 1, arbitrary: fc.constant('nobody') },
    ),
    id,
    round: fc.constantFrom('r1', 'r2'),
    cents,
    bonus: fc.boolean(),
    check: fc.oneof(
      { weight: 3, arbitrary: fc.constant(documentedChecks[name]) },
      { weight: 2, arbitrary: fc.shuffledSubarray(applicable[name]) },
    ),
  };
  return name === 'cancel with an id' ? fc.record({ ...common, cancels: id }) : fc.record(common);
});

const turns = [
  'as it comes',
  'again',
  'other checks',
  'other account',
  'other movement',
  'other target',
  'cancel',
  'cancel by id',
  'release',
  'reject',
] as const;

/** What is sent, with some of it repeated, varied and cancelled, and all of it out of order. */
export const history: fc.Arbitrary<Sent[]> = fc
  .array(fc.tuple(sent, fc.constantFrom('as it comes', 'as it comes', ...turns), fc.nat()), {
    minLength: 1,
    maxLength: 40,
  })
  .map((steps) => {
    const commands: Sent[] = [];
    for (const [fresh, turn, place] of steps) {
      const earlier = commands[place % commands.length];
      commands.push(earlier ? following(earlier, fresh, turn) : fresh);
    }
    return commands;
  });

/** What is sent after something that was sent `earlier`, with what it needs of its own from `fresh`. */
function following(earlier: Sent, fresh: Sent, turn: (typeof turns)[number]): Sent {
  const { provider, account, id: target, cents, round } = earlier;
  const cancel = { command: 'cancel', provider, account, round, cents } as const;
  switch (turn) {
    case 'as it comes':
      return fresh;
    case 'again':
      return earlier;
    case 'other checks':
      return { ...earlier, check: fresh.check.filter((number) => applicable[formOf(earlier)].includes(number)) };
    case 'other account':
      return { ...earlier, account: fresh.account, check: [] };
    case 'other movement':
      return earlier.command === 'bet' ? { ...earlier, command: 'win', check: [] } : earlier;
    case 'other target':
      return earlier.cancels === undefined ? earlier : { ...earlier, cancels: fresh.id };
    case 'cancel':
      return { ...cancel, id: target, check: documentedChecks.cancel };
    case 'release':
    case 'reject':
      return { ...earlier, command: turn, check: [] };
    case 'cancel by id':
      return { ...cancel, id: fresh.id, cancels: target, check: documentedChecks['cancel with an id'] };
  }
}

const limit = (...above: bigint[]): fc.Arbitrary<Limit> =>
  fc.record({ holds: fc.boolean(), above: fc.constantFrom(...above) });

/** What a house may look at, in all combinations, or nothing. */
const house = (...moneys: string[]): fc.Arbitrary<House> => {
  const money = fc.constantFrom(...moneys);
  return fc.oneof({ weight: 3, arbitrary: looking(money) }, fc.record({ money, stopped: fc.constant(false) }));
};

const looking = (money: fc.Arbitrary<string>): fc.Arbitrary<House> =>
  fc.record(
    {
      money,
      stopped: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
      bet: limit(0n),
      win: limit(300n, 999n),
      times: limit(1n, 3n),
      day: limit(500n, 1_300n),
      hour: limit(0n, 800n),
      bonus: limit(1n, 500n),
      bonusDay: limit(500n, 1_000n),
    },
    { requiredKeys: ['money', 'stopped'] },
  );

/** One house for each provider: the first plays in the wallet's first currency, as it must, and the other in either. */
export const houses: fc.Arbitrary<ReadonlyMap<string, House>> = fc
  .record({ default: house('XXX'), other: house('XXX', otherMoney) })
  .map((by) => new Map(Object.entries(by)));

const guardOf: Record<Exclude<keyof House, 'money' | 'stopped'>, GuardName> = {
  bet: 'unmatched-win',
  win: 'largest-win',
  times: 'round-multiple',
  day: 'account-day',
  hour: 'provider-hour',
  bonus: 'largest-bonus',
  bonusDay: 'bonus-day',
};
const lookAt = Object.keys(guardOf) as (keyof typeof guardOf)[];

/** The same in the wallet's own words; in its first currency where nothing else is said. */
export function toTerms(of: Omit<House, 'money'> & Partial<House>): Terms {
  const guards = Object.fromEntries(guardNames.map((name) => [name, { mode: 'off', limit: 0n }])) as unknown as {
    -readonly [Name in GuardName]: Guards[Name];
  };
  for (const what of lookAt) {
    const its = of[what];
    if (its) guards[guardOf[what]] = { mode: its.holds ? 'enforce' : 'observe', limit: its.above };
  }
  return { currency: of.money ?? 'XXX', winsHeld: of.stopped, guards };
}

function formOf({ command, cancels }: Sent): Form {
  return cancels === undefined ? command : 'cancel with an id';
}

/** The same in the wallet's own words, ids and accounts made unique to one history. */
export function toCommand(sent: Sent, prefix: string, housed?: ReadonlyMap<string, House>): WalletCommand {
  const of = housed?.get(sent.provider);
  const played = playedCommand(sent, prefix);
  return of && 'checks' in played ? { ...played, terms: toTerms(of) } : played;
}

function playedCommand(sent: Sent, prefix: string): WalletCommand {
  const { command: name, provider, account, round, cents, check } = sent;
  const common = { provider, account: `${prefix}${account}`, checks: check.map(checkNamed) };
  const transactionId = `${prefix}${sent.id}`;
  if (name === 'authenticate' || name === 'balance') return { kind: 'enquiry', ...common };
  if (name === 'credit' || name === 'debit')
    return { kind: name, account: common.account, transactionId, amountMinor: cents };
  if (name === 'status') return { kind: name, transactionId, ...common };
  if (name === 'cancel' && sent.cancels === undefined) return { kind: name, targetId: transactionId, ...common };
  if (name === 'cancel')
    return { kind: name, targetId: `${prefix}${sent.cancels}`, transactionId, amountMinor: cents, ...common };
  if (name === 'release' || name === 'reject')
    return {
      kind: name === 'release' ? name : 'rejection',
      provider,
      account: common.account,
      transactionId,
      reason: 'x',
    };
  const told = { transactionId, roundId: `${prefix}${round}`, amountMinor: cents, ...common };
  return { kind: name, ...told, ...(sent.bonus && { play: { type: 32 } }) };
}

const numberOf: Record<Outcome['result'], number> = {
  accepted: 0,
  unknownAccount: 21,
  inactiveAccount: 22,
  insufficientBalance: 31,
  alreadyProcessed: 41,
  unknownTransaction: 42,
  unknownTarget: 43,
  failed: 99,
  held: 500,
};

function checkNamed(number: number): CheckName {
  const [name] = Object.entries(numberOf).find(([, its]) => its === number) ?? [];
  if (!name || name === 'accepted' || name === 'failed' || name === 'held') throw new Error(`${number} is no check`);
  return name as CheckName;
}

/** An outcome in the model's words. */
export function toExpected({ result, balanceMinor, transaction, caught }: Outcome): Expected {
  const words = (caught ?? []).map(({ guard, mode }) => {
    const what = lookAt.find((name) => guardOf[name] === guard) ?? guard;
    return `${what}: ${mode === 'enforce' ? 'held' : 'seen'}`;
  });
  return {
    ...(words.length > 0 && { odd: words }),
    result: numberOf[result],
    ...(balanceMinor !== undefined && { cents: balanceMinor }),
    ...(transaction && { state: transaction === 'cancelled' ? 'CANCELED' : 'OK' }),
  };
}
