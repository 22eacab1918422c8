import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { mayBeNobody, scratch, seamless, seamlessAsNobody } from '../support/commandLine.ts';

const [folder, remove] = scratch();
const url = `sqlite:${folder}/wallet.db`;
let store: Store;

const move = (kind: 'bet' | 'win', transactionId: string, roundId: string, amountMinor: bigint, gameCode: string) =>
  ({
    kind,
    provider: 'default',
    account: 'anna',
    transactionId,
    roundId,
    amountMinor,
    play: { gameCode, gameType: 'Slots' },
    checks: [],
  }) satisfies WalletCommand;

function write(sql: string): void {
  const db = new DatabaseSync(`${folder}/wallet.db`);
  db.exec(sql);
  db.close();
}

beforeAll(async () => {
  store = openSqliteStore(`${folder}/wallet.db`, 2);
  for (const name of ['anna', 'bert']) await store.createAccount({ name, active: true, openingMinor: 10_000n });
  await store.settle([
    move('bet', '1', 'r1', 1_000n, 'dogs'),
    move('win', '2', 'r1', 955n, 'dogs'),
    move('bet', '3', 'r2', 200n, '=1+"1"'),
    move('win', '4', 'r3', 5n, 'dogs'),
    move('bet', '5', 'r4', 7n, 'dogs'),
    { kind: 'cancel', provider: 'default', account: 'anna', targetId: '5', checks: [] },
    { ...move('bet', '6', 'r2', 30n, 'dogs'), account: 'bert', provider: 'second' },
  ]);
  write(`UPDATE ledger_entry SET at_ms = ${Date.parse('2020-11-26T12:00Z')} + account_version * 60000`);
});
afterAll(async () => {
  await store.close();
  remove();
});

const report = (...args: string[]) => seamless(['report', ...args, '--database', url]);
const day = ['--from', '2020-11-26', '--to', '2020-11-26'];

describe('seamless report', () => {
  it('tells stakes, wins, GGR, RTP, rounds and players, with a head', async () => {
    expect(await report('--by', 'day', '--from', '2020-11-25', '--to', '2020-11-27')).toEqual({
      code: 0,
      out: 'day\tcurrency\tstakes\twins\tGGR\tRTP %\trounds\tplayers\n2020-11-26\tXXX\t12.30\t9.60\t2.70\t78.05\t5\t2',
      err: '',
    });
  });

  it('is CSV in which a spreadsheet finds no formula, and JSON with minor units', async () => {
    const { out: csv } = await report(...day, '--by', 'game', '--csv');
    expect(csv.split('\n')).toEqual([
      'game,currency,stakes,wins,GGR,RTP %,rounds,players',
      `"'=1+""1""",XXX,2.00,0.00,2.00,0.00,1,1`,
      'dogs,XXX,10.30,9.60,0.70,93.20,4,2',
    ]);
    const { out } = await report(...day, '--by', 'provider', '--json');
    expect(out.split('\n').map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { provider: 'default', stakesMinor: 1_200, winsMinor: 960, ggrMinor: 240, rtpPercent: 80, rounds: 4, players: 1 },
      { provider: 'second', stakesMinor: 30, winsMinor: 0, rtpPercent: 0, rounds: 1, players: 1 },
    ]);
  });

  it('tells what was not told of a studio as none, and null in JSON', async () => {
    expect((await report(...day, '--by', 'studio')).out).toMatch(/\nnone\tXXX/);
    expect((await report(...day, '--by', 'studio', '--json')).out).toMatch(/^\{"studio":null,/);
  });

  it.each([
    [['--by', 'moon'], '--by must be one of'],
    [['--from', '2020-11-31'], '--from must be a day'],
    [['--to', '2020-1-1'], '--to must be a day'],
    [['--to', '9999-12-31'], '--to must be a day, as in 2026-11-26, from 1970-01-01 to 2199-12-31'],
    [['--from', '0001-01-01'], '--from must be a day'],
    [['--from', '2020-11-27', '--to', '2020-11-26'], '--from must not be after --to'],
    [['--zone', 'Mars'], '--zone must be a time zone'],
    [['--zone', 'Asia/Kolkata'], `can't be answered`],
    [['--currency', 'EUR'], '--currency must be one that the wallet has, which is XXX, not EUR'],
    [['--csv', '--json'], 'exclude each other'],
  ])('refuses %j', async (args, said) => {
    const { code, out, err } = await report(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(said);
  });

  it('says in its help on which day a cancel counts', async () => {
    expect((await seamless(['report', '--help'])).out).toMatch(/cancel: it takes stakes or wins back on its own day/);
  });

  it.runIf(mayBeNobody)('answers whoever may only read, from the entries themselves [needs root]', async () => {
    chmodSync(folder, 0o755);
    write(`DELETE FROM ledger_hour; DELETE FROM setting WHERE name = 'hours-summed-before'`);
    const { code, out, err } = seamlessAsNobody(['report', ...day, '--database', url]);
    expect(code).toBe(0);
    expect(err).toMatch(/^seamless: the sums of past hours could not be kept[^\n]*$/);
    expect(out).toBe((await report(...day)).out);
  });
});

describe('seamless rounds', () => {
  const rounds = (...args: string[]) => seamless(['rounds', ...args, '--database', url]);

  it('shows the movements of a round, and what they come to, for each account that has one of that id', async () => {
    const { code, out } = await rounds('show', 'r2');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split('\t').slice(0, 3).join(' '))).toEqual([
      'anna 2020-11-26T12:04:00.000Z bet',
      'anna open stakes 2.00',
      'bert 2020-11-26T12:02:00.000Z bet',
      'bert open stakes 0.30',
    ]);
    expect((await rounds('show', 'r2', '--provider', 'second')).out).toMatch(/^bert.*\nbert[^\n]*$/);
    expect((await rounds('show', 'r2', '--account', 'anna', '--json')).out).toMatch(
      /^\{[^\n]*"transactionId":"3"[^\n]*$/,
    );
  });

  it.each([
    ['r1', 'over\tstakes 10.00\twins 9.55'],
    ['r3', 'unmatched\tstakes 0.00\twins 0.05'],
    ['r4', 'cancelled\tstakes 0.00\twins 0.00'],
  ])('tells how round %s stands', async (round, said) => {
    expect((await rounds('show', round)).out).toContain(said);
  });

  it('refuses a round that there is not', async () => {
    expect(await rounds('show', 'r9')).toEqual({ code: 1, out: '', err: 'seamless: there is no such round: r9' });
  });

  it('lists bets without a win and without a cancel, with what can be done', async () => {
    const { code, out } = await rounds('open', '--since', '2020-11-01');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split('\t').slice(1, 5).join(' '))).toEqual([
      'open anna round r2 bet 3',
      'open bert round r2 bet 6',
    ]);
    expect(out).toContain("ask the provider for the round's end");
    const { out: json } = await rounds('open', '--since', '2020-11-01', '--provider', 'second', '--json');
    expect(JSON.parse(json)).toMatchObject({ account: 'bert', state: 'open', stakeMinor: 30, transactionId: '6' });
  });

  it('looks no further back than it is told, and says when there is none', async () => {
    expect(await rounds('open')).toEqual({ code: 0, out: '', err: 'No round is open.' });
    expect(await rounds('open', '--since', '2020-11-01', '--account', 'carl')).toMatchObject({ out: '' });
  });

  it('tells to wait while a provider still repeats by itself', async () => {
    await store.settle([move('bet', '10', 'r10', 1n, 'dogs')]);
    expect((await rounds('open', '--older', '0s')).out).toMatch(/wait: the provider may still be sending/);
    expect((await rounds('open')).out).toBe('');
  });

  it('refuses times that leave nothing', async () => {
    expect(await rounds('open', '--since', '5m')).toMatchObject({ code: 2 });
    expect(await rounds('open', '--older', 'soon')).toMatchObject({ code: 2 });
  });
});
