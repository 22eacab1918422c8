/** Each rule by an example: what is answered, noted and written, to the last field. */
import { describe, expect, it } from 'vitest';
import type { Callback, Cancel, Movement, Outcome, StatusQuestion } from '../../src/contract/callback.ts';
import { largestMinor } from '../../src/contract/money.ts';
import { type Adjustment, mayMove, type WalletCommand } from '../../src/wallet/command.ts';
import { decide, decideInOrder } from '../../src/wallet/decide.ts';
import { type Entry, operatorProvider } from '../../src/wallet/state.ts';
import { Snapshot } from '../../src/wallet/snapshot.ts';

const wallet = (balanceMinor = 1_000n): Snapshot =>
  new Snapshot(
    ['anna', 'bert', 'idle'].map((name) => ({
      name,
      active: name !== 'idle',
      balanceMinor,
      version: 1n,
      currency: 'XXX',
    })),
    [],
  );
const movement = (kind: Movement['kind'], more: Partial<Movement> = {}): Movement => ({
  kind,
  provider: 'p',
  account: 'anna',
  transactionId: 't',
  roundId: 'r',
  amountMinor: 300n,
  checks: [],
  ...more,
});
const bet = (more?: Partial<Movement>): Movement => movement('bet', more);
const win = (more?: Partial<Movement>): Movement => movement('win', more);
const cancel = (more: Partial<Cancel> = {}): Cancel => ({
  kind: 'cancel',
  provider: 'p',
  account: 'anna',
  targetId: 't',
  checks: [],
  ...more,
});
const status = (more: Partial<StatusQuestion> = {}): StatusQuestion => ({
  kind: 'status',
  provider: 'p',
  account: 'anna',
  transactionId: 't',
  checks: [],
  ...more,
});
const adjust =
  (kind: Adjustment['kind']) =>
  (more: Partial<Adjustment> = {}): Adjustment => ({
    kind,
    account: 'anna',
    transactionId: 't',
    amountMinor: 300n,
    ...more,
  });
const [credit, debit] = [adjust('credit'), adjust('debit')];
const enquiry = (more: Partial<Callback> = {}): WalletCommand => ({
  provider: 'p',
  account: 'anna',
  checks: [],
  ...more,
  kind: 'enquiry',
});

/** What the last of the commands comes to, one after another. */
function last(commands: readonly WalletCommand[], snapshot = wallet()): { outcome: Outcome; entry: Entry | undefined } {
  decideInOrder(snapshot, commands.slice(0, -1));
  const { outcomes, entries } = decideInOrder(snapshot, commands.slice(-1));
  return { outcome: outcomes[0] ?? expect.fail(), entry: entries[0] };
}

/** The outcome of the last command, which must have written nothing. */
function unmoved(commands: readonly WalletCommand[], snapshot?: Snapshot): Outcome {
  const { outcome, entry } = last(commands, snapshot);
  expect(entry).toBeUndefined();
  return outcome;
}

/** What an entry says where nothing else is told. */
const first = {
  provider: 'p',
  account: 'anna',
  transactionId: 't',
  accountVersion: 2n,
  roundId: undefined,
  targetId: undefined,
  play: undefined,
  reason: undefined,
};
const own = { provider: operatorProvider };

describe('what is carried out is written, and answered with the new balance', () => {
  it.each<[string, WalletCommand, Partial<Entry>]>([
    ['a bet', bet(), { kind: 'bet', roundId: 'r', deltaMinor: -300n }],
    ['a bet of all', bet({ amountMinor: 1_000n }), { kind: 'bet', roundId: 'r', deltaMinor: -1_000n }],
    ['a win', win(), { kind: 'win', roundId: 'r', deltaMinor: 300n }],
    ['a win larger than the balance', win({ amountMinor: 5_000n }), { kind: 'win', roundId: 'r', deltaMinor: 5_000n }],
    ['a credit', credit(), { ...own, kind: 'credit', deltaMinor: 300n }],
    ['a debit of all', debit({ amountMinor: 1_000n }), { ...own, kind: 'debit', deltaMinor: -1_000n }],
  ])('%s', (_name, command, expected) => {
    const balanceMinor = 1_000n + (expected.deltaMinor ?? 0n);
    const { outcome, entry } = last([command]);
    expect(outcome).toStrictEqual({ result: 'accepted', balanceMinor });
    expect(entry).toStrictEqual({ ...first, step: 0, balanceAfterMinor: balanceMinor, ...expected });
  });

  it.each([bet(), win()])('the cancel of a $kind gives back what it moved', (moved) => {
    const { outcome, entry } = last([moved, cancel()]);
    expect(outcome).toStrictEqual({ result: 'accepted', balanceMinor: 1_000n });
    expect(entry).toStrictEqual({
      ...first,
      step: 1,
      kind: 'cancel',
      roundId: 'r',
      deltaMinor: moved.kind === 'bet' ? 300n : -300n,
      balanceAfterMinor: 1_000n,
      accountVersion: 3n,
    });
  });

  it('several in their order, with nothing beside their entries', () => {
    const { outcomes, entries } = decideInOrder(wallet(), [bet(), enquiry(), win({ transactionId: 'u' })]);
    expect(outcomes.map(({ balanceMinor }) => balanceMinor)).toEqual([700n, 700n, 1_000n]);
    expect(entries.map(({ transactionId, accountVersion }) => [transactionId, accountVersion])).toEqual([
      ['t', 2n],
      ['u', 3n],
    ]);
  });
});

describe('what comes again moves nothing', () => {
  it.each<[string, readonly WalletCommand[], Outcome]>([
    ['a bet', [bet(), bet()], { result: 'accepted', balanceMinor: 700n, note: 'repeat' }],
    ['a win', [win(), win()], { result: 'accepted', balanceMinor: 1_300n, note: 'repeat' }],
    ['a bet of nothing', [0n, 0n].map((amountMinor) => bet({ amountMinor })), { result: 'accepted', note: 'repeat' }],
    [
      'a bet that asks whether it came before',
      [bet(), bet({ checks: ['alreadyProcessed'] })],
      { result: 'alreadyProcessed', balanceMinor: 700n, note: 'repeat' },
    ],
    ['a cancel', [bet(), cancel(), cancel()], { result: 'accepted', balanceMinor: 1_000n, note: 'repeat' }],
    ['a credit', [credit(), credit()], { result: 'alreadyProcessed', balanceMinor: 1_300n, note: 'repeat' }],
    ['a debit', [debit(), debit()], { result: 'alreadyProcessed', balanceMinor: 700n, note: 'repeat' }],
    [
      'a bet after its cancel',
      [bet(), cancel(), bet()],
      { result: 'alreadyProcessed', balanceMinor: 1_000n, note: 'cancelled-before' },
    ],
    [
      'a win after its cancel',
      [win(), cancel(), win({ checks: ['alreadyProcessed'] })],
      { result: 'alreadyProcessed', note: 'cancelled-before' },
    ],
  ])('%s', (_name, commands, expected) => {
    expect(unmoved(commands)).toStrictEqual({ balanceMinor: 1_000n, ...expected });
  });

  it.each<[string, WalletCommand, WalletCommand]>([
    ['another amount', bet(), bet({ amountMinor: 299n })],
    ['another round', bet(), bet({ roundId: 'other' })],
    ['another account', bet(), bet({ account: 'bert' })],
    ['another command', bet(), win()],
    ['another command, of nothing', bet({ amountMinor: 0n }), win({ amountMinor: 0n })],
    ['another command, the other way', win(), bet()],
    ['a debit in place of a credit', credit(), debit()],
    ['a credit of another amount', credit(), credit({ amountMinor: 1n })],
    ['a credit to another account', credit(), credit({ account: 'bert' })],
  ])('under its id, and fails as a conflict: %s', (_name, one, other) => {
    const snapshot = wallet();
    decideInOrder(snapshot, [one]);
    const balanceMinor = snapshot.accounts.get(other.account)?.balanceMinor;
    expect(unmoved([other], snapshot)).toStrictEqual({ result: 'failed', balanceMinor, note: 'conflict' });
    if (other.kind === 'bet' || other.kind === 'win')
      expect(unmoved([{ ...other, checks: ['alreadyProcessed'] }], snapshot)).toStrictEqual({
        result: 'alreadyProcessed',
        balanceMinor,
        note: 'conflict',
      });
  });

  it('after its cancel, saying something else: 41 and a conflict', () => {
    const expected = { result: 'alreadyProcessed', balanceMinor: 1_000n, note: 'conflict' };
    expect(unmoved([bet(), cancel(), bet({ amountMinor: 1n })])).toStrictEqual(expected);
  });
});

describe('a cancel of what is not known', () => {
  const unknown = { result: 'unknownTransaction', balanceMinor: 1_000n };

  it.each([[[]], [['unknownTransaction']]] as const)('leaves a tombstone, asked for %j', (checks) => {
    const { outcome, entry } = last([cancel({ checks })]);
    expect(outcome).toStrictEqual({ ...unknown, note: 'tombstone' });
    expect(entry).toStrictEqual({
      ...first,
      step: 0,
      kind: 'tombstone',
      deltaMinor: 0n,
      balanceAfterMinor: 1_000n,
    });
  });

  it('stays unknown when it comes again, and to a status', () => {
    expect(unmoved([cancel(), cancel()])).toStrictEqual({ ...unknown, note: 'repeat' });
    expect(unmoved([cancel(), status()])).toStrictEqual(unknown);
    expect(unmoved([cancel(), status({ checks: ['unknownTransaction'] })])).toStrictEqual(unknown);
  });

  it.each([
    ['a bet', bet()],
    ['a bet of another account', bet({ account: 'bert' })],
    ['a bet that asks whether it came before', bet({ checks: ['alreadyProcessed'] })],
    ['a bet that says as little as a tombstone', bet({ roundId: '', amountMinor: 0n })],
    ['a win', win()],
  ])('takes the place of what comes later: %s', (_name, late) => {
    expect(unmoved([cancel(), late])).toStrictEqual({
      result: 'alreadyProcessed',
      balanceMinor: 1_000n,
      note: 'cancelled-before',
    });
  });

  it('leaves nothing when an earlier check refuses it', () => {
    expect(unmoved([cancel({ account: 'idle', checks: ['inactiveAccount', 'unknownTransaction'] })])).toStrictEqual({
      result: 'inactiveAccount',
      note: 'owed',
    });
  });

  it('undoes nothing of another account', () => {
    const [there, balanceMinor] = [bet({ account: 'bert' }), 1_000n];
    for (const checks of [[], ['unknownTransaction']] as const) {
      expect(unmoved([there, cancel({ checks })])).toStrictEqual({ ...unknown, balanceMinor, note: 'conflict' });
      expect(unmoved([there, status({ checks })])).toStrictEqual({ ...unknown, balanceMinor });
    }
  });
});

describe('a status', () => {
  it('tells whether the transaction stands', () => {
    for (const moved of [bet(), win()])
      expect(unmoved([moved, status()])).toMatchObject({ result: 'accepted', transaction: 'standing' });
    expect(unmoved([bet(), cancel(), status()])).toStrictEqual({
      result: 'accepted',
      balanceMinor: 1_000n,
      transaction: 'cancelled',
    });
  });

  it('knows of no other', () => {
    expect(unmoved([status()])).toStrictEqual({ result: 'unknownTransaction', balanceMinor: 1_000n });
  });
});

describe('the checks', () => {
  it('21: an unknown account is refused whether it is asked for or not, and by all commands', () => {
    for (const make of [bet, win, cancel, status, enquiry, credit, debit])
      expect(unmoved([make({ account: 'nobody' })])).toStrictEqual({ result: 'unknownAccount' });
    expect(unmoved([enquiry({ checks: ['unknownAccount'] })])).toStrictEqual({
      result: 'accepted',
      balanceMinor: 1_000n,
    });
  });

  it('22: refuses an inactive account where it is asked for, and notes money that is owed', () => {
    const idle = { account: 'idle', checks: ['inactiveAccount'] } as const;
    for (const make of [bet, status, enquiry])
      expect(unmoved([make(idle)])).toStrictEqual({ result: 'inactiveAccount' });
    for (const make of [win, cancel])
      expect(unmoved([make(idle)])).toStrictEqual({ result: 'inactiveAccount', note: 'owed' });
    expect(last([bet({ account: 'idle' })]).outcome.result).toBe('accepted');
    expect(last([bet({ checks: ['inactiveAccount'] })]).outcome.result).toBe('accepted');
  });

  it('31: more than the balance is refused whether it is asked for or not, and may come again', () => {
    const refused = { result: 'insufficientBalance', balanceMinor: 1_000n };
    for (const command of [
      bet({ amountMinor: 1_001n }),
      bet({ amountMinor: 1_001n, checks: ['insufficientBalance'] }),
      debit({ amountMinor: 1_001n }),
    ])
      expect(unmoved([command])).toStrictEqual(refused);
    expect(
      last([bet({ amountMinor: 1_001n }), win({ transactionId: 'u' }), bet({ amountMinor: 1_001n })]),
    ).toMatchObject({ outcome: { result: 'accepted', balanceMinor: 299n } });
    expect(last([bet({ amountMinor: 1_000n, checks: ['insufficientBalance'] })]).outcome.result).toBe('accepted');
  });

  it('fail in the order in which they are asked for', () => {
    const all = bet({ amountMinor: 1_000n });
    expect(unmoved([all, { ...all, checks: ['insufficientBalance', 'alreadyProcessed'] }]).result).toBe(
      'insufficientBalance',
    );
    expect(unmoved([all, { ...all, checks: ['alreadyProcessed', 'insufficientBalance'] }]).result).toBe(
      'alreadyProcessed',
    );
    expect(
      last([bet({ checks: ['unknownAccount', 'inactiveAccount', 'alreadyProcessed', 'insufficientBalance'] })]).outcome,
    ).toStrictEqual({ result: 'accepted', balanceMinor: 700n });
  });
});

describe('a balance', () => {
  const tooMuch = { result: 'failed', balanceMinor: largestMinor, note: 'out-of-range' };

  it('holds the largest amount, and nothing above', () => {
    const snapshot = wallet(largestMinor - 5n);
    expect(last([win({ amountMinor: 5n })], snapshot).outcome.result).toBe('accepted');
    expect(unmoved([win({ transactionId: 'u', amountMinor: 1n })], snapshot)).toStrictEqual(tooMuch);
    expect(unmoved([credit({ transactionId: 'u', amountMinor: 1n })], snapshot)).toStrictEqual(tooMuch);
  });

  it('becomes negative by a cancelled win that was spent, as far as the largest amount and no further', () => {
    const snapshot = wallet(0n);
    const wonAndSpent = ['1', '2'].flatMap((id) => [
      win({ transactionId: `win${id}`, amountMinor: largestMinor }),
      bet({ transactionId: `bet${id}`, amountMinor: largestMinor }),
    ]);
    const { outcome } = last([...wonAndSpent, cancel({ targetId: 'win1' })], snapshot);
    expect(outcome).toStrictEqual({ result: 'accepted', balanceMinor: -largestMinor });
    expect(unmoved([cancel({ targetId: 'win2' })], snapshot)).toStrictEqual({
      ...tooMuch,
      balanceMinor: -largestMinor,
    });
    expect(unmoved([bet({ amountMinor: 0n })], snapshot).result).toBe('insufficientBalance');
  });
});

describe('an amount', () => {
  it.each([bet, win, credit, debit])('that is missing is refused, as by a program without types', (make) => {
    expect(() => decide(wallet(), make({ amountMinor: undefined as never }))).toThrow(RangeError);
  });

  it.each([bet, win, credit, debit])('that is negative is refused before anything is looked at', (make) => {
    const wrong = make({ amountMinor: -1n, account: 'nobody' });
    expect(() => decide(wallet(), wrong)).toThrow(RangeError);
    expect(() => decide(wallet(), wrong)).toThrow('an amount must not be negative, as -1 is');
  });
});

it('only enquiries and statuses never move anything', () => {
  const moving = [bet(), win(), cancel(), status(), credit(), debit(), enquiry()].filter(mayMove);
  expect(moving.map(({ kind }) => kind)).toEqual(['bet', 'win', 'cancel', 'credit', 'debit']);
});
