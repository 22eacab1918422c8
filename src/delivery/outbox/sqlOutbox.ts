import { randomUUID } from 'node:crypto';
import { GroupCommitter } from '../../database/groupCommitter.ts';
import type { Change, Changed, OutboxDatabase, Row } from './database.ts';
import {
  type AttemptRecord,
  deliveryKey,
  type DeliveryRecord,
  type Outbox,
  type Progress,
  type Reach,
} from './outbox.ts';
import { byNumber, findFree, nobody } from './free.ts';
import { pruneFrom } from './retention.ts';
import { byKey } from './schema.ts';
import { keyValues, SqlOutboxReader, toRecord } from './sqlOutboxReader.ts';

/** A sender that was silent for so long is taken for dead. */
const defaultLeaseMs = 5_000;

/** A group larger than this gains nothing more for each, and makes its first wait. */
const largestGroup = 500;

/** What is noted of a delivery that is due again much later goes with the next group: one that fails at each attempt costs the others little. */
const patienceMs = 5;

/** By then the database has carried out, or never will, what nobody has heard of. */
const longestDoubtMs = 60_000;

export async function openOutbox(database: OutboxDatabase, leaseMs = defaultLeaseMs): Promise<Outbox> {
  const outbox = new SqlOutbox(database, leaseMs);
  await outbox.live();
  return outbox;
}

/** What a sender works on. */
interface Hold {
  /** Of the row. */
  readonly number: number;
  /**
   * What it let go of is taken up again under the next number, so that a statement of the time before, which the database
   * carries out late, changes nothing.
   */
  readonly hold: number;
  /** How many attempts are in the log. */
  logged: number;
  /** In which lease the database had it last in this sender's hands. */
  lease: number;
}

interface Waiting {
  readonly change: Change;
  readonly resolve: (changed: Changed) => void;
  readonly reject: (error: unknown) => void;
}

class SqlOutbox extends SqlOutboxReader implements Outbox {
  readonly #database: OutboxDatabase;
  readonly leaseMs: number;
  /** Who this sender is among those that share the outbox. */
  readonly #sender = randomUUID();
  /** What this sender works on, by the delivery's id; `undefined` for what is being added. */
  readonly #holds = new Map<string, Hold | undefined>();
  /** What is being taken over or reopened: it is nobody else's, and not yet in `#holds`. */
  readonly #taking = new Set<string>();
  readonly #groups = new GroupCommitter<Waiting>({
    largest: () => (this.#singly > 0 ? 1 : largestGroup),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    commit: (group) => this.#commit(group),
  });
  /** So many are committed one by one. */
  #singly = 0;
  #leasedUntil = 0;
  /** How many leases there were: one that is renewed in time goes on. */
  #lease = 0;
  /** While this sender begins a lease. */
  #beginning: Promise<void> | undefined;
  /** Whether some of what is this sender's may be in nobody's hands: until then, and until a look finds nothing of it. */
  #inDoubt = false;
  #inDoubtUntil = 0;
  /** How often there was doubt: a look tells nothing of what came into doubt meanwhile. */
  #doubts = 0;

  constructor(database: OutboxDatabase, leaseMs: number) {
    super(database);
    this.#database = database;
    this.leaseMs = leaseMs;
  }

  leased(id?: string): boolean {
    return performance.now() < this.#leasedUntil && (id === undefined || this.#holds.get(id)?.lease === this.#lease);
  }

  async add(record: DeliveryRecord): Promise<boolean> {
    const { id } = record;
    if (!this.leased()) await this.#beginLease();
    if (this.#holds.has(id)) return false;
    this.#holds.set(id, undefined);
    const lease = this.#lease;
    const number = await this.#change(id, { kind: 'add', record, sender: this.#sender });
    // It was there, and may have been taken over meanwhile: then it is in this sender's hands.
    if (this.#holds.get(id) !== undefined) return false;
    if (number === undefined) this.#holds.delete(id);
    else this.#holds.set(id, { number, hold: 0, logged: 0, lease });
    return number !== undefined;
  }

  async note(id: string, progress: Progress, attempt?: AttemptRecord): Promise<boolean> {
    const held = this.#holds.get(id);
    if (!held) return false;
    if (attempt) held.logged++;
    const { number, hold, logged } = held;
    const { phase, state, attempts, dueAtMs } = progress;
    const about = { number, id, hold, logged, phase, state, attempts, dueAtMs, sender: this.#sender };
    const operator = id.slice(0, id.indexOf(':'));
    const lease = this.#lease;
    const patience = dueAtMs === undefined ? 0 : patienceMs;
    const noted = await this.#change(id, { kind: 'note', ...about, operator, attempt }, patience);
    if (noted === undefined || state !== 'pending') this.#holds.delete(id);
    else held.lease = lease;
    return noted !== undefined;
  }

  letGo(id: string): void {
    this.#holds.delete(id);
    this.#doubt();
  }

  /** Something of this sender's is pending, and not in its hands. */
  #doubt(): void {
    this.#inDoubt = true;
    this.#doubts++;
  }

  /** Something of this sender's may be so, as soon as the database has carried out what nobody has heard of. */
  #doubtForLong(): void {
    this.#doubt();
    this.#inDoubtUntil = performance.now() + longestDoubtMs;
  }

  /** Nobody knows what the database did when a change fails: the delivery is free to be taken up again. */
  #change(id: string, change: Change, patience = 0): Promise<Changed> {
    const changed = new Promise<Changed>((resolve, reject) => this.#groups.add({ change, resolve, reject }, patience));
    return changed.catch((cause: unknown) => {
      if (change.kind === 'note' || this.#holds.get(id) === undefined) this.#holds.delete(id);
      this.#doubtForLong();
      throw cause;
    });
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    this.#singly = Math.max(0, this.#singly - 1);
    try {
      const changed = await this.#database.commit(group.map(({ change }) => change));
      for (const [index, { resolve }] of group.entries()) resolve(changed[index]);
    } catch (error) {
      if (group.length > 1 && this.#database.isRefusal(error)) {
        // Nothing was changed: one by one, so that what can't be kept spoils nothing else.
        this.#singly = group.length;
        this.#groups.putBack(group);
      } else for (const { reject } of group) reject(error);
    }
  }

  async live(): Promise<void> {
    const begun = performance.now();
    const text = `INSERT INTO sender VALUES ($1, ${this.#database.nowMs} + $2, $2)
         ON CONFLICT (id) DO UPDATE SET alive_until_ms = excluded.alive_until_ms, lease_ms = excluded.lease_ms`;
    await this.#database.run(text, [this.#sender, this.leaseMs]).catch((error: unknown) => {
      // As long as it is silent it has not carried out either what it may carry out yet.
      if (performance.now() < this.#inDoubtUntil) this.#doubtForLong();
      throw error;
    });
    if (performance.now() >= this.#leasedUntil) this.#lease++;
    this.#leasedUntil = begun + this.leaseMs;
  }

  /** Who takes anything up without a lease, as when the outbox was opened long before, could send nothing of it until the next beat. */
  #beginLease(): Promise<void> {
    return (this.#beginning ??= this.live().finally(() => (this.#beginning = undefined)));
  }

  async takeOver(reach: Reach, limit: number): ReturnType<Outbox['takeOver']> {
    if (!this.leased()) await this.#beginLease();
    const [inDoubt, doubts] = [this.#inDoubt, this.#doubts];
    const isSettled = performance.now() >= this.#inDoubtUntil;
    const { wanted, leftAlone, ownOutOfReach, ownIsLeft } = await findFree(this.#database, reach, limit, {
      sender: this.#sender,
      isOwnFree: (row) => this.#isFree(idOf(row)),
      isStale: (row) => this.#holds.get(idOf(row)) !== undefined,
      inDoubt,
    });
    if (isSettled && !ownIsLeft && doubts === this.#doubts) this.#inDoubt = false;
    for (const rows of inGroups(ownOutOfReach)) await this.#handTo(nobody, rows);
    const records: DeliveryRecord[] = [];
    for (const rows of inGroups(wanted)) records.push(...(await this.#takeThese(rows)));
    return { taken: records, leftAlone };
  }

  #isFree(id: string): boolean | undefined {
    if (this.#holds.get(id)) return false;
    return this.#holds.has(id) || this.#taking.has(id) ? undefined : true;
  }

  async #takeThese(rows: readonly Row[]): Promise<DeliveryRecord[]> {
    const lease = this.#lease;
    return this.#whileTaking(rows.map(idOf), async () => this.#take(await this.#handTo(this.#sender, rows), lease));
  }

  /** Another look, meanwhile, finds these in this sender's hands. */
  async #whileTaking<Taken>(ids: readonly string[], take: () => Promise<Taken>): Promise<Taken> {
    for (const id of ids) this.#taking.add(id);
    try {
      return await take();
    } finally {
      for (const id of ids) this.#taking.delete(id);
    }
  }

  /** Those that nobody has taken meanwhile: that would have changed their `hold`. */
  async #handTo(sender: string, rows: readonly Row[]): Promise<Row[]> {
    const these = rows.map(({ number, hold }) => `(${Number(number)}, ${Number(hold)})`).join(', ');
    const text = `UPDATE delivery SET sender = $1, hold = hold + 1 WHERE (number, hold) IN (VALUES ${these}) AND state = 'pending' RETURNING *`;
    try {
      // Between two groups there is time for others, of which a file gives none.
      await new Promise((resolve) => setImmediate(resolve));
      return [...(await this.#database.run(text, [sender]))].sort(byNumber);
    } catch {
      // What could not be handed over, or not be heard to be, is looked at again the next time.
      this.#doubtForLong();
      return [];
    }
  }

  async reopen(id: string): Promise<DeliveryRecord | undefined> {
    const before = await this.find(id);
    if (before?.state !== 'unresolved' && (before?.state !== 'refused' || before.command === 'bet')) return undefined;
    const key = keyValues(id);
    if (!key) return undefined;
    if (!this.leased()) await this.#beginLease();
    const text = `UPDATE delivery SET state = 'pending', attempts = 0, due_at_ms = NULL, sender = $4, hold = hold + 1
                    WHERE ${byKey} AND state = $5 RETURNING *`;
    const lease = this.#lease;
    const [reopened] = await this.#whileTaking([id], async () => {
      const values = [...key, this.#sender, before.state];
      const rows = await this.#database.run(text, values).catch((error: unknown) => {
        this.#doubtForLong();
        throw error;
      });
      return this.#take(rows, lease);
    });
    return reopened && before;
  }

  #take(rows: readonly Row[], lease: number): DeliveryRecord[] {
    return rows.map((row) => {
      const record = toRecord(row);
      const [number, hold, logged] = [Number(row['number']), Number(row['hold']), Number(row['logged'])];
      this.#holds.set(record.id, { number, hold, logged, lease });
      return record;
    });
  }

  async resolve(id: string): Promise<boolean> {
    const key = deliveryKey(id);
    return key ? this.#database.resolve(key) : false;
  }

  prune(beforeMs: number, operator?: string): Promise<number> {
    return pruneFrom(this.#database, beforeMs, operator);
  }

  override async close(): Promise<void> {
    try {
      await this.#groups.drained();
      // It stays, dead, so that what it left is found by it.
      await this.#database.run('UPDATE sender SET alive_until_ms = 0 WHERE id = $1', [this.#sender]);
    } finally {
      await super.close();
    }
  }
}

function inGroups(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  for (let taken = 0; taken < rows.length; taken += largestGroup) groups.push(rows.slice(taken, taken + largestGroup));
  return groups;
}

function idOf({ operator, command, transaction_id }: Row): string {
  return `${String(operator)}:${String(command)}:${String(transaction_id)}`;
}
