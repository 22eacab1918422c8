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
  const migrations = migrationsFor(client);
  const [present, newest] = [await presentVersion(client), await migrations.getMaxVersion()];
  if (present > newest) throw tooNew(present, newest);
  if (present === newest) return;
  await client.query('BEGIN');
  await migrations.migrate();
  await client.query('COMMIT');
}

async function checkCurrency(client: Client, currencyDecimals: number): Promise<void> {
  await client.query(`INSERT INTO setting VALUES ('currency-decimals', $1) ON CONFLICT DO NOTHING`, [String(currencyDecimals)]);
  const decimals = await keptDecimals(client);
  if (decimals === String(currencyDecimals)) return;
  throw new UnusableDatabase(
    `the database keeps money with ${decimals ?? 'unknown'} decimals, not ${currencyDecimals}. Start with --currency-decimals ${decimals ?? 'N'}.`,
  );
}

/** The decimals of the money in a wallet that is of this program's schema already. */
export async function decimalsOf(client: Client): Promise<number> {
  const [present, newest] = [await presentVersion(client), await migrationsFor(client).getMaxVersion()];
  if (present === 0) throw new UnusableDatabase('there is no wallet in the database. Name another with --database (DATABASE_URL).');
  if (present > newest) throw tooNew(present, newest);
  if (present < newest) {
    throw new UnusableDatabase(
      `the database has schema version ${present}, older than this program's ${newest}. Start seamless serve on it once, which migrates it.`,
    );
  }
  return Number(await keptDecimals(client));
}

async function keptDecimals(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ value: string }>(`SELECT value FROM setting WHERE name = 'currency-decimals'`);
  return rows[0]?.value;
}

function migrationsFor(client: Client): Postgrator {
  return new Postgrator({
    driver: 'pg',
    migrationPattern: `${fileURLToPath(new URL('migrations', import.meta.url))}/*`,
    schemaTable: 'schema_version',
    execQuery: (query) => client.query(query),
  });
}

/** 0 when no step was ever done. */
async function presentVersion(client: Client): Promise<number> {
  const versions = client.query<{ version: string | null }>('SELECT max(version) AS version FROM schema_version');
  const { rows } = await versions.catch((error: unknown) => {
    if (isMissingTable(error)) return { rows: [] };
    throw error;
  });
  return Number(rows[0]?.version ?? 0);
}

function tooNew(present: number, newest: number): UnusableDatabase {
  return new UnusableDatabase(
    `the database has schema version ${present}, newer than this program's ${newest}. Use the program that made it, or a newer one.`,
  );
}

function isMissingTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42P01';
}

/** A table, type or row that another process made in the meantime. */
function alreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['42P07', '42710', '42P06', '42701'].includes(String(error.code));
}
