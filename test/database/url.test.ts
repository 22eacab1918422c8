import { expect, it } from 'vitest';
import { databaseUrlProblem, parseDatabaseUrl, requirePostgresUrl } from '../../src/database/url.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { seamless } from '../support/commandLine.ts';

it('a database URL names a SQLite file or a PostgreSQL database', () => {
  expect(parseDatabaseUrl('sqlite:./data/wallet.db')).toEqual({ kind: 'sqlite', file: './data/wallet.db' });
  for (const url of ['postgres://u:p@h:5432/db', 'postgresql:///db?host=/run/postgresql', 'postgres://%2Frun/db'])
    expect(parseDatabaseUrl(url)).toEqual({ kind: 'postgres', url });
});

it.each(['', 'sqlite:', 'sqlite', 'postgres://', 'http://h/db', 'mysql://u:secret@h/db', 'postgres://u:a/secret@h/db'])(
  'the wallet, the outbox and the library refuse %j alike, and show no password',
  async (url) => {
    const problem = databaseUrlProblem(url);
    expect(problem).toBeDefined();
    expect(problem).not.toContain('secret');
    const { err: wallet } = await seamless(['accounts', 'list', `--database=${url}`]);
    const { err: outbox } = await seamless(['deliveries', 'list', `--outbox=${url}`]);
    expect([wallet, outbox]).toEqual([
      `seamless: --database (DATABASE_URL) ${problem}`,
      `seamless: --outbox (OUTBOX_URL) ${problem}`,
    ]);
    await expect(openOutboxAt(url)).rejects.toThrow(`the outbox can't be used: the database's URL ${problem}.`);
    await expect(openPostgresStore(url, 2)).rejects.toThrow(`the database's URL ${problem}.`);
  },
);

it('what takes PostgreSQL alone refuses a file', () => {
  expect(() => requirePostgresUrl('sqlite:./data/wallet.db')).toThrow('only PostgreSQL');
});

it.each(['-1', '9', '1.5', 'two', ''])(
  'every command refuses a currency of %j decimals in the same words',
  async (text) => {
    const own = `--currency-decimals=${text}`;
    for (const args of [
      ['accounts', 'list', '--database=sqlite:/nowhere/x'],
      ['deliveries', 'list', '--outbox=sqlite:/nowhere/x'],
      ['certify', '--url=http://h/', '--token=t', '--account=anna'],
      ['simulate', '--url=http://h/', '--token=t'],
    ]) {
      const { code, err } = await seamless([...args, own]);
      expect(code).toBe(2);
      expect(err).toMatch(
        /^seamless: --currency-decimals( \(CURRENCY_DECIMALS\))? must be a whole number from 0 to 8, not /,
      );
      expect(err).toContain(JSON.stringify(text));
      expect(err.split('\n')).toHaveLength(1);
    }
  },
);
