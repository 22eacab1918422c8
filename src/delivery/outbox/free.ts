/** Finds what nobody works on. */
import type { ReadableDatabase, Row, Value } from './database.ts';
import type { LeftAlone, Reach } from './outbox.ts';
import { type Dialect, isAlive } from './schema.ts';

/** Who looks for it. */
interface Seeker {
  readonly sender: string;
  /** Whether some of what is this sender's may be in nobody's hands. */
  readonly inDoubt: boolean;
  /** Whether this row of the sender's is. */
  readonly isOwnFree: (row: Row) => boolean;
  /** Whether the sender has not let go yet of this row, which another had meanwhile: it knows nothing of that. */
  readonly isStale: (row: Row) => boolean;
}

interface Free {
  /** At most as many as are wanted, the oldest. */
  readonly wanted: readonly Row[];
  /** What is out of reach. */
  readonly leftAlone: readonly LeftAlone[];
  /** Whether something of the sender's own stays in nobody's hands. */
  readonly ownIsLeft: boolean;
}

const columns = 'number, operator, command, transaction_id, contract, hold';

/** However much dead senders left, no more of it is read than is wanted. */
export async function findFree(
  database: ReadableDatabase & Dialect,
  reach: Reach,
  limit: number,
  seeker: Seeker,
): Promise<Free> {
  const { operators, contracts, enough = [] } = reach;
  const ofDead = (what: string, condition: (given: Given) => string, order: string): Promise<readonly Row[]> => {
    const values: Value[] = [seeker.sender];
    const where = condition((names) => ['', ...names].map((name) => `$${values.push(name)}`).join(', '));
    const dead = `SELECT id FROM sender WHERE id <> $1 AND NOT ${isAlive(database.nowMs)}`;
    return database.run(
      `SELECT ${what} FROM delivery WHERE state = 'pending' AND sender IN (${dead}) AND ${where} ${order}`,
      values,
    );
  };
  const wanting = operators.filter((name) => !enough.includes(name));
  const wantedOfDead = await ofDead(
    columns,
    (given) => `operator IN (${given(wanting)}) AND contract IN (${given(contracts)})`,
    `ORDER BY number LIMIT ${limit}`,
  );
  const leftByDead = await ofDead(
    'operator, contract, count(*) AS count',
    (given) => `(operator NOT IN (${given(operators)}) OR contract NOT IN (${given(contracts)}))`,
    'GROUP BY operator, contract',
  );
  const own = seeker.inDoubt ? await ownFree(database, seeker) : [];
  const isWithin = ({ operator, contract }: Row): boolean =>
    operators.includes(String(operator)) && contracts.includes(String(contract));
  const wantedOfOwn = own.filter((row) => isWithin(row) && wanting.includes(String(row['operator'])));
  const freeOfDead = wantedOfDead.filter((row) => !seeker.isStale(row));
  const wanted = [...freeOfDead, ...wantedOfOwn].sort(byNumber).slice(0, limit);
  const taken = new Set(wanted);
  return {
    wanted,
    ownIsLeft: own.some((row) => !taken.has(row)),
    leftAlone: counted([...leftByDead, ...own.filter((row) => !isWithin(row))]),
  };
}

/** Gives names to a statement, as its parameters. The first is nobody's, so that there is one. */
type Given = (names: readonly string[]) => string;

async function ownFree(database: ReadableDatabase, { sender, isOwnFree }: Seeker): Promise<Row[]> {
  const text = `SELECT ${columns} FROM delivery WHERE state = 'pending' AND sender = $1`;
  return (await database.run(text, [sender])).filter(isOwnFree);
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
