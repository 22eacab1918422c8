import { execFile } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { v1 } from '../../src/contract/contracts.ts';
import { createCallbackClient } from '../../src/delivery/client.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { scratch, type Serving, startServe } from '../support/commandLine.ts';

const [folder, remove] = scratch();
const file = `${folder}/wallet.db`;
const [accounts, entries, hours] = [500, 100_000, 24 * 365];
const fromMs = Date.parse('2025-01-01T00:00Z');
let server: Serving;

beforeAll(async () => {
  void openSqliteStore(file, 2).close();
  const db = new DatabaseSync(file);
  const upTo = (last: number): string =>
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${last})`;
  db.exec(`
    INSERT INTO ledger_account (name, active, balance_minor, version, currency)
      ${upTo(accounts)} SELECT 'p' || i, 1, 1000000, ${entries}, 'XXX' FROM n;
    INSERT INTO ledger_entry (transaction_id, step, kind, account, round_id, delta_minor, balance_after_minor, account_version, at_ms, provider, game_code)
      ${upTo(entries)} SELECT i, 0, 'bet', 'p' || (1 + i % ${accounts}), i, -1, i, i, ${fromMs} + (i % ${hours}) * 3600000, 'default', 'g' || i % 50 FROM n;
  `);
  db.close();
  server = await startServe(['--token', 'token', '--database', `sqlite:${file}`]);
});
afterAll(async () => {
  server.process.kill('SIGKILL');
  await server.exited;
  remove();
});

it('no callback waits for a report of a year, nor for the sums that it keeps first', async () => {
  const client = createCallbackClient(v1, { url: server.url, token: 'token' });
  const asked = ['report', '--by', 'day', '--from', '2025-01-01', '--to', '2025-12-31'];
  const program = ['src/cli/seamless.ts', ...asked, '--database', `sqlite:${file}`];
  let isReported = false;
  const reported = promisify(execFile)(process.execPath, program).finally(() => (isReported = true));

  const answers = new Map<string, number>();
  const play = async (player: number): Promise<void> => {
    for (let n = 0; !isReported; n++) {
      const id = BigInt(1_000_000_000 + player * 1_000_000 + n);
      // Later than its deadline it is no reply.
      const outcome = await client.bet({ account: `p${player}`, trans_id: id, round_id: `${id}`, amount: 1n });
      const answer = outcome.kind === 'replied' ? String(outcome.reply.result) : outcome.kind;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  await Promise.all([1, 2, 3, 4].map(play));
  const { stdout } = await reported;

  expect([...answers.keys()]).toEqual(['0']);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1 + 365);
  const db = new DatabaseSync(file, { readOnly: true });
  expect(Number(db.prepare('SELECT COUNT(*) AS hours FROM ledger_hour').get()?.['hours'])).toBe(entries);
  db.close();
}, 60_000);
