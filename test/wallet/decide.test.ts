import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideInOrder } from '../../src/wallet/decide.ts';
import { type Entry } from '../../src/wallet/state.ts';
import { Snapshot } from '../../src/wallet/snapshot.ts';
import { bet, status, win } from './examples.ts';
import { history, houses, moneyOf, openingCents, players, toCommand, toExpected } from './histories.ts';
import { histories } from '../extent.ts';
import { Model } from './model.ts';

const fresh = (): [Snapshot, Model] => {
  const model = new Model();
  for (const player of players)
    model.players.set(player, { cents: openingCents, active: player !== 'idle', money: moneyOf(player) });
  const accounts = players.map((name) => ({
    name,
    active: name !== 'idle',
    balanceMinor: openingCents,
    version: 1n,
    currency: moneyOf(name),
  }));
  return [new Snapshot(accounts, []), model];
};

describe('decide', () => {
  it('holds what the guards of a provider stop, keeps to its currency, and answers any history with both as the model does', () => {
    fc.assert(
      fc.property(history, houses, (commands, housed) => {
        const [snapshot, model] = fresh();
        for (const [provider, house] of housed) model.houses.set(provider, house);
        const { outcomes, entries } = decideInOrder(
          snapshot,
          commands.map((command) => toCommand(command, '', housed)),
        );
        expect(outcomes.map(toExpected)).toEqual(commands.map((command) => model.answer(command)));
        for (const [player, { cents }] of model.players) {
          const moved = entries
            .filter(({ account }) => account === player)
            .reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n);
          expect(openingCents + moved).toBe(cents);
        }
      }),
      { numRuns: histories(5_000) },
    );
  });

  it('answers any history as the model does, and its entries add up to the balances', () => {
    fc.assert(
      fc.property(history, (commands) => {
        const [snapshot, model] = fresh();
        const { outcomes, entries } = decideInOrder(
          snapshot,
          commands.map((command) => toCommand(command, '')),
        );
        expect(outcomes.map(toExpected)).toEqual(commands.map((command) => model.answer(command)));
        for (const [player, { cents }] of model.players) {
          const moved = entries
            .filter(({ account }) => account === player)
            .reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n);
          expect(openingCents + moved).toBe(cents);
          expect(snapshot.accounts.get(player)?.balanceMinor).toBe(cents);
        }
      }),
      { numRuns: histories(5_000) },
    );
  });

  it('makes and cancels every transaction once, however often a history is sent', () => {
    fc.assert(
      fc.property(history, (commands) => {
        const [snapshot] = fresh();
        const callbacks = commands.map((command) => toCommand(command, ''));
        const { entries } = decideInOrder(snapshot, [callbacks, callbacks, callbacks].flat());
        const keys = entries.map(({ provider, transactionId, step }) => `${provider} ${transactionId} ${step}`);
        expect(keys).toEqual([...new Set(keys)]);
      }),
    );
  });

  it('moves nothing when a history is sent again as a whole', () => {
    fc.assert(
      fc.property(history, (commands) => {
        const [snapshot] = fresh();
        const callbacks = commands
          .filter(({ command }) => command !== 'cancel')
          .map((command) => toCommand({ ...command, check: [41] }, ''));
        const taken = decideInOrder(snapshot, callbacks).entries.map(
          ({ provider, transactionId }) => `${provider} ${transactionId}`,
        );
        // What was refused for want of money may be taken by now, once; then nothing moves any more.
        const late = decideInOrder(snapshot, callbacks).entries.map(
          ({ provider, transactionId }) => `${provider} ${transactionId}`,
        );
        expect(late.filter((id) => taken.includes(id))).toEqual([]);
        const balances = (): bigint[] => [...snapshot.accounts.values()].map(({ balanceMinor }) => balanceMinor);
        const before = balances();
        const { outcomes, entries } = decideInOrder(snapshot, callbacks);
        expect([entries, balances()]).toEqual([[], before]);
        for (const [n, { kind, account }] of callbacks.entries())
          if ((kind === 'bet' || kind === 'win') && account !== 'nobody')
            expect(['alreadyProcessed', 'insufficientBalance']).toContain(outcomes[n]?.result);
      }),
    );
  });

  it('answers that an account is inactive where nothing that was asked before fails', () => {
    const [snapshot] = fresh();
    const asked = { account: 'idle', checks: ['alreadyProcessed', 'inactiveAccount'] } as const;
    expect(decideInOrder(snapshot, [bet('b', asked), win('w', 1n, asked)])).toEqual({
      outcomes: [{ result: 'inactiveAccount' }, { result: 'inactiveAccount', note: 'owed' }],
      entries: [],
    });
  });

  it('answers a question about a transaction with the first check that fails', () => {
    const [snapshot] = fresh();
    decideInOrder(snapshot, [bet('b', { account: 'idle' })]);
    const checks = ['unknownTransaction', 'inactiveAccount'] as const;
    const results = ['b', 'never'].map(
      (id) => decideInOrder(snapshot, [{ ...status(id), account: 'idle', checks }]).outcomes[0]?.result,
    );
    expect(results).toEqual(['inactiveAccount', 'unknownTransaction']);
  });

  it('refuses to build on a ledger that contradicts itself', () => {
    const [snapshot] = fresh();
    const entry: Entry = {
      provider: 'default',
      transactionId: 't',
      step: 0,
      kind: 'bet',
      account: 'anna',
      roundId: 'r',
      targetId: undefined,
      deltaMinor: -1n,
      balanceAfterMinor: 999n,
      accountVersion: 5n,
      play: undefined,
      reason: undefined,
    };
    expect(() => snapshot.apply(entry)).toThrow('out of order');
    expect(() => new Snapshot([], [{ ...entry, step: 1 }])).toThrow('was never made');
    expect(() => new Snapshot([], [entry, entry])).toThrow("can't have the entry bet");
  });
});
