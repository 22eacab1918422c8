/** What guards hold, on a store and through several processes. */
import { expect, it } from 'vitest';
import type { Movement } from '../../src/contract/callback.ts';
import { largestMinor } from '../../src/contract/money.ts';
import type { PlayedCommand } from '../../src/wallet/command.ts';
import { type HeldFilter, type HeldWin, readHeldWins } from '../../src/wallet/heldWins.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { toTerms } from './histories.ts';
import type { TriedStore } from './triedStore.ts';

export function testGuards(tried: TriedStore): void {
  const { open, bet, win, balanceOf, clean } = tried;

  it('lets an account win no more on a day than its limit, whoever pays it at the same time', async () => {
    const stores = await Promise.all([tried.database.open(), tried.database.open(), tried.database.open()]);
    const ledgers = stores.map((each) => new Ledger(each));
    const account = await open(0n);
    const terms = toTerms({ stopped: false, day: { holds: true, above: 1_000n } });
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, n) => (ledgers[n % 3] ?? tried.ledger).carryOut({ ...win(account, 30n), terms })),
    );
    expect(outcomes.filter(({ result }) => result === 'accepted')).toHaveLength(33);
    expect(outcomes.filter(({ result }) => result === 'held')).toHaveLength(27);
    expect(await balanceOf(account)).toBe(990n);
    await clean();
    await Promise.all(stores.map((each) => each.close()));
  });

  it('lets a provider pay no more in an hour than its limit, once servers have told each other', async () => {
    const stores = await Promise.all([tried.database.open(), tried.database.open()]);
    const [one, other] = stores.map((each) => new Ledger(each));
    const account = await open(0n);
    const terms = toTerms({ stopped: false, hour: { holds: true, above: 100n } });
    const provider = 'hourly';
    const pay = async (server: Ledger | undefined) =>
      (await server?.carryOut({ ...win(account, 60n, { provider }), terms }))?.result;
    const begunInHour = Math.floor(Date.now() / 3_600_000);
    expect(await pay(one)).toBe('accepted');
    await one?.exchangeHourlyNet();
    await other?.exchangeHourlyNet();
    const later = await pay(other);
    // The hour may have ended meanwhile.
    if (Math.floor(Date.now() / 3_600_000) === begunInHour) expect(later).toBe('held');
    await clean();
    await Promise.all(stores.map((each) => each.close()));
  });

  it('adds up what stands in a round, be it more than 64 bits have, and holds a win where that is more than it reads', async () => {
    const account = await open(0n);
    const terms = toTerms({ stopped: false, bet: { holds: true, above: 0n }, times: { holds: true, above: 1n } });
    const inRound = (roundId: string, command: Movement) => ({ ...command, roundId, checks: [], terms });
    const results = async (commands: PlayedCommand[]) =>
      (await tried.store.settle(commands)).map(({ result }) => result);
    const paid = Array.from({ length: 12 }, () => [
      { ...win(account, largestMinor), roundId: 'large' },
      inRound('large', bet(account, largestMinor)),
    ]);
    for (const pair of paid) expect(await results(pair)).toEqual(['accepted', 'accepted']);
    const undone = inRound('large', bet(account, 0n));
    expect(await results([undone])).toEqual(['accepted']);
    const cancel = {
      kind: 'cancel',
      provider: 'default',
      account,
      targetId: undone.transactionId,
      checks: [],
      terms,
    } as const;
    expect(await results([cancel, inRound('large', win(account, 1n))])).toEqual(['accepted', 'held']);
    expect(await results([inRound('large', bet(account, 0n)), inRound('large', win(account, 0n))])).toEqual([
      'accepted',
      'accepted',
    ]);
    const other = await open(1_000n);
    await tried.store.settle(Array.from({ length: 1_000 }, () => inRound('many', bet(other, 1n))));
    expect(await results([inRound('many', win(other, 1n))])).toEqual(['accepted']);
    expect(await results([inRound('many', win(other, 1n))])).toEqual(['held']);
    await clean();
  });

  it('lets no provider keep servers from telling each other what others have paid, however much it pays', async () => {
    const stores = await Promise.all([tried.database.open(), tried.database.open(), tried.database.open()]);
    const [one, other, third] = stores.map((each) => new Ledger(each));
    const terms = toTerms({ stopped: false, hour: { holds: true, above: 100n } });
    const observed = toTerms({ stopped: false, hour: { holds: false, above: 100n } });
    const pay = (server: Ledger | undefined, account: string, provider: string, cents: bigint, under = terms) =>
      server?.carryOut({ ...win(account, cents, { provider }), terms: under });
    const begunInHour = Math.floor(Date.now() / 3_600_000);
    for (const server of [one, other]) {
      for (let n = 0; n < 10; n++) await pay(server, await open(0n), 'vast', largestMinor, observed);
      await server?.exchangeHourlyNet();
    }
    const account = await open(0n);
    expect(await pay(one, account, 'spare', 60n)).toMatchObject({ result: 'accepted' });
    await one?.exchangeHourlyNet();
    await third?.exchangeHourlyNet();
    const later = await pay(third, account, 'spare', 60n);
    if (Math.floor(Date.now() / 3_600_000) === begunInHour) expect(later).toMatchObject({ result: 'held' });
    await Promise.all(stores.map((each) => each.close()));
  });

  it('ends a hold once, however many end it at the same time and in whichever way', async () => {
    const account = await open(0n);
    const terms = toTerms({ stopped: true });
    const held = { ...win(account, 500n), terms };
    expect(await tried.ledger.carryOut(held)).toMatchObject({ result: 'held', caught: [{ guard: 'stopped' }] });
    const { provider, transactionId } = held;
    const ends = Array.from({ length: 20 }, (_, n) =>
      tried.ledger.carryOut({
        kind: n % 2 === 0 ? 'release' : 'rejection',
        provider,
        transactionId,
        account,
        reason: `anna: ${n}`,
      }),
    );
    const results = (await Promise.all(ends)).map(({ result }) => result);
    expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
    const released = results[0] === 'accepted';
    expect(await balanceOf(account)).toBe(released ? 500n : 0n);
    const [found] = await readAll({ transactionId });
    expect(found).toMatchObject({ amountMinor: 500n, guards: 'stopped', state: released ? 'released' : 'rejected' });
    await clean();
  });

  async function readAll(filter: HeldFilter): Promise<HeldWin[]> {
    const found: HeldWin[] = [];
    await readHeldWins(tried.store, filter, (one) => void found.push(one));
    return found;
  }
}
