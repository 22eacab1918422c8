/** What a certification finds, as data: what the reports are made from. */

export const groups = ['panel', 'money', 'protocol', 'door'] as const;
/** The provider's own panel; money under every disturbance; the letter of the protocol; what strangers may send. */
export type Group = (typeof groups)[number];

/** A `must` that fails means not certified; a `should` is told. */
export type Level = 'must' | 'should';

/** One request and what came back, tokens removed. */
export interface Exchange {
  readonly sent: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Shortened when it is long. */
    readonly body: string;
  };
  /** Absent when nothing came back. */
  readonly received?: {
    readonly httpStatus: number;
    readonly contentType: string;
    readonly body: string;
  };
  /** Why nothing came back: late, disconnected. */
  readonly problem?: string;
  readonly durationMs: number;
}

/** A case as it is told of, without its steps. */
export interface CaseFacts {
  /** Stable: reports of different days can be compared by it. */
  readonly id: string;
  readonly group: Group;
  readonly level: Level;
  /** What is required, in one sentence. */
  readonly requirement: string;
  /** Where the contract says so. */
  readonly source: string;
  /** The likely defect and its cure. */
  readonly hint: string;
}

export type CaseResult = CaseFacts & { readonly durationMs: number } & (
    | { readonly outcome: 'passed' }
    /** The requirement does not hold. The last exchange shows it; those before it led there. */
    | {
        readonly outcome: 'failed';
        readonly expected: string;
        readonly found: string;
        readonly exchanges: readonly Exchange[];
      }
    /** Not played: something that it needs was not given. */
    | { readonly outcome: 'skipped'; readonly reason: string }
    /** Not played: what must hold before the case begins did not, as a balance that is too small. */
    | { readonly outcome: 'not-set-up'; readonly reason: string; readonly exchanges: readonly Exchange[] }
  );

export interface Certification {
  readonly url: string;
  readonly account: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly kitVersion: string;
  readonly contractVersion: string;
  /** Whether a failed `should` counts like a `must`. */
  readonly strict: boolean;
  readonly results: readonly CaseResult[];
  /** What the run moved, and whether the accounts are as they were, in sentences. */
  readonly moved: readonly string[];
  /** Why the operator could not be certified either way; then there may be no results. */
  readonly couldNotRun?: string;
}

/** 0: certified. 1: a must failed (with strict: a should). 2: inconclusive. */
export type ExitCode = 0 | 1 | 2;

/** Certified only when something was tried, nothing that counts failed, and nothing stayed without set-up. */
export function exitCodeOf({ couldNotRun, results, strict }: Certification): ExitCode {
  if (couldNotRun !== undefined) return 2;
  if (results.some(({ outcome, level }) => outcome === 'failed' && (strict || level === 'must'))) return 1;
  const tried = results.some(({ outcome }) => outcome === 'passed' || outcome === 'failed');
  return !tried || results.some(({ outcome }) => outcome === 'not-set-up') ? 2 : 0;
}
