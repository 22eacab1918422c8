import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import Postgrator from 'postgrator';
import type { Kind, Standing } from '../../database/kind.ts';
import { markOf, type Run, standingIn } from '../../database/postgresOwner.ts';
import { type CurrencyGiven, firstCurrency, nameGiven, selectCurrencies, toCurrency } from '../currency.ts';
import { walletKind } from '../kind.ts';
import { firstProvider } from '../state.ts';
import { type Row, UnusableDatabase } from '../store.ts';
import { mayTryAgain } from './errors.ts';

/** Another process that migrates at the same time lets this one fail; it needs few tries to see the result. */
const attempts = 10;

/** A wallet's tables here, with that of its migrations. */
const kind: Kind = {
  ...walletKind,
  shapes: walletKind.shapes.map((tables) => new Map([...tables, ['schema_version', 'version,name,md5,run_at']])),
};

/** Another connection, which is given as much time as it needs. */
type ConnectPatiently = () => Promise<Client>;

/** Brings a wallet, or what nobody has begun yet, to this program's schema and currency, or tells why that can't be. */
export async function prepare(
  client: Client,
  connectPatiently: ConnectPatiently,
  currency: CurrencyGiven,
  mustExist: boolean,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const standing = await demandWallet(client, mustExist);
      if (!(await isCurrent(client, standing))) await patiently(connectPatiently, migrate);
      if (standing !== 'ours') await client.query(markOf(kind, 'setting'));
      await settleCurrency(client, connectPatiently, currency);
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if (attempt === attempts || !(mayTryAgain(error) || alreadyThere(error))) throw error;
    }
  }
}

async function patiently(connect: ConnectPatiently, work: (patient: Client) => Promise<unknown>): Promise<void> {
  const patient = await connect();
  await work(patient).finally(() => patient.end());
}

async function isCurrent(client: Client, standing: Standing): Promise<boolean> {
  const present = standing === 'nobody' ? 0 : await presentVersion(client);
  const newest = await migrationsFor(client).getMaxVersion();
  if (present > newest) throw tooNew(present, newest);
  return present === newest;
}

/** All steps in one transaction: they are there together or not at all. Who migrates at the same time waits, and finds them there. */
async function migrate(patient: Client): Promise<void> {
  await patient.query('BEGIN');
  await migrationsFor(patient).migrate();
  await patient.query('COMMIT');
}

async function settleCurrency(client: Client, connectPatiently: ConnectPatiently, given: CurrencyGiven): Promise<void> {
  await beginCurrency(client, given);
  const { rows } = await client.query<Row>(selectCurrencies);
  const present = rows.map(toCurrency);
  const code = nameGiven('the database', present, given);
  if (code === undefined) return;
  const name = { text: 'UPDATE ledger_currency SET code = $1 WHERE code = $2', values: [code, present[0]?.code] };
  await patiently(connectPatiently, (patient) => patient.query(name));
  await settleCurrency(client, connectPatiently, given);
}

/** Who begins the same wallet at the same time does so under the same key, so that there is one. */
async function beginCurrency(client: Client, given: CurrencyGiven): Promise<void> {
  const { code, decimals } = firstCurrency({ ...given, code: undefined });
  const currency =
    'INSERT INTO ledger_currency SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM ledger_currency) ON CONFLICT DO NOTHING';
  await client.query(currency, [code, decimals]);
  const provider =
    'INSERT INTO ledger_provider (name, currency) SELECT $1, code FROM ledger_currency ON CONFLICT DO NOTHING';
  await client.query(provider, [firstProvider]);
}

/** Refuses a wallet that is not of this program's schema already. */
export async function demandCurrent(client: Client): Promise<void> {
  await demandWallet(client, true);
  const [present, newest] = [await presentVersion(client), await migrationsFor(client).getMaxVersion()];
  if (present > newest) throw tooNew(present, newest);
  if (present < newest) {
    throw new UnusableDatabase(
      `the database has schema version ${present}, older than this program's ${newest}. Start seamless serve on it once, which migrates it.`,
    );
  }
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
