/** Whose the tables in a PostgreSQL database are. */
import { foreign, type Kind, shapeIn, type Standing } from './kind.ts';

/** Runs a statement and resolves its rows. */
export type Run = (text: string, values?: readonly string[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** By one look at the catalogue, which needs no rights to the tables: all that another process commits at once is seen at once. */
const columnsOf = `
  SELECT relname AS "table", nspname = current_schema() AS here, string_agg(attname, ',' ORDER BY attnum) AS columns
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relname = ANY (string_to_array($1, ',')) AND relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname = ANY (current_schemas(false)) AND attnum > 0 AND NOT attisdropped
    GROUP BY relname, nspname
    ORDER BY array_position(current_schemas(false), nspname) DESC`;

/**
 * Other tables beside ours are none of our business; those with our names are. `setting` is the table with a row in which the
 * database says what it is for. Throws `UnusableDatabase` when our names are taken by somebody else.
 */
export async function standingIn(run: Run, kind: Kind, setting: string): Promise<Standing> {
  const rows = await run(columnsOf, [[...kind.shapes.flatMap((tables) => [...tables.keys()]), setting].join()]);
  // The first in the search path is the last here, and is the one that a name means.
  const present = new Map(rows.map(({ table, columns }) => [String(table), String(columns)]));
  if (present.get(setting) === 'name,value') {
    const [says] = await run(`SELECT value FROM ${setting} WHERE name = 'application'`);
    if (says) {
      if (says['value'] !== application(kind)) throw foreign('the database', kind);
      return 'ours';
    }
  }
  if (shapeIn(present, kind)) return 'unmarked';
  const taken = rows.filter(({ here }) => here).map(({ table }) => String(table));
  if (taken.length === 0) return 'nobody';
  throw foreign(`the database (its ${taken.length === 1 ? 'table' : 'tables'} ${taken.join(', ')})`, kind);
}

/** Lets the database say what it is for. */
export function markOf(kind: Kind, setting: string): string {
  return `INSERT INTO ${setting} (name, value) VALUES ('application', '${application(kind)}') ON CONFLICT DO NOTHING`;
}

function application({ name }: Kind): string {
  return `seamless ${name}`;
}
