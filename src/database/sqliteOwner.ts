/** Whose a SQLite database is. */
import type { DatabaseSync } from 'node:sqlite';
import { applicationIds, foreign, type Kind, shapeIn, type Standing, type Tables } from './kind.ts';

/** Throws `UnusableDatabase` when it is somebody else's. */
export function standingOf(db: DatabaseSync, file: string, kind: Kind): Standing {
  const says = Number(db.prepare('PRAGMA application_id').get()?.['application_id']);
  if (says === applicationIds[kind.name]) return 'ours';
  const tables = tablesOf(db);
  if (says === 0 && tables.size === 0) return 'nobody';
  const shape = shapeIn(tables, kind);
  if (says !== 0 || !shape) throw foreign(file, kind, says);
  return tables.size === shape.size ? 'unmarked' : 'shared';
}

/** Lets it say what it is for; in the transaction that makes the tables, or finds them. */
export function mark(db: DatabaseSync, { name }: Kind): void {
  db.exec(`PRAGMA application_id = ${applicationIds[name]}`);
}

function tablesOf(db: DatabaseSync): Tables {
  const rows = db.prepare(
    `SELECT owner.name AS "table", group_concat(col.name, ',' ORDER BY col.cid) AS columns
       FROM sqlite_schema AS owner JOIN pragma_table_info(owner.name) AS col
       WHERE owner.type IN ('table', 'view') AND owner.name NOT LIKE 'sqlite!_%' ESCAPE '!' GROUP BY owner.name`,
  );
  return new Map(rows.all().map(({ table, columns }) => [String(table), String(columns)]));
}
