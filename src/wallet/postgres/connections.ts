import type { PostgresClient } from '../../database/postgresClient.ts';
import { NotReady } from '../store.ts';
import { ask, connect } from './connection.ts';
import { GivenUp } from './givenUp.ts';

/** The ledger's own connections, of which each serves one batch at a time. */
export class Connections {
  readonly #url: string;
  readonly #opened: () => void;
  readonly givenUp = new GivenUp();
  /** Those that are good and not used at the moment. */
  readonly #free = new Set<PostgresClient>();

  /** Calls `opened` when there is a new one. */
  constructor(url: string, opened: () => void) {
    this.#url = url;
    this.#opened = opened;
  }

  /** Rejects with `NotReady` when PostgreSQL takes no movements. */
  async take(): Promise<PostgresClient> {
    const client = this.#takeFree() ?? (await this.#open());
    try {
      await this.givenUp.demandNone((statement) => ask(client, statement));
      return client;
    } catch (error) {
      if (error instanceof NotReady) this.giveBack(client);
      else this.giveUp(client);
      throw error;
    }
  }

  giveBack(client: PostgresClient): void {
    if (!client.lost) this.#free.add(client);
  }

  giveUp(client: PostgresClient): void {
    this.givenUp.add(client);
    client.end().catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#free].map((client) => client.end()));
  }

  #takeFree(): PostgresClient | undefined {
    for (const free of this.#free) {
      this.#free.delete(free);
      return free;
    }
    return undefined;
  }

  async #open(): Promise<PostgresClient> {
    const client = await connect(this.#url).catch((error: unknown) => {
      throw error instanceof NotReady ? error : new NotReady("PostgreSQL can't be reached", { cause: error });
    });
    for (const lost of ['error', 'end'] as const) client.once(lost, () => this.#free.delete(client));
    this.#opened();
    return client;
  }
}
