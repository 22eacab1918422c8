import { Client, type ClientConfig } from 'pg';
import { hangUp } from './tricks/hangUp.ts';

/** How long PostgreSQL may take to end a connection that it is asked to end. */
const farewellMs = 1_000;

/** A connection to PostgreSQL that needs nobody to end, and tells whether it is lost. For a `Pool` by its option `Client`. */
export class PostgresClient extends Client {
  #lost = false;

  constructor(config?: ClientConfig) {
    super(config);
    // A query that is under way learns of it by itself.
    this.on('error', () => (this.#lost = true));
  }

  /** Nothing can be sent any more. */
  get lost(): boolean {
    return this.#lost;
  }

  /** pg waits for the other side without a limit, which keeps a process alive while PostgreSQL is silent. */
  override end(): Promise<void>;
  override end(ended: (error: Error) => void): void;
  override end(ended?: (error: Error) => void): Promise<void> | void {
    setTimeout(() => hangUp(this), farewellMs).unref();
    if (!ended) return super.end();
    super.end(ended);
  }
}
