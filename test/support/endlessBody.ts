import { Readable } from 'node:stream';

/** Comes as fast as it is read, and does not end. */
export const endlessBody = (): Readable => Readable.from(spaces());

function* spaces(): Generator<string> {
  for (;;) yield ' '.repeat(65_536);
}
