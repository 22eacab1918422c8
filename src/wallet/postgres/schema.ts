import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import Postgrator from 'postgrator';
import { UnusableDatabase } from '../store.ts';
import { mayTryAgain } from './errors.ts';

/** Another process that migrates at the same time lets this one fail; it needs few tries to see the result. */
const attempts = 10;

/** Brings the database to this program's schema and currency, or tells why that can't be. */
export async function prepare(client: Client, currencyDecimals: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await migrate(client);
      await checkCurrency(client, currencyDecimals);
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if (attempt === attempts || !(mayTryAgain(error) || alreadyThere(error))) throw error;
    }
  }
}

/** All steps in one transaction: they are there together or not at all, whoever else is migrating. */
async function migrate(client: Client): Promise<void> {
  const postgrator = new Postgrator({
    driver: 'pg',
    migrationPattern: `${fileURLToPath(new URL('migrations', import.meta.url))}/*`,
    schemaTable: 'schema_version',
    execQuery: (query) => client.query(query),
  });
  const newest = await postgrator.getMaxVersion();
  const present = await postgrator.getDatabaseVersion();
  if (present > newest) {
    throw new UnusableDatabase(
      `the database has schema version ${present}, newer than this program's ${newest}. Use the program that made it, or a newer one.`,
    );
  }
  if (present === newest) return;
  await client.query('BEGIN');
  await postgrator.migrate();
  await client.query('COMMIT');
}

async function checkCurrency(client: Client, currencyDecimals: number): Promise<void> {
  await client.query(`INSERT INTO setting VALUES ('currency-decimals', $1) ON CONFLICT DO NOTHING`, [String(currencyDecimals)]);
  const { rows } = await client.query<{ value: string }>(`SELECT value FROM setting WHERE name = 'currency-decimals'`);
  const decimals = rows[0]?.value;
  if (decimals === String(currencyDecimals)) return;
  throw new UnusableDatabase(
    `the database keeps money with ${decimals ?? 'unknown'} decimals, not ${currencyDecimals}. Start with --currency-decimals ${decimals ?? 'N'}.`,
  );
}

/** A table, type or row that another process made in the meantime. */
function alreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['42P07', '42710', '42P06', '42701'].includes(String(error.code));
}
