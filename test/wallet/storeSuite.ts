/** What every store must do. One suite, run by all of them. */
import { describe, expect, it } from 'vitest';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { readHistory } from '../../src/wallet/history.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { type Entry, operatorProvider } from '../../src/wallet/state.ts';
import type { Store } from '../../src/wallet/store.ts';
import { growsOld, litter } from './garbage.ts';
import { testGuards } from './guardsSuite.ts';
import { testHistories } from './historiesSuite.ts';
import { type StoreUnderTest, type TriedStore, triedStore } from './triedStore.ts';

export function testStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    const tried = triedStore(make);
    testMovements(tried);
    testHistories(tried);
    testGuards(tried);
  });
}

function testMovements(tried: TriedStore): void {
  const { open, bet, cancel, balanceOf, clean } = tried;

  it('takes a transaction id once, on whichever account it comes first, also when batches with it are under way together', async () => {
    const accounts = await Promise.all(Array.from({ length: 8 }, () => open(1_000n)));
    const ids = Array.from({ length: 30 }, () => tried.newId());
    const outcomes = await Promise.all(
      accounts.map(async (account, n) => {
        // Each in an order of its own, and not all in one turn of the event loop.
        for (let wait = 0; wait < n; wait++) await new Promise(setImmediate);
        return Promise.all((n % 2 ? ids : ids.toReversed()).map((id) => tried.ledger.carryOut(bet(account, 10n, id))));
      }),
    );
    const accepted = outcomes.flat().filter(({ result }) => result === 'accepted').length;
    expect(accepted).toBe(ids.length);
    const balances = await Promise.all(accounts.map(balanceOf));
    expect(balances.reduce((sum = 0n, balance = 0n) => sum + balance, 0n)).toBe(8_000n - 300n);
    await clean();
  });

  it('makes an account once, with its opening as the first entry', async () => {
    const account = await open(500n);
    expect(await tried.store.createAccount({ name: account, active: false, openingMinor: 9n })).toBe(false);
    expect(await tried.store.findAccount(account)).toEqual({
      name: account,
      active: true,
      balanceMinor: 500n,
      version: 1n,
      currency: 'XXX',
    });
    expect(await tried.store.findAccount('nobody')).toBeUndefined();
  });

  it('makes an account once, however many make it at the same time', async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, () => tried.store.createAccount({ name: 'popular', active: true, openingMinor: 7n })),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await balanceOf('popular')).toBe(7n);
  });

  it('lists accounts page by page', async () => {
    for (const account of ['page-a', 'page-b', 'page-c'])
      await tried.store.createAccount({ name: account, active: true, openingMinor: 0n });
    const names = async (after: string, limit: number) =>
      (await tried.store.listAccounts(after, limit)).map(({ name: listed }) => listed);
    expect(await names('page-', 2)).toEqual(['page-a', 'page-b']);
    expect((await names('page-b', 1))[0]).toBe('page-c');
  });

  it('decides a batch in order, and keeps nothing of what was refused', async () => {
    const account = await open(100n);
    const [first, second, third] = [bet(account, 60n), bet(account, 60n), bet(account, 40n)];
    const results = (await tried.store.settle([first, second, third, first])).map(({ result, balanceMinor }) => [
      result,
      balanceMinor,
    ]);
    expect(results).toEqual([
      ['accepted', 40n],
      ['insufficientBalance', 40n],
      ['accepted', 0n],
      ['alreadyProcessed', 0n],
    ]);
    await clean();
  });

  it('keeps what was told of the play, with every entry, and null for what was not', async () => {
    const account = await open(100n);
    const play = {
      studio: 7,
      gameCode: `d"o\\gs'`,
      gameType: 'Slots',
      type: 1,
      callId: 2 ** 53 - 1,
      sentAtMs: 1795694400000,
    };
    const [told, untold, spare] = [bet(account, 10n), bet(account, 1n), tried.newId()];
    await tried.store.settle([
      { ...told, play },
      { ...untold, play: { studio: 0 } },
    ]);
    const own = tried.newId();
    await tried.store.settle([
      {
        kind: 'cancel',
        provider: 'default',
        account,
        targetId: told.transactionId,
        transactionId: own,
        play,
        checks: [],
      },
      { kind: 'cancel', provider: 'default', account, targetId: spare, checks: [] },
      { kind: 'credit', account, transactionId: own, amountMinor: 1n, reason: `a 'reason'` },
    ]);
    const entries: (Partial<Entry> & { atMs?: number })[] = [];
    await readHistory(tried.store, { account }, (entry) => entries.push(entry));
    const plain = { play: undefined, reason: undefined, targetId: undefined };
    expect(entries).toMatchObject([
      { provider: operatorProvider, kind: 'opening', ...plain },
      { provider: 'default', kind: 'bet', ...plain, play, roundId: 'r' },
      { provider: 'default', kind: 'bet', ...plain, play: { studio: 0 }, roundId: 'r' },
      { transactionId: told.transactionId, kind: 'cancel', ...plain, play, roundId: 'r' },
      { transactionId: own, kind: 'cancel-request', targetId: told.transactionId, play, roundId: 'r' },
      { transactionId: spare, kind: 'tombstone', ...plain, roundId: undefined },
      { provider: operatorProvider, transactionId: own, kind: 'credit', ...plain, reason: `a 'reason'` },
    ]);
    await clean();
  });

  it('takes a movement that tells of a game what no database keeps, and does not keep it', async () => {
    const account = await open(100n);
    const play = { gameCode: 'a\0b', gameType: '\ud800', studio: 1 };
    expect(await tried.ledger.carryOut({ ...bet(account, 1n), play })).toEqual({
      result: 'accepted',
      balanceMinor: 99n,
    });
    const told: unknown[] = [];
    await readHistory(tried.store, { account }, ({ play: kept }) => told.push(kept));
    expect(told).toEqual([undefined, { studio: 1 }]);
  });

  it('keeps the ids of providers apart', async () => {
    const account = await open(100n);
    const [one, other] = [bet(account, 10n), { ...bet(account, 20n), provider: 'other' }];
    const same = { ...other, transactionId: one.transactionId };
    const results = (await tried.store.settle([one, same, one, same])).map(({ result, balanceMinor }) => [
      result,
      balanceMinor,
    ]);
    expect(results).toEqual([
      ['accepted', 90n],
      ['accepted', 70n],
      ['alreadyProcessed', 70n],
      ['alreadyProcessed', 70n],
    ]);
    await clean();
  });

  const adjust = (
    kind: 'credit' | 'debit',
    account: string,
    amountMinor: bigint,
    transactionId = `operator:${tried.newId()}`,
  ): WalletCommand => ({
    kind,
    account,
    transactionId,
    amountMinor,
  });

  it('moves nothing for an adjustment that is repeated, and tells one that says something else under the same id apart from it', async () => {
    const [account, other] = [await open(100n), await open(100n)];
    const id = `operator:${tried.newId()}`;
    expect(await tried.ledger.carryOut(adjust('credit', account, 5n, id))).toEqual({
      result: 'accepted',
      balanceMinor: 105n,
    });
    expect(await tried.ledger.carryOut(adjust('credit', account, 5n, id))).toEqual({
      result: 'alreadyProcessed',
      balanceMinor: 105n,
      note: 'repeat',
    });
    for (const another of [
      adjust('credit', other, 5n, id),
      adjust('credit', account, 6n, id),
      adjust('debit', account, 5n, id),
    ]) {
      const balanceMinor = another.account === other ? 100n : 105n;
      expect(await tried.ledger.carryOut(another)).toEqual({ result: 'failed', balanceMinor, note: 'conflict' });
    }
    expect([await balanceOf(account), await balanceOf(other)]).toEqual([105n, 100n]);
    await clean();
  });

  it('refuses a negative amount as a bug of who asks, whatever moves it, and spoils nothing that is asked for at the same time', async () => {
    const account = await open(100n);
    const negative = [
      adjust('credit', account, -50n),
      adjust('debit', account, -1n),
      bet(account, -1n),
      { ...bet(account, -1n), kind: 'win' as const },
    ];
    const good = tried.ledger.carryOut(bet(account, 30n));
    for (const command of negative) await expect(tried.ledger.carryOut(command)).rejects.toThrow(RangeError);
    expect(await good).toEqual({ result: 'accepted', balanceMinor: 70n });
    for (const command of negative)
      await expect(tried.store.settle([bet(account, 1n), command])).rejects.toThrow(RangeError);
    expect(await tried.ledger.carryOut(bet(account, 70n))).toEqual({ result: 'accepted', balanceMinor: 0n });
    await clean();
  });

  it('opens no account below 0, or above what is kept exactly', async () => {
    for (const openingMinor of [-1n, 10n ** 18n]) {
      await expect(tried.store.createAccount({ name: 'overdrawn', active: true, openingMinor })).rejects.toThrow(
        RangeError,
      );
    }
    expect(await tried.store.findAccount('overdrawn')).toBeUndefined();
    await clean();
  });

  it('keeps what it acknowledged when it is opened again', async () => {
    const account = await open(100n);
    await tried.store.settle([bet(account, 30n)]);
    const other = await tried.database.open();
    expect((await other.findAccount(account))?.balanceMinor).toBe(70n);
    await other.close();
  });

  it('keeps text as it is, also where it looks like SQL, an array or an escape', async () => {
    const account = `"a",{b}\\'--$1NULL`;
    await tried.store.createAccount({ name: account, active: true, openingMinor: 100n });
    const odd = { ...bet(account, 1n, `{"x",\\}'`), roundId: `\\"{,}' NULL ü 漢 💰` };
    expect((await tried.store.settle([odd]))[0]?.result).toBe('accepted');
    expect((await tried.store.settle([{ ...odd, checks: [] }]))[0]).toEqual({
      result: 'accepted',
      balanceMinor: 99n,
      note: 'repeat',
    });
  });

  it('sees at once what another process has done to an account', async () => {
    const account = await open(100n);
    const other = await tried.database.open();
    const settled = async (by: Store, amountMinor: bigint): Promise<unknown> =>
      (await by.settle([bet(account, amountMinor)]))[0];
    expect(await settled(tried.store, 10n)).toEqual({ result: 'accepted', balanceMinor: 90n });
    expect(await settled(other, 20n)).toEqual({ result: 'accepted', balanceMinor: 70n });
    expect(await settled(tried.store, 71n)).toEqual({ result: 'insufficientBalance', balanceMinor: 70n });
    expect(await settled(tried.store, 70n)).toEqual({ result: 'accepted', balanceMinor: 0n });
    await other.setActive(account, false);
    expect(await settled(tried.store, 0n)).toEqual({ result: 'inactiveAccount' });
    await other.close();
    await clean();
  });

  it('moves once for 64 identical bets at the same time', async () => {
    const account = await open(1_000n);
    const same = bet(account, 10n);
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => tried.ledger.carryOut(same)));
    expect(outcomes.filter(({ result }) => result === 'accepted')).toHaveLength(1);
    expect(outcomes.filter(({ result }) => result === 'alreadyProcessed')).toHaveLength(63);
    expect(await balanceOf(account)).toBe(990n);
    await clean();
  });

  it('never overdraws, and adds up, for parallel bets above the balance', async () => {
    const account = await open(1_000n);
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => tried.ledger.carryOut(bet(account, 30n))));
    expect(outcomes.filter(({ result }) => result === 'accepted')).toHaveLength(33);
    expect(await balanceOf(account)).toBe(10n);
    await clean();
  });

  it('gives the stake back when a bet races its cancel, whichever comes first', async () => {
    const account = await open(1_000n);
    for (let round = 0; round < 30; round++) {
      const race = bet(account, 10n);
      const commands = [race, cancel(account, race.transactionId)];
      await Promise.all((round % 2 ? commands : commands.reverse()).map((command) => tried.ledger.carryOut(command)));
      expect(await balanceOf(account)).toBe(1_000n);
    }
    await clean();
  });

  it('leaves next to nothing of a bet that grows old, since to collect that holds up all others', async () => {
    const [batches, size] = [400, 50];
    const accounts: string[] = [];
    while (accounts.length < 3_000)
      accounts.push(...(await Promise.all(Array.from({ length: size }, () => open(1_000_000n)))));
    const settleAll = async (): Promise<void> => {
      for (let batch = 0; batch < batches; batch++) {
        const begin = (batch * size) % accounts.length;
        const bets = accounts.slice(begin, begin + size).map((account) => bet(account, 1n));
        litter(size);
        await tried.store.settle(bets);
      }
    };
    await settleAll();
    // What grows old with every bet does so every time; what V8 itself puts aside only makes it more.
    const grown = async (): Promise<number> => (await growsOld(settleAll)) / (batches * size);
    await expect.poll(grown, { timeout: 30_000 }).toBeLessThan(60);
  }, 60_000);

  it('does all of this through three processes on one database', async () => {
    const stores = await Promise.all([tried.database.open(), tried.database.open(), tried.database.open()]);
    const met: unknown[] = [];
    const triedAgain = ({ cause }: Error): void =>
      void met.push(cause instanceof Error && 'code' in cause && cause.code);
    const ledgers = stores.map((each) => new Ledger(each, { triedAgain }));
    const account = await open(1_000n);
    const other = await open(1_000n);
    const same = bet(account, 10n);
    const everywhere = (command: () => WalletCommand) =>
      Promise.all(ledgers.flatMap((each) => Array.from({ length: 20 }, () => each.carryOut(command()))));
    const identical = await everywhere(() => same);
    expect(identical.filter(({ result }) => result === 'accepted')).toHaveLength(1);
    const greedy = await everywhere(() => bet(account, 30n));
    expect(greedy.filter(({ result }) => result === 'accepted')).toHaveLength(33);
    const [first, second, third] = ledgers;
    for (let round = 0; round < 20; round++) {
      const race = bet(other, 10n);
      const undo = cancel(other, race.transactionId);
      await Promise.all([first?.carryOut(race), second?.carryOut(undo), third?.carryOut(undo), second?.carryOut(race)]);
    }
    expect([await balanceOf(account), await balanceOf(other)]).toEqual([0n, 1_000n]);
    if (tried.database.contention !== undefined) expect(met).toContain(tried.database.contention);
    await clean();
    await Promise.all(stores.map((each) => each.close()));
  });
}
