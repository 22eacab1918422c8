/** Cancels with an id of their own, and without, in one wallet. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/contract/callback.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { decideInOrder } from '../../src/wallet/decide.ts';
import { type Entry } from '../../src/wallet/state.ts';
import { Snapshot } from '../../src/wallet/snapshot.ts';
import { bet, cancel, player, status } from './examples.ts';

let snapshot: Snapshot;
beforeEach(() => {
  snapshot = new Snapshot([player('anna'), player('bert'), player('idle', { active: false })], []);
});

const carryOut = (...commands: WalletCommand[]): { outcomes: Outcome[]; written: unknown[] } => {
  const { outcomes, entries } = decideInOrder(snapshot, commands);
  const brief = ({ transactionId, step, kind, deltaMinor, targetId }: Entry) =>
    [`${transactionId}/${step}`, kind, deltaMinor, ...(targetId === undefined ? [] : [targetId])] as const;
  return { outcomes, written: entries.map(brief) };
};
const ended = (command: WalletCommand) => {
  const { outcomes, written } = carryOut(command);
  return [outcomes[0]?.result, outcomes[0]?.note, outcomes[0]?.balanceMinor, written] as const;
};

describe('a cancel with an id of its own', () => {
  it('undoes its target and takes its own id: two entries, with the round and what was told of the play', () => {
    carryOut(bet('b'));
    const play = { studio: 1, gameCode: 'dogs', sentAtMs: 5 };
    const { entries } = decideInOrder(snapshot, [cancel('b', 'c', { amountMinor: 10n, play })]);
    expect(entries).toMatchObject([
      { transactionId: 'b', step: 1, kind: 'cancel', deltaMinor: 10n, roundId: 'r', targetId: undefined, play },
      { transactionId: 'c', step: 0, kind: 'cancel-request', deltaMinor: 0n, roundId: 'r', targetId: 'b', play },
    ]);
    expect(carryOut(status('b'), status('c')).outcomes.map(({ transaction }) => transaction)).toEqual([
      'cancelled',
      'standing',
    ]);
  });

  it('moves nothing again, and is told so where it is asked', () => {
    carryOut(bet('b'), cancel('b', 'c'));
    expect(ended(cancel('b', 'c'))).toEqual(['accepted', 'repeat', 100n, []]);
    const checks = ['alreadyProcessed'] as const;
    expect(ended(cancel('b', 'c', { checks }))).toEqual(['alreadyProcessed', 'repeat', 100n, []]);
  });

  it('spends another id for another cancel of the same target, and moves nothing', () => {
    carryOut(bet('b'), cancel('b', 'c'));
    expect(ended(cancel('b', 'd'))).toEqual(['accepted', 'repeat', 100n, [['d/0', 'cancel-request', 0n, 'b']]]);
    expect(ended(bet('d'))).toEqual(['failed', 'conflict', 100n, []]);
    expect(ended(bet('d', { checks: ['alreadyProcessed'] }))).toEqual(['alreadyProcessed', 'conflict', 100n, []]);
  });

  it('leaves a tombstone for a target that is not known, and does not spend its own id', () => {
    expect(ended(cancel('b', 'c'))).toEqual(['unknownTarget', 'tombstone', 100n, [['b/0', 'tombstone', 0n]]]);
    expect(ended(cancel('b', 'c'))).toEqual(['unknownTarget', 'repeat', 100n, []]);
    expect(ended(bet('b'))).toEqual(['alreadyProcessed', 'cancelled-before', 100n, []]);
    expect(ended(bet('c'))).toMatchObject(['accepted', undefined, 90n, [['c/0', 'bet', -10n]]]);
  });

  it.each([
    [['unknownTransaction', 'unknownTarget'], 'unknownTransaction'],
    [['unknownTarget', 'unknownTransaction'], 'unknownTarget'],
    [['unknownTransaction'], 'unknownTransaction'],
    [['alreadyProcessed', 'unknownTarget'], 'unknownTarget'],
    [[], 'unknownTarget'],
  ] as const)('with checks %j answers %s when its target is not known', (checks, result) => {
    expect(ended(cancel('b', 'c', { checks }))[0]).toBe(result);
    expect(ended(cancel('b', 'c', { checks })), 'the same again').toEqual([result, 'repeat', 100n, []]);
  });

  it('finds its id taken by something else', () => {
    carryOut(bet('b'), bet('taken'), bet('undone'), cancel('undone'), cancel('buried'));
    expect(ended(cancel('b', 'taken'))).toEqual(['failed', 'conflict', 80n, []]);
    expect(ended(cancel('b', 'undone'))).toEqual(['alreadyProcessed', 'conflict', 80n, []]);
    expect(ended(cancel('b', 'buried'))).toEqual(['alreadyProcessed', 'cancelled-before', 80n, []]);
    for (const id of ['taken', 'undone', 'buried'])
      expect(ended(cancel('b', id, { checks: ['alreadyProcessed', 'unknownTarget'] }))[0]).toBe('alreadyProcessed');
    expect(ended(cancel('never', 'taken', { checks: ['alreadyProcessed'] })), 'no tombstone').toMatchObject([
      'alreadyProcessed',
      'conflict',
      80n,
      [],
    ]);
  });

  it('finds its id spent by the cancel of another target', () => {
    carryOut(bet('b'), bet('other'), cancel('b', 'c'));
    expect(ended(cancel('other', 'c'))).toEqual(['failed', 'conflict', 90n, []]);
  });

  it('answers what is asked first where its target is not known and its id is taken', () => {
    carryOut(bet('taken'));
    expect(ended(cancel('never', 'taken', { checks: ['unknownTarget', 'alreadyProcessed'] }))).toEqual([
      'unknownTarget',
      'tombstone',
      90n,
      [['never/0', 'tombstone', 0n]],
    ]);
  });

  it('of an inactive account is refused, and owed, where nothing that was asked before fails', () => {
    const idle = { account: 'idle', checks: ['alreadyProcessed', 'unknownTarget', 'inactiveAccount'] } as const;
    carryOut(bet('b', { account: 'idle' }));
    expect(ended(cancel('b', 'c', idle))).toEqual(['inactiveAccount', 'owed', undefined, []]);
  });

  it('is no target of another cancel, which leaves nothing', () => {
    carryOut(bet('b'), cancel('b', 'c'));
    expect(ended(cancel('c', 'd'))).toEqual(['unknownTarget', 'conflict', 100n, []]);
    expect(ended(cancel('c', 'd', { checks: ['unknownTransaction'] }))[0]).toBe('unknownTransaction');
    expect(ended(cancel('c'))).toEqual(['unknownTransaction', 'conflict', 100n, []]);
  });

  it('moves back what was moved, whatever amount it says, and a difference is noted', () => {
    carryOut(bet('b'));
    expect(ended(cancel('b', 'c', { amountMinor: 99n }))).toMatchObject(['accepted', 'conflict', 100n, [{}, {}]]);
    expect(ended(cancel('b', 'c', { amountMinor: 98n }))).toEqual(['accepted', 'conflict', 100n, []]);
    expect(ended(cancel('b', 'c', { amountMinor: 10n }))).toEqual(['accepted', 'repeat', 100n, []]);
  });

  it('of another account than its target finds it unknown', () => {
    carryOut(bet('b'));
    expect(ended(cancel('b', 'c', { account: 'bert' }))).toEqual(['unknownTarget', 'conflict', 100n, []]);
    carryOut(cancel('b', 'c'));
    expect(ended(cancel('b', 'c', { account: 'bert' })), 'with an id that is spent').toEqual([
      'failed',
      'conflict',
      100n,
      [],
    ]);
    expect(ended(cancel('b', undefined, { account: 'bert' }))).toEqual(['unknownTransaction', 'conflict', 100n, []]);
  });
});

describe('both forms of cancel in one wallet', () => {
  it('undo the same transaction once, whichever is first', () => {
    carryOut(bet('1'), bet('2'), cancel('1'), cancel('2', 'c2'));
    expect(ended(cancel('1', 'c1'))).toEqual(['accepted', 'repeat', 100n, [['c1/0', 'cancel-request', 0n, '1']]]);
    expect(ended(cancel('2'))).toEqual(['accepted', 'repeat', 100n, []]);
  });

  it('meet each other only within one provider', () => {
    carryOut(bet('1'), bet('1', { provider: 'other' }));
    expect(ended(cancel('1', 'c', { provider: 'third' }))[0]).toBe('unknownTarget');
    expect(ended(cancel('1', 'c', { provider: 'other' }))).toMatchObject(['accepted', undefined, 90n, [{}, {}]]);
    expect(carryOut(status('1')).outcomes[0]?.transaction).toBe('standing');
  });
});

it('finds an id that reads as nothing to be an id like any other', () => {
  carryOut(bet('undefined'), bet('b'));
  expect(ended(cancel('b'))).toEqual(['accepted', undefined, 90n, [['b/1', 'cancel', 10n]]]);
});

it('what was cancelled before it came is cancelled for every account', () => {
  carryOut(cancel('b'));
  expect(ended(cancel('b', undefined, { account: 'bert' }))).toEqual(['unknownTransaction', 'repeat', 100n, []]);
});

it("no callback reaches the operator's own movements, whatever id it names", () => {
  const credit = { kind: 'credit', account: 'anna', transactionId: 'deposit:42', amountMinor: 5n } as const;
  carryOut(bet('deposit:42'), credit);
  expect(ended(credit)).toEqual(['alreadyProcessed', 'repeat', 95n, []]);
  expect(ended(cancel('deposit:42', 'c'))).toMatchObject(['accepted', undefined, 105n, [{}, {}]]);
  expect(ended({ ...credit, reason: 'worded otherwise' })).toEqual(['alreadyProcessed', 'repeat', 105n, []]);
});
