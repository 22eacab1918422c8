import { UnusableDatabase } from './unusable.ts';

/** Throws `UnusableDatabase` for what can't be read as a URL: pg's own error would hold it, and the password in it. */
export function requireUrl(url: string): void {
  if (!URL.canParse(url)) throw new UnusableDatabase("PostgreSQL can't be used: its URL can't be read as one.");
}
