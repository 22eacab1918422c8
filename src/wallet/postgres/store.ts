import type { PoolClient } from 'pg';
import type { Outcome } from '../../contract/callback.ts';
import type { AmountMinor } from '../../contract/types.ts';
import type { PostgresClient } from '../../database/postgresClient.ts';
import { namesOf, type WalletCommand } from '../command.ts';
import { AccountCache } from '../accountCache.ts';
import { requireCurrency } from '../currency.ts';
import { netBy } from '../rows.ts';
import { hourColumns, type HourSums } from '../reports/hourSums.ts';
import { requireOpening, requireText } from '../sound.ts';
import { firstProvider, operatorProvider } from '../state.ts';
import {
  AccountsHeld,
  type NewAccount,
  type OpenOptions,
  type Row,
  type SettleOptions,
  type Statement,
  type Store,
  type ToldHour,
  TryAgain,
  type Value,
} from '../store.ts';
import { committing, reading } from './committing.ts';
import { begin, openPool } from './connection.ts';
import { Connections } from './connections.ts';
import { heldTooLong, sessionEnded, surelyRolledBack } from './errors.ts';
import { refuseSharedSessions } from './pooler.ts';
import { asUnusable, connectFirst, connectToMigrate, PostgresReader } from './reader.ts';
import { prepare } from './schema.ts';
import { keepHours } from './statements.ts';
import { settleFree, settleRemembered, settleWaiting, type Settlement } from './settlement.ts';
import { demandWritable, showReadOnly } from './writable.ts';

/** After memory was wrong, or an id was not new, this many batches look before they write. */
const batchesToLook = 50;

/** After somebody held an account for too long, this many batches wait for nobody: there may be more such accounts. */
const batchesInHaste = 50;

/** To change an account by hand, while others are at it. */
const mostAttempts = 20;

/**
 * Opens the wallet in the database at `url` (`postgres://…`). Makes its tables when they are not there, unless
 * `mustExist`, and migrates those of an older version. `currencyDecimals` must be those of the currency that is
 * named, or of the one that it began with. Several servers may open the same one. Rejects with `UnusableDatabase` when the database can't be reached, belongs to
 * another program, currency or newer version, or is behind a pooler that shares sessions.
 */
export async function openPostgresStore(
  url: string,
  currencyDecimals: number | undefined,
  { mustExist = false, currency }: OpenOptions = {},
): Promise<Store> {
  const client = await connectFirst(url);
  try {
    await refuseSharedSessions(client, () => connectFirst(url));
    await begin(client);
    await prepare(client, () => connectToMigrate(url), { decimals: currencyDecimals, code: currency }, mustExist);
  } catch (error) {
    throw asUnusable(error);
  } finally {
    await client.end();
  }
  return new PostgresStore(url);
}

class PostgresStore extends PostgresReader implements Store {
  readonly #connections: Connections;
  /**
   * Memory ends with the connection. Behind a new one may be a database that has lost what was acknowledged last (a
   * standby that was behind, a backup), and gone on from there: what was remembered then never was, and still may look
   * right. Each batch keeps what it learns in the memory that it began with, so that one which was begun on an older
   * connection brings nothing back.
   */
  #remembered = new AccountCache();
  #batchesToLook = 0;
  #batchesInHaste = 0;

  constructor(url: string) {
    super(url, openPool(url));
    this.#connections = new Connections(url, () => (this.#remembered = new AccountCache()));
  }

  async settle(commands: readonly WalletCommand[], options: SettleOptions = {}): Promise<Outcome[]> {
    const client = await this.#connections.take();
    const remembered = this.#remembered;
    try {
      const { outcomes, accounts } =
        (await this.#fromMemory(client, commands, remembered)) ?? (await this.#looking(client, commands, options));
      remembered.keep(accounts);
      this.#connections.giveBack(client);
      return outcomes;
    } catch (error) {
      remembered.forget(namesOf(commands).accounts);
      if (error instanceof AccountsHeld) this.#batchesInHaste = batchesInHaste;
      if (leavesUsable(error)) this.#connections.giveBack(client);
      else this.#connections.giveUp(client);
      throw error;
    }
  }

  async createAccount({ name, active, openingMinor, currency }: NewAccount): Promise<boolean> {
    requireOpening(openingMinor);
    requireText(name);
    await requireCurrency(this, currency);
    return this.#changesOne(
      `WITH opened AS (
         INSERT INTO ledger_account (name, active, balance_minor, version, currency)
           SELECT $1::text, $2::boolean, $3::bigint, 1, COALESCE($6::text, currency) FROM ledger_provider WHERE name = $7::text
           ON CONFLICT DO NOTHING RETURNING name)
       INSERT INTO ledger_entry (
           provider, transaction_id, step, kind, account, delta_minor, balance_after_minor, account_version, at_ms)
         SELECT $4::text, 'opening:' || name, 0, 'opening', name, $3::bigint, $3::bigint, 1, $5::bigint FROM opened`,
      [name, active, openingMinor, operatorProvider, Date.now(), currency ?? null, firstProvider],
    );
  }

  async setActive(name: string, active: boolean): Promise<boolean> {
    return this.#changesOne('UPDATE ledger_account SET active = $2 WHERE name = $1', [name, active]);
  }

  async exchangeHourlyNet({ server, hour, netMinor }: ToldHour): Promise<ReadonlyMap<string, AmountMinor>> {
    return this.#ordinarily(async (client) => {
      await client.query(tellHour, [server, hour, [...netMinor.keys()], [...netMinor.values()]]);
      const { rows } = await client.query<Row>(othersHour, [server, hour]);
      return netBy(rows);
    });
  }

  async keepSums(sums: readonly HourSums[], before: bigint): Promise<void> {
    await this.#changesOne(keepHours, [...hourColumns.map(([, , of]) => sums.map(of)), before]);
  }

  async ping(): Promise<void> {
    await this.#ordinarily(async (client) => {
      demandWritable(await client.query(showReadOnly));
      await client.query('SELECT 1 FROM setting');
      await this.#connections.givenUp.demandNone((statement) => client.query(statement));
    });
  }

  change(statements: readonly Statement[]): Promise<number | undefined> {
    return this.#ordinarily(async (client) => {
      await this.#connections.givenUp.demandNone((statement) => client.query(statement));
      await client.query('BEGIN');
      for (const [place, { sql, values }] of statements.entries()) {
        const { rowCount } = await reading(client.query(sql, [...values]));
        if (rowCount) continue;
        await client.query('ROLLBACK');
        return place;
      }
      await committing(client, client.query('COMMIT'));
      return undefined;
    });
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#connections.close();
  }

  /** Rejects with `NotReady` where a standby would have answered. */
  override select(text: string, values: readonly Value[] = []): Promise<Row[]> {
    return this.#ordinarily(async (client) => {
      const { rows } = await client.query<Row>(text, [...values]);
      demandWritable(await client.query(showReadOnly));
      return rows;
    });
  }

  /** Works with a connection of the pool, and gives it up with any error. */
  async #ordinarily<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      this.#connections.givenUp.add(client);
      client.release(true);
      throw error;
    }
  }

  /** Whether a row was changed; again when somebody else was at the same row first. */
  async #changesOne(statement: string, values: readonly unknown[]): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#ordinarily(async (client) => {
          await this.#connections.givenUp.demandNone((statement) => client.query(statement));
          return (await committing(client, client.query(statement, [...values]))).rowCount === 1;
        });
      } catch (error) {
        if (attempt === mostAttempts || !(error instanceof TryAgain)) throw error;
      }
    }
  }

  async #fromMemory(
    client: PostgresClient,
    commands: readonly WalletCommand[],
    memory: AccountCache,
  ): Promise<Settlement | undefined> {
    if (this.#batchesToLook > 0) {
      this.#batchesToLook--;
      return undefined;
    }
    const { accounts: names } = namesOf(commands);
    const remembered = names.map((name) => memory.recall(name)).filter((account) => account !== undefined);
    if (remembered.length < names.length) return undefined;
    return settleRemembered(client, commands, remembered).catch((error: unknown) => {
      if (heldTooLong(error)) this.#batchesInHaste = batchesInHaste;
      else if (!(error instanceof TryAgain)) throw error;
      this.#batchesToLook = batchesToLook;
      return undefined;
    });
  }

  #looking(
    client: PostgresClient,
    commands: readonly WalletCommand[],
    { patiently = false, paidThisHourMinor }: SettleOptions,
  ): Promise<Settlement> {
    if (patiently || this.#batchesInHaste === 0) return settleWaiting(client, commands, paidThisHourMinor);
    this.#batchesInHaste--;
    return settleFree(client, commands, paidThisHourMinor);
  }
}

const tellHour = `
  INSERT INTO ledger_hour_net (provider, hour, server, net_minor)
    SELECT provider, $2::bigint, $1::text, net_minor FROM unnest($3::text[], $4::bigint[]) AS told (provider, net_minor)
    ON CONFLICT (hour, provider, server) DO UPDATE SET net_minor = excluded.net_minor`;

const othersHour = `SELECT provider, net_minor FROM ledger_hour_net WHERE hour = $2::bigint AND server <> $1::text`;

/** Whether a connection is good for the next batch. */
function leavesUsable(error: unknown): boolean {
  return (
    error instanceof TryAgain || error instanceof AccountsHeld || (surelyRolledBack(error) && !sessionEnded(error))
  );
}
