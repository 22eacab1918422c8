/** What every store must do. One suite, run by all of them. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditStore } from '../../src/wallet/audit.ts';
import { largestMinor } from '../../src/contract/money.ts';
import { createCurrency } from '../../src/wallet/currency.ts';
import type { Movement } from '../../src/contract/callback.ts';
import type { PlayedCommand, WalletCommand } from '../../src/wallet/command.ts';
import { type HeldFilter, type HeldWin, readHeldWins } from '../../src/wallet/heldWins.ts';
import { readHistory } from '../../src/wallet/history.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { type Entry, operatorProvider } from '../../src/wallet/state.ts';
import type { Store } from '../../src/wallet/store.ts';
import { growsOld, litter } from './garbage.ts';
import {
  history,
  houses,
  moneyOf,
  openingCents,
  otherMoney,
  players,
  toCommand,
  toExpected,
  toTerms,
} from './histories.ts';
import { Model } from './model.ts';

export interface StoreUnderTest {
  /** Another store on the same database, as another process would open it. */
  open(): Promise<Store>;
  remove(): Promise<void>;
  /** Random histories per property; every one is a few dozen commands. */
  readonly histories: number;
  /** The SQLSTATE that several processes on one account must have met. */
  readonly contention?: string;
}

export function testStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let database: StoreUnderTest;
    let store: Store;
    let ledger: Ledger;
    beforeAll(async () => {
      database = await make();
      store = await database.open();
      await createCurrency(store, { code: otherMoney, decimals: 0 });
      ledger = new Ledger(store);
    });
    afterAll(async () => {
      await store.close();
      await database.remove();
    });

    let made = 0;
    const open = async (openingMinor: bigint, active = true): Promise<string> => {
      const account = `account${++made}`;
      expect(await store.createAccount({ name: account, active, openingMinor })).toBe(true);
      return account;
    };
    let lastId = 0;
    const bet = (account: string, amountMinor: bigint, transactionId = `t${++lastId}`): Movement => ({
      kind: 'bet',
      provider: 'default',
      account,
      transactionId,
      roundId: 'r',
      amountMinor,
      checks: ['unknownAccount', 'inactiveAccount', 'alreadyProcessed', 'insufficientBalance'],
    });
    const cancel = (account: string, targetId: string): WalletCommand => ({
      kind: 'cancel',
      provider: 'default',
      account,
      targetId,
      checks: ['unknownAccount', 'inactiveAccount', 'unknownTransaction'],
    });
    const balanceOf = async (account: string): Promise<bigint | undefined> =>
      (await store.findAccount(account))?.balanceMinor;
    const clean = async (): Promise<void> => expect((await auditStore(store)).problems).toEqual([]);

    it('takes a transaction id once, on whichever account it comes first, also when batches with it are under way together', async () => {
      const accounts = await Promise.all(Array.from({ length: 8 }, () => open(1_000n)));
      const ids = Array.from({ length: 30 }, () => `t${++lastId}`);
      const outcomes = await Promise.all(
        accounts.map(async (account, n) => {
          // Each in an order of its own, and not all in one turn of the event loop.
          for (let wait = 0; wait < n; wait++) await new Promise(setImmediate);
          return Promise.all((n % 2 ? ids : ids.toReversed()).map((id) => ledger.carryOut(bet(account, 10n, id))));
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
      expect(await store.createAccount({ name: account, active: false, openingMinor: 9n })).toBe(false);
      expect(await store.findAccount(account)).toEqual({
        name: account,
        active: true,
        balanceMinor: 500n,
        version: 1n,
        currency: 'XXX',
      });
      expect(await store.findAccount('nobody')).toBeUndefined();
    });

    it('makes an account once, however many make it at the same time', async () => {
      const made = await Promise.all(
        Array.from({ length: 10 }, () => store.createAccount({ name: 'popular', active: true, openingMinor: 7n })),
      );
      expect(made.filter(Boolean)).toHaveLength(1);
      expect(await balanceOf('popular')).toBe(7n);
    });

    it('lists accounts page by page', async () => {
      for (const account of ['page-a', 'page-b', 'page-c'])
        await store.createAccount({ name: account, active: true, openingMinor: 0n });
      const names = async (after: string, limit: number) =>
        (await store.listAccounts(after, limit)).map(({ name: listed }) => listed);
      expect(await names('page-', 2)).toEqual(['page-a', 'page-b']);
      expect((await names('page-b', 1))[0]).toBe('page-c');
    });

    it('decides a batch in order, and keeps nothing of what was refused', async () => {
      const account = await open(100n);
      const [first, second, third] = [bet(account, 60n), bet(account, 60n), bet(account, 40n)];
      const results = (await store.settle([first, second, third, first])).map(({ result, balanceMinor }) => [
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
      const [told, untold, spare] = [bet(account, 10n), bet(account, 1n), `t${++lastId}`];
      await store.settle([
        { ...told, play },
        { ...untold, play: { studio: 0 } },
      ]);
      const own = `t${++lastId}`;
      await store.settle([
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
      await readHistory(store, { account }, (entry) => entries.push(entry));
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
      expect(await ledger.carryOut({ ...bet(account, 1n), play })).toEqual({ result: 'accepted', balanceMinor: 99n });
      const told: unknown[] = [];
      await readHistory(store, { account }, ({ play: kept }) => told.push(kept));
      expect(told).toEqual([undefined, { studio: 1 }]);
    });

    it('keeps the ids of providers apart', async () => {
      const account = await open(100n);
      const [one, other] = [bet(account, 10n), { ...bet(account, 20n), provider: 'other' }];
      const same = { ...other, transactionId: one.transactionId };
      const results = (await store.settle([one, same, one, same])).map(({ result, balanceMinor }) => [
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
      transactionId = `operator:${++lastId}`,
    ): WalletCommand => ({
      kind,
      account,
      transactionId,
      amountMinor,
    });

    it('moves nothing for an adjustment that is repeated, and tells one that says something else under the same id apart from it', async () => {
      const [account, other] = [await open(100n), await open(100n)];
      const id = `operator:${++lastId}`;
      expect(await ledger.carryOut(adjust('credit', account, 5n, id))).toEqual({
        result: 'accepted',
        balanceMinor: 105n,
      });
      expect(await ledger.carryOut(adjust('credit', account, 5n, id))).toEqual({
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
        expect(await ledger.carryOut(another)).toEqual({ result: 'failed', balanceMinor, note: 'conflict' });
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
      const good = ledger.carryOut(bet(account, 30n));
      for (const command of negative) await expect(ledger.carryOut(command)).rejects.toThrow(RangeError);
      expect(await good).toEqual({ result: 'accepted', balanceMinor: 70n });
      for (const command of negative)
        await expect(store.settle([bet(account, 1n), command])).rejects.toThrow(RangeError);
      expect(await ledger.carryOut(bet(account, 70n))).toEqual({ result: 'accepted', balanceMinor: 0n });
      await clean();
    });

    it('opens no account below 0, or above what is kept exactly', async () => {
      for (const openingMinor of [-1n, 10n ** 18n]) {
        await expect(store.createAccount({ name: 'overdrawn', active: true, openingMinor })).rejects.toThrow(
          RangeError,
        );
      }
      expect(await store.findAccount('overdrawn')).toBeUndefined();
      await clean();
    });

    it('keeps what it acknowledged when it is opened again', async () => {
      const account = await open(100n);
      await store.settle([bet(account, 30n)]);
      const other = await database.open();
      expect((await other.findAccount(account))?.balanceMinor).toBe(70n);
      await other.close();
    });

    it('keeps text as it is, also where it looks like SQL, an array or an escape', async () => {
      const account = `"a",{b}\\'--$1NULL`;
      await store.createAccount({ name: account, active: true, openingMinor: 100n });
      const odd = { ...bet(account, 1n, `{"x",\\}'`), roundId: `\\"{,}' NULL ü 漢 💰` };
      expect((await store.settle([odd]))[0]?.result).toBe('accepted');
      expect((await store.settle([{ ...odd, checks: [] }]))[0]).toEqual({
        result: 'accepted',
        balanceMinor: 99n,
        note: 'repeat',
      });
    });

    it('sees at once what another process has done to an account', async () => {
      const account = await open(100n);
      const other = await database.open();
      const settled = async (by: Store, amountMinor: bigint): Promise<unknown> =>
        (await by.settle([bet(account, amountMinor)]))[0];
      expect(await settled(store, 10n)).toEqual({ result: 'accepted', balanceMinor: 90n });
      expect(await settled(other, 20n)).toEqual({ result: 'accepted', balanceMinor: 70n });
      expect(await settled(store, 71n)).toEqual({ result: 'insufficientBalance', balanceMinor: 70n });
      expect(await settled(store, 70n)).toEqual({ result: 'accepted', balanceMinor: 0n });
      await other.setActive(account, false);
      expect(await settled(store, 0n)).toEqual({ result: 'inactiveAccount' });
      await other.close();
      await clean();
    });

    it('moves once for 64 identical bets at the same time', async () => {
      const account = await open(1_000n);
      const same = bet(account, 10n);
      const outcomes = await Promise.all(Array.from({ length: 64 }, () => ledger.carryOut(same)));
      expect(outcomes.filter(({ result }) => result === 'accepted')).toHaveLength(1);
      expect(outcomes.filter(({ result }) => result === 'alreadyProcessed')).toHaveLength(63);
      expect(await balanceOf(account)).toBe(990n);
      await clean();
    });

    it('never overdraws, and adds up, for parallel bets above the balance', async () => {
      const account = await open(1_000n);
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => ledger.carryOut(bet(account, 30n))));
      expect(outcomes.filter(({ result }) => result === 'accepted')).toHaveLength(33);
      expect(await balanceOf(account)).toBe(10n);
      await clean();
    });

    it('gives the stake back when a bet races its cancel, whichever comes first', async () => {
      const account = await open(1_000n);
      for (let round = 0; round < 30; round++) {
        const race = bet(account, 10n);
        const commands = [race, cancel(account, race.transactionId)];
        await Promise.all((round % 2 ? commands : commands.reverse()).map((command) => ledger.carryOut(command)));
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
          await store.settle(bets);
        }
      };
      await settleAll();
      // What grows old with every bet does so every time; what V8 itself puts aside only makes it more.
      const grown = async (): Promise<number> => (await growsOld(settleAll)) / (batches * size);
      await expect.poll(grown, { timeout: 30_000 }).toBeLessThan(60);
    }, 60_000);

    it('does all of this through three processes on one database', async () => {
      const stores = await Promise.all([database.open(), database.open(), database.open()]);
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
        await Promise.all([
          first?.carryOut(race),
          second?.carryOut(undo),
          third?.carryOut(undo),
          second?.carryOut(race),
        ]);
      }
      expect([await balanceOf(account), await balanceOf(other)]).toEqual([0n, 1_000n]);
      if (database.contention !== undefined) expect(met).toContain(database.contention);
      await clean();
      await Promise.all(stores.map((each) => each.close()));
    });

    it('answers any history, one command after another, as the model does', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(history, async (commands) => {
          const prefix = `h${++run}.`;
          const model = await newModel(prefix);
          for (const command of commands) {
            const [outcome] = await store.settle([toCommand(command, prefix)]);
            expect(outcome && toExpected(outcome)).toEqual(model.answer(command));
          }
          for (const [player, { cents }] of model.players) expect(await balanceOf(`${prefix}${player}`)).toBe(cents);
        }),
        { numRuns: database.histories },
      );
      await clean();
    }, 300_000);

    it('answers any history, sent all at once, as the model answers it in order', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(history, async (commands) => {
          const prefix = `c${++run}.`;
          const model = await newModel(prefix);
          const outcomes = await Promise.all(commands.map((command) => ledger.carryOut(toCommand(command, prefix))));
          expect(outcomes.map(toExpected)).toEqual(commands.map((command) => model.answer(command)));
          for (const [player, { cents }] of model.players) expect(await balanceOf(`${prefix}${player}`)).toBe(cents);
        }),
        { numRuns: database.histories },
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
          if (atOnce) outcomes.push(...(await Promise.all(own.map((command) => ledger.carryOut(command)))));
          else for (const command of own) outcomes.push(...(await store.settle([command])));
          expect(outcomes.map(toExpected)).toEqual(commands.map((command) => model.answer(command)));
          for (const [player, { cents }] of model.players) expect(await balanceOf(`${prefix}${player}`)).toBe(cents);
        }),
        { numRuns: database.histories },
      );
      await clean();
    }, 300_000);

    const win = (account: string, amountMinor: bigint, more: Partial<Movement> = {}): PlayedCommand => ({
      ...bet(account, amountMinor),
      kind: 'win',
      checks: ['unknownAccount', 'inactiveAccount', 'alreadyProcessed'],
      ...more,
    });

    it('lets an account win no more on a day than its limit, whoever pays it at the same time', async () => {
      const stores = await Promise.all([database.open(), database.open(), database.open()]);
      const ledgers = stores.map((each) => new Ledger(each));
      const account = await open(0n);
      const terms = toTerms({ stopped: false, day: { holds: true, above: 1_000n } });
      const outcomes = await Promise.all(
        Array.from({ length: 60 }, (_, n) => (ledgers[n % 3] ?? ledger).carryOut({ ...win(account, 30n), terms })),
      );
      expect(outcomes.filter(({ result }) => result === 'accepted')).toHaveLength(33);
      expect(outcomes.filter(({ result }) => result === 'held')).toHaveLength(27);
      expect(await balanceOf(account)).toBe(990n);
      await clean();
      await Promise.all(stores.map((each) => each.close()));
    });

    it('lets a provider pay no more in an hour than its limit, once servers have told each other', async () => {
      const stores = await Promise.all([database.open(), database.open()]);
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
      const results = async (commands: PlayedCommand[]) => (await store.settle(commands)).map(({ result }) => result);
      const paid = Array.from({ length: 12 }, () => [
        { ...win(account, largestMinor), roundId: 'large' } as PlayedCommand,
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
      expect(await results([cancel, inRound('large', win(account, 1n) as Movement)])).toEqual(['accepted', 'held']);
      expect(
        await results([inRound('large', bet(account, 0n)), inRound('large', win(account, 0n) as Movement)]),
      ).toEqual(['accepted', 'accepted']);
      const other = await open(1_000n);
      await store.settle(Array.from({ length: 1_000 }, () => inRound('many', bet(other, 1n))));
      expect(await results([inRound('many', win(other, 1n) as Movement)])).toEqual(['accepted']);
      expect(await results([inRound('many', win(other, 1n) as Movement)])).toEqual(['held']);
      await clean();
    });

    it('lets no provider keep servers from telling each other what others have paid, however much it pays', async () => {
      const stores = await Promise.all([database.open(), database.open(), database.open()]);
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
      const held = { ...win(account, 500n), terms } as PlayedCommand & Movement;
      expect(await ledger.carryOut(held)).toMatchObject({ result: 'held', caught: [{ guard: 'stopped' }] });
      const { provider, transactionId } = held;
      const ends = Array.from({ length: 20 }, (_, n) =>
        ledger.carryOut({
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
      await readHeldWins(store, filter, (one) => void found.push(one));
      return found;
    }

    async function newModel(prefix: string, currencyOf: typeof moneyOf = () => 'XXX'): Promise<Model> {
      const model = new Model();
      for (const player of players) {
        const active = player !== 'idle';
        const currency = currencyOf(player);
        model.players.set(player, { cents: openingCents, active, money: currency });
        await store.createAccount({ name: `${prefix}${player}`, active, openingMinor: openingCents, currency });
      }
      return model;
    }
  });
}
