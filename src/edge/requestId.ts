import { randomBytes } from 'node:crypto';

/** Of this process alone. */
const origin = randomBytes(8).toString('hex');
let last = 0;

/** Unique among all processes, and cheaper than randomness for each. */
export function newRequestId(): string {
  return `${origin}-${(++last).toString(36)}`;
}
