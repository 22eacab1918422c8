/** The one grammar of database URLs: `sqlite:FILE`, or `postgres://…` as PostgreSQL's own tools take it. */
import { withoutSecrets } from '../contract/visible.ts';
import { UnusableDatabase } from './unusable.ts';

/** What a database URL names. */
export type DatabaseLocation =
  { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: string };

/** Reads a database URL. Throws `UnusableDatabase`; its message shows no password. */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  const location = readUrl(url);
  if ('problem' in location) throw new UnusableDatabase(`the database's URL ${location.problem}.`);
  return location;
}

/** For what takes PostgreSQL alone. Throws `UnusableDatabase`: the driver's own error would hold the URL, and a password in it. */
export function requirePostgresUrl(url: string): void {
  if (parseDatabaseUrl(url).kind !== 'postgres')
    throw new UnusableDatabase("the database's URL must be postgres://…: only PostgreSQL will do here.");
}

/** What keeps `url` from naming a database, to be said after the name of the setting; `undefined` when nothing does. */
export function databaseUrlProblem(url: string): string | undefined {
  const location = readUrl(url);
  return 'problem' in location ? location.problem : undefined;
}

function readUrl(url: string): DatabaseLocation | { readonly problem: string } {
  if (/^sqlite:./.test(url)) return { kind: 'sqlite', file: url.slice('sqlite:'.length) };
  if (!/^postgres(ql)?:\/\/./.test(url)) {
    const shown = JSON.stringify(withoutSecrets(url));
    return { problem: `must be sqlite:FILE or postgres://…, not ${shown}` };
  }
  // Read as far as the first @ / ? #, the rest of a password would be a port or a database, and be printed as such.
  const read = URL.parse(url);
  if (read && !`${read.pathname}${read.search}${read.hash}`.includes('@')) return { kind: 'postgres', url };
  return {
    problem:
      'is no URL that can be read: in its user and password, / ? # @ : and % are written as %2F %3F %23 %40 %3A and %25',
  };
}
