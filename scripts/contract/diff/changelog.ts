import { readFile } from 'node:fs/promises';
import { InvalidInput } from '../../../src/cli/input.ts';

/** What the change log says of one version of the kit or of the contract. */
export interface Entry {
  readonly product: 'Kit' | 'Contract';
  readonly version: string;
  /** `undefined` until it is released. */
  readonly date: string | undefined;
  /** How many changes it tells, by kind. */
  readonly changes: ReadonlyMap<string, number>;
  /** Its lines as they stand, the heading first. */
  readonly lines: readonly string[];
}

const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

export async function readChangelog(): Promise<Entry[]> {
  return parseChangelog(await readFile('CHANGELOG.md', 'utf8'));
}

/** Reads a change log in the form of Keep a Changelog with two products; a line outside that form is named. */
export function parseChangelog(text: string): Entry[] {
  const entries: (Entry & { readonly changes: Map<string, number>; readonly lines: string[] })[] = [];
  let kind: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const malformed = (mend: string): InvalidInput =>
      new InvalidInput([`CHANGELOG.md, line ${index + 1}: ${line}\n${mend}`]);
    const entry = entries.at(-1);
    if (line.startsWith('## ')) {
      entries.push({ ...heading(line, malformed), changes: new Map(), lines: [] });
      kind = undefined;
    } else if (line.startsWith('### ')) {
      kind = line.slice(4);
      if (!kinds.includes(kind)) throw malformed(`A heading of this level is one of ${kinds.join(', ')}.`);
      if (!entry) throw malformed('There must be a version above it, as in "## Kit 1.2.3 - unreleased".');
    } else if (line.startsWith('- ') && entry) {
      if (kind === undefined) throw malformed('There must be a heading above it, as in "### Added".');
      entry.changes.set(kind, (entry.changes.get(kind) ?? 0) + 1);
    }
    entries.at(-1)?.lines.push(line);
  }
  return entries;
}

function heading(line: string, malformed: (mend: string) => InvalidInput): Omit<Entry, 'changes' | 'lines'> {
  const [, product, version, date] =
    /^## (Kit|Contract) (\d+\.\d+\.\d+) - (unreleased|\d{4}-\d\d-\d\d)$/.exec(line) ?? [];
  if (product === undefined || version === undefined) {
    throw malformed(
      'A version is written "## Contract 1.2.3 - 2026-01-31", or "unreleased" in place of the date; the kit\'s begins with "## Kit".',
    );
  }
  return { product: product === 'Kit' ? 'Kit' : 'Contract', version, date: date === 'unreleased' ? undefined : date };
}
