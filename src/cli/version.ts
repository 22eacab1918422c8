import { readFileSync } from 'node:fs';

/** The kit's own version. */
export function version(): string {
  const text = readFileSync(new URL(import.meta.resolve('seamless-callback-kit/package.json')), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}
