/** How a held win ends: by the operator's word or by a cancel, and once. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { decideInOrder } from '../../src/wallet/decide.ts';
import { type Entry } from '../../src/wallet/state.ts';
import { Snapshot } from '../../src/wallet/snapshot.ts';
import { cancel, holdEnd, player, status, termsWith, win } from './examples.ts';

const play = { studio: 1, gameCode: 'dogs' };
const held = { ...win('w', 50n, { play }), terms: termsWith({ 'largest-win': { mode: 'enforce', limit: 0n } }) };
const release = holdEnd('release', 'w');
const rejection = holdEnd('rejection', 'w');
const caught = [{ guard: 'largest-win', mode: 'enforce' }];

let snapshot: Snapshot;
beforeEach(() => {
  snapshot = new Snapshot([player('anna'), player('bert')], []);
  expect(decideInOrder(snapshot, [held]).outcomes).toEqual([{ result: 'held', balanceMinor: 100n, caught }]);
});

const carryOut = (...commands: WalletCommand[]) => decideInOrder(snapshot, commands);
const ended = (command: WalletCommand) => {
  const { outcomes, entries } = carryOut(command);
  const brief = ({ transactionId, step, kind, deltaMinor }: Entry) => [`${transactionId}/${step}`, kind, deltaMinor];
  return [outcomes[0]?.result, outcomes[0]?.note, outcomes[0]?.balanceMinor, entries.map(brief)] as const;
};

describe('a held win', () => {
  it('has taken its id, and has neither moved nor ended', () => {
    expect(ended(held)).toEqual(['held', 'repeat', 100n, []]);
    expect(ended({ ...held, checks: ['alreadyProcessed'] })).toEqual(['held', 'repeat', 100n, []]);
    expect(ended(status('w'))).toEqual(['unknownTransaction', undefined, 100n, []]);
  });

  it('stays held where it comes again without a guard', () => {
    expect(ended(win('w', 50n))).toEqual(['held', 'repeat', 100n, []]);
  });

  it('is in conflict with what says something else under its id', () => {
    for (const other of [
      win('w', 51n),
      win('w', 50n, { roundId: 'other' }),
      win('w', 50n, { account: 'bert' }),
      win('w', 50n, { kind: 'bet' }),
    ]) {
      expect(ended(other)).toEqual(['failed', 'conflict', 100n, []]);
      expect(ended({ ...other, checks: ['alreadyProcessed'] })).toEqual(['alreadyProcessed', 'conflict', 100n, []]);
    }
  });

  it('that is cancelled is not paid, and leaves a tombstone with its round', () => {
    const { outcomes, entries } = carryOut(cancel('w'));
    expect(outcomes).toEqual([{ result: 'unknownTransaction', balanceMinor: 100n, note: 'tombstone' }]);
    expect(entries).toMatchObject([{ transactionId: 'w', step: 1, kind: 'tombstone', deltaMinor: 0n, roundId: 'r' }]);
    expect(ended(cancel('w'))).toEqual(['unknownTransaction', 'repeat', 100n, []]);
    expect(ended(held)).toEqual(['alreadyProcessed', 'cancelled-before', 100n, []]);
    expect(ended(release)).toEqual(['failed', 'conflict', 100n, []]);
    expect(ended(rejection)).toEqual(['failed', 'conflict', 100n, []]);
    expect(ended(status('w'))[0]).toBe('unknownTransaction');
  });

  it('that a cancel with an id of its own ends does not spend that id', () => {
    expect(ended(cancel('w', 'c'))).toEqual(['unknownTarget', 'tombstone', 100n, [['w/1', 'tombstone', 0n]]]);
    expect(ended(cancel('w', 'c'))).toEqual(['unknownTarget', 'repeat', 100n, []]);
    expect(ended(win('c', 5n))).toEqual(['accepted', undefined, 105n, [['c/0', 'win', 5n]]]);
  });

  it('answers a cancel with an id of its own that the transaction is unknown, where that is asked', () => {
    expect(ended(cancel('w', 'c', { checks: ['unknownTransaction', 'unknownTarget'] }))[0]).toBe('unknownTransaction');
  });

  it("is not ended by another account's cancel", () => {
    const foreign = cancel('w', undefined, { account: 'bert' });
    expect(ended(foreign)).toEqual(['unknownTransaction', 'conflict', 100n, []]);
    expect(ended(release)[0]).toBe('accepted');
  });
});

describe('a release', () => {
  it('pays the win once, with its round, what was told of the play, and the reason', () => {
    const { outcomes, entries } = carryOut(release);
    expect(outcomes).toEqual([{ result: 'accepted', balanceMinor: 150n }]);
    expect(entries).toEqual([
      {
        provider: 'default',
        transactionId: 'w',
        step: 1,
        kind: 'release',
        account: 'anna',
        roundId: 'r',
        targetId: undefined,
        deltaMinor: 50n,
        balanceAfterMinor: 150n,
        accountVersion: 3n,
        play,
        reason: 'by Eve',
      },
    ]);
    expect(ended(release)).toEqual(['alreadyProcessed', 'repeat', 150n, []]);
    expect(ended(rejection)).toEqual(['failed', 'conflict', 150n, []]);
  });

  it('makes the win one that is paid: it stands, and comes again as a repeat', () => {
    carryOut(release);
    expect(carryOut(status('w')).outcomes).toEqual([
      { result: 'accepted', balanceMinor: 150n, transaction: 'standing' },
    ]);
    expect(ended(held)).toEqual(['accepted', 'repeat', 150n, []]);
    expect(ended({ ...held, checks: ['alreadyProcessed'] })).toEqual(['alreadyProcessed', 'repeat', 150n, []]);
  });

  it('is taken back by a cancel, and is not given again', () => {
    carryOut(release);
    expect(ended(cancel('w'))).toEqual(['accepted', undefined, 100n, [['w/2', 'cancel', -50n]]]);
    expect(ended(cancel('w'))).toEqual(['accepted', 'repeat', 100n, []]);
    expect(ended(release)).toEqual(['alreadyProcessed', 'repeat', 100n, []]);
    expect(ended(rejection)).toEqual(['failed', 'conflict', 100n, []]);
    expect(ended(held)).toEqual(['alreadyProcessed', 'cancelled-before', 100n, []]);
  });
});

describe('a rejection', () => {
  it('ends the hold once, and pays nothing', () => {
    const { outcomes, entries } = carryOut(rejection);
    expect(outcomes).toEqual([{ result: 'accepted', balanceMinor: 100n }]);
    expect(entries).toMatchObject([{ transactionId: 'w', step: 1, kind: 'rejection', deltaMinor: 0n, roundId: 'r' }]);
    expect(ended(rejection)).toEqual(['alreadyProcessed', 'repeat', 100n, []]);
    expect(ended(release)).toEqual(['failed', 'conflict', 100n, []]);
    expect(ended(status('w'))[0]).toBe('unknownTransaction');
  });

  it('lets the win fail for good, whatever is asked', () => {
    carryOut(rejection);
    expect(ended(held)).toEqual(['failed', 'repeat', 100n, []]);
    expect(ended({ ...held, checks: ['alreadyProcessed'] })).toEqual(['failed', 'repeat', 100n, []]);
  });

  it('leaves nothing to a cancel', () => {
    carryOut(rejection);
    expect(ended(cancel('w'))).toEqual(['unknownTransaction', 'repeat', 100n, []]);
    const foreign = cancel('w', undefined, { account: 'bert' });
    expect(ended(foreign)).toEqual(['unknownTransaction', 'conflict', 100n, []]);
  });
});

describe.each(['release', 'rejection'] as const)('a %s', (kind) => {
  it('of what was never held finds nothing', () => {
    carryOut(win('paid', 5n));
    for (const id of ['paid', 'never'])
      expect(ended(holdEnd(kind, id))).toEqual(['unknownTransaction', undefined, 105n, []]);
  });

  it("of another account's or another provider's hold finds nothing, and the win stays held", () => {
    for (const foreign of [{ account: 'bert' }, { provider: 'other' }])
      expect(ended(holdEnd(kind, 'w', foreign))).toEqual(['unknownTransaction', undefined, 100n, []]);
    expect(ended(held)[0]).toBe('held');
  });
});
