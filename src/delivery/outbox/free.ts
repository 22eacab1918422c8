/** Finds what nobody works on. */
import type { ReadableDatabase, Row, Value } from './database.ts';
import type { LeftAlone, Reach } from './outbox.ts';
import { type Dialect, isAlive } from './schema.ts';

/** Who looks for it. */
interface Seeker {
  readonly sender: string;
  /** Whether some of what is this sender's may be in nobody's hands. */
  readonly inDoubt: boolean;
  /** Whether this row of the sender's is; not known while something is being done with it. */
  readonly isOwnFree: (row: Row) => boolean | undefined;
  /** Whether the sender has not let go yet of this row, which another had meanwhile: it knows nothing of that. */
  readonly isStale: (row: Row) => boolean;
}

interface Free {
  /** At most as many as are wanted, the oldest. */
  readonly wanted: readonly Row[];
  /** What is out of reach. */
  readonly leftAlone: readonly LeftAlone[];
  /** What of that is the sender's own. */
  readonly ownOutOfReach: readonly Row[];
  /** Whether something of the sender's own, within reach, may stay in nobody's hands. */
  readonly ownIsLeft: boolean;
}

/** In place of a sender, where one that lives had no way to the operator any more: whoever has one takes it, as from the dead. */
export const nobody = '';

const columns = 'number, operator, command, transaction_id, contract, hold';

/** However much dead senders left, hardly more of it is read than is wanted. */
export async function findFree(
  database: ReadableDatabase & Dialect,
  reach: Reach,
  limit: number,
  seeker: Seeker,
): Promise<Free> {
  const { operators, contracts, enough = [] } = reach;
  const lookAtDead = lookerAtDead(database, seeker);
  const wanting = operators.filter((name) => !enough.includes(name));
  const ofDead = await oldestOfDead(lookAtDead, { operators: wanting, contracts }, limit, seeker);
  const leftByDead = await lookAtDead(
    'operator, contract, count(*) AS count',
    (given) => `(operator NOT IN (${given(operators)}) OR contract NOT IN (${given(contracts)}))`,
    'GROUP BY operator, contract',
  );
  const pending = seeker.inDoubt ? await ownPending(database, enough, seeker) : [];
  const own = pending.filter((row) => seeker.isOwnFree(row) === true);
  const isUnclear = pending.some((row) => seeker.isOwnFree(row) === undefined);
  const isWithin = ({ operator, contract }: Row): boolean =>
    operators.includes(String(operator)) && contracts.includes(String(contract));
  const [ownWithin, ownOutOfReach] = [own.filter(isWithin), own.filter((row) => !isWithin(row))];
  const wanted = [...ofDead, ...ownWithin].sort(byNumber).slice(0, limit);
  const taken = new Set(wanted);
  return {
    wanted,
    leftAlone: counted([...leftByDead, ...ownOutOfReach]),
    ownOutOfReach,
    ownIsLeft: enough.length > 0 || isUnclear || ownWithin.some((row) => !taken.has(row)),
  };
}

/** Gives names to a statement, as its parameters. The first is nobody's, so that there is one. */
type Given = (names: readonly string[]) => string;

type Look = (
  what: string,
  condition: (given: Given) => string,
  order: string,
  afterNumber?: number,
) => Promise<readonly Row[]>;

/** Looks at what is pending of dead senders. */
function lookerAtDead(database: ReadableDatabase & Dialect, { sender }: Seeker): Look {
  const dead = `SELECT '${nobody}' UNION ALL SELECT id FROM sender WHERE id <> $1 AND NOT ${isAlive(database.nowMs)}`;
  return (what, condition, order, afterNumber = 0) => {
    const values: Value[] = [sender, afterNumber];
    const where = condition((names) => ['', ...names].map((name) => `$${values.push(name)}`).join(', '));
    return database.run(
      `SELECT ${what} FROM delivery WHERE state = 'pending' AND sender IN (${dead}) AND number > $2 AND ${where} ${order}`,
      values,
    );
  };
}

/** What is stale of it may be more than is wanted. */
async function oldestOfDead(
  look: Look,
  { operators, contracts }: Reach,
  limit: number,
  { isStale }: Seeker,
): Promise<Row[]> {
  const free: Row[] = [];
  const within = (given: Given): string => `operator IN (${given(operators)}) AND contract IN (${given(contracts)})`;
  for (let after = 0; ;) {
    const page = await look(columns, within, `ORDER BY number LIMIT ${limit}`, after);
    free.push(...page.filter((row) => !isStale(row)));
    if (page.length < limit || free.length >= limit) return free;
    after = Number(page.at(-1)?.['number']);
  }
}

/** Of an operator who has enough in hand nothing is read: it may have left very much. */
async function ownPending(
  database: ReadableDatabase,
  enough: readonly string[],
  { sender }: Seeker,
): Promise<readonly Row[]> {
  const others = enough.map((_, index) => ` AND operator <> $${index + 2}`).join('');
  const text = `SELECT ${columns} FROM delivery WHERE state = 'pending' AND sender = $1${others}`;
  return database.run(text, [sender, ...enough]);
}

function counted(rows: readonly Row[]): LeftAlone[] {
  const left = new Map<string, LeftAlone>();
  for (const row of rows) {
    const [operator, contract, more] = [String(row['operator']), String(row['contract']), Number(row['count'] ?? 1)];
    const about = `${operator} ${contract}`;
    left.set(about, { operator, contract, count: more + (left.get(about)?.count ?? 0) });
  }
  return [...left.values()];
}

export function byNumber(one: Row, other: Row): number {
  return Number(one['number']) - Number(other['number']);
}
