import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import Postgrator from 'postgrator';
import type { Kind, Standing } from '../../database/kind.ts';
import { markOf, type Run, standingIn } from '../../database/postgresOwner.ts';
import { walletKind } from '../kind.ts';
import { type Row, UnusableDatabase } from '../store.ts';
import { mayTryAgain } from './errors.ts';

/** Another process that migrates at the same time lets this one fail; it needs few tries to see the result. */
const attempts = 10;

/** A wallet's tables here, with that of its migrations. */
const kind: Kind = {
  ...walletKind,
  tables: new Map([...walletKind.tables, ['schema_version', 'version,name,md5,run_at']]),
};

/** Brings a wallet, or what nobody has begun yet, to this program's schema and currency, or tells why that can't be. */
export async function prepare(client: Client, currencyDecimals: number, mustExist: boolean): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const standing = await demandWallet(client, mustExist);
      await migrate(client, standing !== 'nobody');
      if (standing !== 'ours') await client.query(markOf(kind, 'setting'));
      await checkCurrency(client, currencyDecimals);
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if (attempt === attempts || !(mayTryAgain(error) || alreadyThere(error))) throw error;
    }
  }
}

/** All steps in one transaction: they are there together or not at all, whoever else is migrating. */
async function migrate(client: Client, begun: boolean): Promise<void> {
  const migrations = migrationsFor(client);
  const [present, newest] = [begun ? await presentVersion(client) : 0, await migrations.getMaxVersion()];
  if (present > newest) throw tooNew(present, newest);
  if (present === newest) return;
  await client.query('BEGIN');
  await migrations.migrate();
  await client.query('COMMIT');
}

async function checkCurrency(client: Client, currencyDecimals: number): Promise<void> {
  await client.query(`INSERT INTO setting VALUES ('currency-decimals', $1) ON CONFLICT DO NOTHING`, [
    String(currencyDecimals),
  ]);
  const decimals = await keptDecimals(client);
  if (decimals === String(currencyDecimals)) return;
  throw new UnusableDatabase(
    `the database keeps money with ${decimals ?? 'unknown'} decimals, not ${currencyDecimals}. Start with --currency-decimals ${decimals ?? 'N'}.`,
  );
}

/** The decimals of the money in a wallet that is of this program's schema already. */
export async function decimalsOf(client: Client): Promise<number> {
  await demandWallet(client, true);
  const [present, newest] = [await presentVersion(client), await migrationsFor(client).getMaxVersion()];
  if (present > newest) throw tooNew(present, newest);
  if (present < newest) {
    throw new UnusableDatabase(
      `the database has schema version ${present}, older than this program's ${newest}. Start seamless serve on it once, which migrates it.`,
    );
  }
  return Number(await keptDecimals(client));
}

async function demandWallet(client: Client, mustExist: boolean): Promise<Standing> {
  const standing = await standingIn(runBy(client), kind, 'setting');
  if (standing === 'nobody' && mustExist)
    throw new UnusableDatabase(
      'there is no wallet in the database. Name another, or begin one in it: seamless accounts create NAME.',
    );
  return standing;
}

function runBy(client: Client): Run {
  return async (text, values = []) => (await client.query<Row>(text, [...values])).rows;
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

async function presentVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ version: string | null }>('SELECT max(version) AS version FROM schema_version');
  return Number(rows[0]?.version ?? 0);
}

function tooNew(present: number, newest: number): UnusableDatabase {
  return new UnusableDatabase(
    `the database has schema version ${present}, newer than this program's ${newest}. Use the program that made it, or a newer one.`,
  );
}

/** A table, type or row that another process made in the meantime. */
function alreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['42P07', '42710', '42P06', '42701'].includes(String(error.code));
}
