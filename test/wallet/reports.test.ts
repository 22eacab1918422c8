import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditStore } from '../../src/wallet/audit.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { closedAfterMs, sumClosedHours, summedBefore } from '../../src/wallet/reports/closing.ts';
import { daysOf, zoneClock } from '../../src/wallet/reports/days.ts';
import { readReport, type ReportLine, type ReportSubject, reportSubjects } from '../../src/wallet/reports/report.ts';
import type { Row, Store } from '../../src/wallet/store.ts';
import { histories } from '../extent.ts';
import { counted } from './countedReport.ts';
import { cancel, describeDated, hour, hourMs, move } from './datedWallet.ts';
import { history, openingCents, players, toCommand } from './histories.ts';

const games = [
  { studio: 1, gameCode: 'dogs', gameType: 'Slots' },
  { studio: 2, gameCode: 'roulette', gameType: 'Table' },
  { gameCode: 'dogs' },
  undefined,
];

describeDated('reports', (dated) => {
  const { open, write, at, clean } = dated;

  const report = async (by: ReportSubject, from: string, to: string, zone = 'UTC', currency?: string) => {
    const lines: ReportLine[] = [];
    const days = [...daysOf(from, to, zoneClock(zone))];
    await readReport(dated.store, { by, days, currency }, (line) => void lines.push(line));
    return lines;
  };
  const brief = async (by: ReportSubject, from = '2020-11-25', to = '2020-11-28', zone?: string) =>
    (await report(by, from, to, zone)).map(({ name, stakesMinor, winsMinor, rounds, players }) =>
      [name, stakesMinor, winsMinor, rounds, players].join(' '),
    );
  /** At the first moment at which this hour is closed. */
  const close = (number: number) => sumClosedHours(dated.store, hour(number + 1) + closedAfterMs);

  it('counts a cancel on its own day, so that a day that is over never changes', async () => {
    await open('anna');
    await at(hour(1), move('bet', '1', 500n), move('win', '2', 2_000n));
    await close(24);
    const before = await report('day', '2020-11-26', '2020-11-26');
    await at(hour(30), cancel('1'));
    await at(hour(31), cancel('2'));
    expect(await brief('day')).toEqual(['2020-11-26 500 2000 1 1', '2020-11-27 -500 -2000 0 1']);
    await close(48);
    expect(await brief('day')).toEqual(['2020-11-26 500 2000 1 1', '2020-11-27 -500 -2000 0 1']);
    expect(await report('day', '2020-11-26', '2020-11-26')).toEqual(before);
    await clean();
  });

  it('counts what a cancel undoes for the game in which it was played, whatever the cancel tells', async () => {
    await open('anna');
    await at(hour(1), move('bet', '1', 500n, { play: { gameCode: 'dogs' } }));
    await at(hour(2), { ...cancel('1'), play: { gameCode: 'cats' } } as WalletCommand);
    expect(await brief('game')).toEqual(['dogs 0 0 1 1']);
  });

  it('counts a round once, and a player once in each line, over hours, days and games', async () => {
    await open('anna', 'bert');
    await at(hour(23), move('bet', '1', 100n, { play: { gameCode: 'dogs' } }));
    await at(hour(24), move('bet', '2', 100n, { play: { gameCode: 'dogs' } }), move('win', '3', 50n));
    await at(hour(25), move('bet', '4', 100n, { account: 'bert' }));
    const expected = async (): Promise<void> => {
      expect(await brief('day')).toEqual(['2020-11-26 100 0 1 1', '2020-11-27 200 50 1 2']);
      expect(await brief('provider')).toEqual(['default 300 50 2 2']);
      expect(await brief('game')).toEqual([' 100 50 1 2', 'dogs 200 0 1 1']);
      expect(await brief('account')).toEqual(['anna 200 50 1 1', 'bert 100 0 1 1']);
    };
    await expected();
    await close(24);
    await expected();
    await close(30);
    await expected();
    await clean();
  });

  it('does not count what the operator moved', async () => {
    await open('anna');
    await at(hour(1), { kind: 'credit', account: 'anna', transactionId: 'operator:1', amountMinor: 7n });
    expect(await brief('account')).toEqual([]);
  });

  it('counts a held win when it is paid, and takes it back when it is cancelled after that', async () => {
    await open('anna');
    await at(hour(1), move('bet', '1', 500n));
    const entry = (step: number, kind: string, delta: number, version: number, atMs: number): Promise<void> =>
      write(`INSERT INTO ledger_entry (provider, transaction_id, step, kind, account, round_id, delta_minor, balance_after_minor, account_version, at_ms)
        VALUES ('default', '2', ${step}, '${kind}', 'anna', 'r1', ${delta}, 0, ${version}, ${atMs})`);
    await entry(0, 'held', 0, 3, hour(2));
    await entry(1, 'release', 900, 4, hour(26));
    expect(await brief('day')).toEqual(['2020-11-26 500 0 1 1', '2020-11-27 0 900 0 1']);
    await entry(2, 'cancel', -900, 5, hour(27));
    expect(await brief('day')).toEqual(['2020-11-26 500 0 1 1', '2020-11-27 0 0 0 1']);
  });

  it('has the days of a zone, also those that have 23 or 25 hours', async () => {
    await open('anna');
    await at(Date.parse('2020-10-24T22:00Z'), move('bet', '1', 1n));
    await at(Date.parse('2020-10-25T22:59Z'), move('bet', '2', 10n));
    await at(Date.parse('2020-10-25T23:00Z'), move('bet', '3', 100n));
    await sumClosedHours(dated.store, Date.parse('2020-11-01'));
    const stakes = async (zone: string) => await brief('day', '2020-10-23', '2020-10-27', zone);
    expect(await stakes('Europe/Berlin')).toEqual(['2020-10-25 11 0 1 1', '2020-10-26 100 0 0 1']);
    expect(await stakes('UTC')).toEqual(['2020-10-24 1 0 1 1', '2020-10-25 110 0 0 1']);
  });

  it('never sums over currencies', async () => {
    await open('anna', 'bert');
    await write(`INSERT INTO ledger_currency VALUES ('JPY', 0)`);
    await write(`UPDATE ledger_account SET currency = 'JPY' WHERE name = 'bert'`);
    await at(hour(1), move('bet', '1', 500n), move('bet', '2', 7n, { account: 'bert' }));
    const lines = async (currency?: string) =>
      (await report('day', '2020-11-26', '2020-11-26', 'UTC', currency)).map(
        (line) => `${line.currency} ${line.decimals} ${line.stakesMinor}`,
      );
    expect(await lines()).toEqual(['JPY 0 7', 'XXX 2 500']);
    await close(2);
    expect(await lines()).toEqual(['JPY 0 7', 'XXX 2 500']);
    expect(await lines('JPY')).toEqual(['JPY 0 7']);
  });

  it('keeps the sums with the currency when that is named', async () => {
    await open('anna');
    await at(hour(1), move('bet', '1', 500n));
    await close(2);
    await write(`UPDATE ledger_currency SET code = 'EUR'`);
    expect((await report('day', '2020-11-26', '2020-11-26')).map(({ currency }) => currency)).toEqual(['EUR']);
    await clean();
  });

  it('leaves hours open until a commit and clocks that are apart can no longer reach them', async () => {
    await open('anna');
    await at(hour(1), move('bet', '1', 500n));
    await sumClosedHours(dated.store, hour(2) + closedAfterMs - 1);
    await at(hour(1) + 1, move('bet', '2', 20n));
    await sumClosedHours(dated.store, hour(2) + closedAfterMs);
    expect(await brief('day')).toEqual(['2020-11-26 520 0 1 1']);
    await clean();
  });

  it('is found by the audit when an entry got into an hour that was closed, or a sum was changed', async () => {
    await open('anna');
    await at(hour(1), move('bet', '1', 500n));
    await close(5);
    await clean();
    await at(hour(2), move('bet', '2', 20n));
    const found = async () => (await auditStore(dated.store)).problems.map(({ broken }) => broken.slice(0, 14));
    expect(await found()).toEqual(["the hour's sum"]);
    await write(`DELETE FROM ledger_hour; UPDATE setting SET value = '0' WHERE name = 'hours-summed-before'`);
    await close(5);
    await clean();
    await write('UPDATE ledger_hour SET rounds = rounds + 1');
    expect(await found()).not.toEqual([]);
  });

  it('counts nothing twice when the job is ended in between and done again, or done by two at a time', async () => {
    await open('anna');
    for (let number = 0; number < 12; number++)
      await at(
        hour(number),
        move('bet', `${number}`, 1n, { play: { gameCode: `g${number % 5}` }, roundId: `${number}` }),
      );
    const expected = await brief('game');
    for (const until of [4, 8, 12]) {
      const failing = keepingBy(dated.store, async (sums) => {
        const half = sums.slice(0, Math.ceil(sums.length / 2));
        await dated.store.keepSums(half, half.at(-1)?.hour ?? 0n);
        throw new Error('ended');
      });
      await expect(sumClosedHours(failing, hour(until) + closedAfterMs)).rejects.toThrow('ended');
      expect(await brief('game')).toEqual(expected);
    }
    await Promise.all([close(20), close(20)]);
    expect(await brief('game')).toEqual(expected);
    expect(await dated.store.inspect(summedBefore)).toBe(BigInt(hour(21) / hourMs));
    await clean();
  });

  it('tells that an hour is summed only when all of it is, however much was played in it', async () => {
    await open('anna', 'bert');
    const games = Array.from({ length: 1_100 }, (_, game) => ({ play: { gameCode: `g${game}` }, roundId: `${game}` }));
    await at(hour(1), ...games.map((more, id) => move('bet', `${id}`, 1n, more)));
    await at(hour(2), move('bet', 'last', 1n, { account: 'bert' }));
    const expected = ['anna 1100 0 1100 1', 'bert 1 0 1 1'];
    expect(await brief('account')).toEqual(expected);
    let kept = 0;
    const failing = keepingBy(dated.store, async (sums, before) => {
      if (kept++ > 0) throw new Error('ended');
      await dated.store.keepSums(sums, before);
    });
    await expect(sumClosedHours(failing, hour(4) + closedAfterMs)).rejects.toThrow('ended');
    expect(await dated.store.inspect(summedBefore)).toBe(BigInt(hour(1) / hourMs));
    expect(await brief('account')).toEqual(expected);
    await close(4);
    expect(await brief('account')).toEqual(expected);
    await clean();
  });

  it('says of random histories what a plain count of their entries says, whatever is summed already', async () => {
    let made = 0;
    let now = 0;
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 60 }),
        async (commands, passed, closing) => {
          const prefix = `h${++made}-`;
          now += passed;
          for (const name of players)
            await dated.store.createAccount({ name: `${prefix}${name}`, active: true, openingMinor: openingCents });
          const told = commands.map((sent, place) => {
            const command = toCommand(sent, prefix);
            const play = games[(place * 7 + made) % games.length];
            return play && 'provider' in command && command.kind !== 'status' ? { ...command, play } : command;
          });
          for (const part of [told.slice(0, told.length / 2), told.slice(told.length / 2)]) {
            await dated.store.settle(part);
            await write(
              `UPDATE ledger_entry SET at_ms = ${hour(now)} + account_version % 3 * 100 WHERE at_ms > ${Date.now() - 600_000}`,
            );
            now += made % 26;
          }
          await sumClosedHours(dated.store, hour(now - 1) + closedAfterMs - closing * hourMs);
          const rows = await entries(dated.store);
          for (const by of reportSubjects) {
            const to = new Date(hour(now)).toISOString().slice(0, 10);
            expect(sorted(await report(by, '2020-11-26', to))).toEqual(sorted(counted(rows, by)));
          }
        },
      ),
      { numRuns: Math.min(histories(30), 300) },
    );
    await clean();
  });
});

/** The store, but for how it keeps sums. */
function keepingBy(store: Store, keepSums: Store['keepSums']): Store {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'keepSums') return keepSums;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function entries(store: Store): Promise<Row[]> {
  return store.inspect((query) => Array.fromAsync(query('SELECT * FROM ledger_entry')));
}

function sorted(lines: readonly ReportLine[]): ReportLine[] {
  return lines.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
