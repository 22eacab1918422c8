/** The `Prefer` header, by which a single request chooses its answer. */
import type { Violation } from '../contract/violation.ts';
import type { CommandExamples, Example } from './examples.ts';
import { type Fault, faultKinds, isFault } from './faults.ts';

export interface Preferences {
  readonly example?: Example;
  readonly httpStatus?: number;
  readonly dynamic?: boolean;
  readonly seed?: string;
  readonly fault?: Fault;
  readonly waitMs?: number;
}

type Read = Preferences | { readonly problem: string };

/** Longer than any deadline, and short enough for a test. */
export const longestWaitMs = 60_000;

/** What each preference accepts, for a command that has these examples. */
const readers: Readonly<Record<string, (value: string, examples: CommandExamples) => Read>> = {
  example: (value, { all }) => {
    const example = all.find(({ name }) => name === value);
    return example ? { example } : { problem: `must be one of ${all.map(({ name }) => name).join(', ')}` };
  },
  code: (value, { httpStatuses }) => {
    const httpStatus = httpStatuses.find((known) => String(known) === value);
    return httpStatus === undefined ? { problem: `must be one of ${httpStatuses.join(', ')}` } : { httpStatus };
  },
  dynamic: (value) =>
    value === 'true' || value === 'false' ? { dynamic: value === 'true' } : { problem: 'must be true or false' },
  seed: (value) => (isSeed(value) ? { seed: value } : { problem: 'must be a whole number' }),
  fault: (value) => (isFault(value) ? { fault: value } : { problem: `must be one of ${faultKinds.join(', ')}` }),
  wait: (value) => {
    const waitMs = /^[0-9]{1,6}$/.test(value) ? Number(value) : NaN;
    return waitMs <= longestWaitMs
      ? { waitMs }
      : { problem: `must be a whole number of milliseconds from 0 to ${longestWaitMs}` };
  },
};

export function isSeed(text: string): boolean {
  return /^[0-9]{1,15}$/.test(text);
}

/** Reads `Prefer: example=bet.failed, wait=500`. What it does not know is a mistake, and named as one. */
export function parsePrefer(
  header: string,
  examples: CommandExamples,
): Preferences | { readonly violations: readonly Violation[] } {
  let preferences: Preferences = {};
  const violations: Violation[] = [];
  for (const [name, value] of parts(header)) {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    const read = reader?.(value, examples) ?? { problem: `is unknown; there are ${Object.keys(readers).join(', ')}` };
    if ('problem' in read) violations.push({ field: `Prefer ${name}`, problem: read.problem });
    else preferences = { ...preferences, ...read };
  }
  violations.push(...contradictions(preferences));
  return violations.length > 0 ? { violations } : preferences;
}

function parts(header: string): (readonly [name: string, value: string])[] {
  const given = header
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return given.map((part) => {
    const [name = '', ...value] = part.split('=');
    return [
      name.trim().toLowerCase(),
      value
        .join('=')
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    ];
  });
}

function contradictions({ example, httpStatus, dynamic }: Preferences): Violation[] {
  if (!example) return [];
  const found: Violation[] = [];
  if (dynamic) found.push({ field: 'Prefer example', problem: 'must not be given with dynamic=true' });
  if (httpStatus !== undefined && httpStatus !== example.httpStatus) {
    found.push({ field: 'Prefer code', problem: `must be ${example.httpStatus}, where ${example.name} stands` });
  }
  return found;
}
