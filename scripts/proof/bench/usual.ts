import { Pool } from 'pg';
import { entryColumns, playValues, spread } from './load.ts';

let lastId = 8_000_000_000n;

/** Bets per second the usual way: BEGIN, SELECT … FOR UPDATE, look-up, UPDATE, INSERT, COMMIT, each a round trip. */
export async function usualLoad(url: string, concurrency: number, seconds: number): Promise<number> {
  const pool = new Pool({ connectionString: url, max: concurrency });
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  let bets = 0;
  async function better(): Promise<void> {
    const client = await pool.connect();
    while (performance.now() < until) {
      const [name, id] = [spread(++bets), String(++lastId)];
      await client.query('BEGIN');
      const { rows } = await client.query<{ balance_minor: string; version: string }>({
        name: 'lock',
        text: 'SELECT balance_minor, version FROM ledger_account WHERE name = $1 FOR UPDATE',
        values: [name],
      });
      const { rowCount } = await client.query({
        name: 'known',
        text: `SELECT 1 FROM ledger_entry WHERE provider = 'default' AND transaction_id = $1`,
        values: [id],
      });
      if (rowCount !== 0) throw new Error('the id is not new');
      const balance = BigInt(rows[0]?.balance_minor ?? 0) - 1n;
      const version = BigInt(rows[0]?.version ?? 0) + 1n;
      await client.query({
        name: 'update',
        text: 'UPDATE ledger_account SET balance_minor = $2, version = $3 WHERE name = $1',
        values: [name, balance, version],
      });
      await client.query({
        name: 'insert',
        text: `INSERT INTO ledger_entry (${entryColumns}) VALUES ($1, 0, 'bet', $2, $1, -1, $3, $4, 0, ${playValues})`,
        values: [id, name, balance, version],
      });
      await client.query('COMMIT');
    }
    client.release();
  }
  await Promise.all(Array.from({ length: concurrency }, better));
  await pool.end();
  return bets / ((performance.now() - begun) / 1_000);
}
