/** Random histories, on a store and on the model. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { history, houses, moneyOf, openingCents, players, toCommand, toExpected } from './histories.ts';
import { Model } from './model.ts';
import type { TriedStore } from './triedStore.ts';

export function testHistories(tried: TriedStore): void {
  const { balanceOf, clean } = tried;

  it('answers any history, one command after another, as the model does', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const prefix = `h${++run}.`;
        const model = await newModel(prefix);
        for (const command of commands) {
          const [outcome] = await tried.store.settle([toCommand(command, prefix)]);
          expect(outcome && toExpected(outcome)).toEqual(model.answer(command));
        }
        for (const [player, { cents }] of model.players) expect(await balanceOf(`${prefix}${player}`)).toBe(cents);
      }),
      { numRuns: tried.database.histories },
    );
    await clean();
  }, 300_000);

  it('answers any history, sent all at once, as the model answers it in order', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const prefix = `c${++run}.`;
        const model = await newModel(prefix);
        const outcomes = await Promise.all(
          commands.map((command) => tried.ledger.carryOut(toCommand(command, prefix))),
        );
        expect(outcomes.map(toExpected)).toEqual(commands.map((command) => model.answer(command)));
        for (const [player, { cents }] of model.players) expect(await balanceOf(`${prefix}${player}`)).toBe(cents);
      }),
      { numRuns: tried.database.histories },
    );
    await clean();
  }, 300_000);

  // An hour may end in between: what `provider-hour` counts is tried by the rules alone, and below.
  const lasting = houses.map((housed) => new Map([...housed].map(([name, { hour: _, ...house }]) => [name, house])));

  it('answers any history of two currencies and with guards as the model does, however it is sent', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, lasting, fc.boolean(), async (commands, housed, atOnce) => {
        const prefix = `g${++run}.`;
        const model = await newModel(prefix, moneyOf);
        for (const [provider, house] of housed) model.houses.set(provider, house);
        const own = commands.map((command) => toCommand(command, prefix, housed));
        const outcomes = [];
        if (atOnce) outcomes.push(...(await Promise.all(own.map((command) => tried.ledger.carryOut(command)))));
        else for (const command of own) outcomes.push(...(await tried.store.settle([command])));
        expect(outcomes.map(toExpected)).toEqual(commands.map((command) => model.answer(command)));
        for (const [player, { cents }] of model.players) expect(await balanceOf(`${prefix}${player}`)).toBe(cents);
      }),
      { numRuns: tried.database.histories },
    );
    await clean();
  }, 300_000);

  async function newModel(prefix: string, currencyOf: typeof moneyOf = () => 'XXX'): Promise<Model> {
    const model = new Model();
    for (const player of players) {
      const active = player !== 'idle';
      const currency = currencyOf(player);
      model.players.set(player, { cents: openingCents, active, money: currency });
      await tried.store.createAccount({ name: `${prefix}${player}`, active, openingMinor: openingCents, currency });
    }
    return model;
  }
}
