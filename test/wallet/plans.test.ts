/** SQLite has no figures of its own about a wallet, and might look for a few entries among all that a provider ever sent. */
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readHistory } from '../../src/wallet/history.ts';
import { played } from '../../src/wallet/reports/played.ts';
import { readOpenBets, readRound } from '../../src/wallet/rounds.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { scratch } from '../support/commandLine.ts';

const [folder, remove] = scratch();
let store: Store;
let db: DatabaseSync;
beforeAll(() => {
  store = openSqliteStore(`${folder}/wallet.db`, 2);
  db = new DatabaseSync(`${folder}/wallet.db`, { readOnly: true });
});
afterAll(async () => {
  db.close();
  await store.close();
  remove();
});

/** How SQLite would look for what `read` asks for. */
async function plansOf(read: (reader: Store) => Promise<void>): Promise<string[]> {
  const plans: string[] = [];
  const inspect: Store['inspect'] = (work) =>
    work(async function* (sql) {
      plans.push(...planOf(sql));
    });
  const asking: Pick<Store, 'inspect'> = { inspect };
  await read(Object.assign(Object.create(store) as Store, asking));
  return plans;
}

function planOf(sql: string): string[] {
  return db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail));
}

const throughAllOfAProvider = /USING PRIMARY KEY \(provider=\?\)/;
const nobody = { entry: () => undefined, sums: () => undefined };
const whose = { account: 'a', provider: 'default' };

it.each<[string, (reader: Store) => Promise<void>]>([
  ['a round', (reader) => readRound(reader, { roundId: 'r', ...whose }, nobody)],
  ['open bets', (reader) => readOpenBets(reader, { sinceMs: 0, beforeMs: 1, ...whose }, () => undefined)],
  ['the history of an account', (reader) => readHistory(reader, whose, () => undefined)],
])('%s is found by an index', async (_name, read) => {
  const plans = await plansOf(read);
  expect(plans.join('\n')).toMatch(/ledger_entry_by_(round|time)/);
  expect(plans.join('\n')).not.toMatch(throughAllOfAProvider);
});

it.each(['by account', 'through all'] as const)('sums of reports look for rounds by their index (%s)', (way) => {
  const plan = planOf(played('0', '1', way)).join('\n');
  expect(plan).toContain('ledger_entry_by_round');
  expect(plan).not.toMatch(throughAllOfAProvider);
});
