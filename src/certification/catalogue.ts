import type { Case } from './case.ts';
import { amounts } from './cases/amounts.ts';
import { cancels } from './cases/cancels.ts';
import { door } from './cases/door.ts';
import { panel } from './cases/panel.ts';
import { parallel } from './cases/parallel.ts';
import { protocol } from './cases/protocol.ts';
import { repeats } from './cases/repeats.ts';
import { replies } from './cases/replies.ts';
import { wins } from './cases/wins.ts';

/** Every case, in the order in which they are run. */
export const catalogue: readonly Case[] = [
  ...panel,
  ...amounts,
  ...repeats,
  ...wins,
  ...parallel,
  ...cancels,
  ...protocol,
  ...door,
  ...replies,
];

/** The cases that any of the patterns names: an id, or the beginning of one with a star, as in `money.*`. */
export function chosen(patterns: readonly string[]): readonly Case[] {
  if (patterns.length === 0) return catalogue;
  const matches = (id: string, pattern: string): boolean =>
    pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
  return catalogue.filter(({ id }) => patterns.some((pattern) => matches(id, pattern)));
}
