import { isDeepStrictEqual } from 'node:util';
import type { Contract } from '../generate/contract.ts';
import type { Change } from './change.ts';

/** Examples bind nobody, but the mock answers with them and partners copy them. Redocly doesn't look at them. */
export function exampleChanges(base: Contract, revision: Contract): Change[] {
  const before = new Map(examplesIn(base, '#'));
  const after = new Map(examplesIn(revision, '#'));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((where) => !isDeepStrictEqual(before.get(where), after.get(where)))
    .map((where) => ({
      impact: 'patch',
      where,
      what: !before.has(where) ? 'added' : after.has(where) ? 'modified' : 'removed',
    }));
}

/** Every example below `node` with its pointer. */
function* examplesIn(node: unknown, pointer: string): Generator<[where: string, example: unknown]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const below = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!['examples', 'x-invalid-examples'].includes(key)) yield* examplesIn(value, below);
    else for (const [name, example] of Object.entries(value as object)) yield [`${below}/${name}`, example];
  }
}
