/** What a certification finds, as data: what the reports are made from. */

export const groups = ['panel', 'money', 'protocol', 'door'] as const;
/**
 * What a case is about. `panel`: what the provider's own test panel tries. `money`: no disturbance loses or doubles
 * money. `protocol`: the form of requests and replies. `door`: what strangers and broken senders may send.
 */
export type Group = (typeof groups)[number];

/** With a failed `must` an operator is not certified. A failed `should` is only reported, unless the run is strict. */
export type Level = 'must' | 'should';

/** One request and what came back, without tokens. */
export interface Exchange {
  /** What was asked, in a word: the command where it is one. */
  readonly title: string;
  readonly sent: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Only its beginning when it is long. */
    readonly body: string;
  };
  /** Absent when nothing came back. */
  readonly received?: {
    readonly httpStatus: number;
    readonly contentType: string;
    readonly body: string;
  };
  /** Why nothing came back, in words: too late, or disconnected. */
  readonly problem?: string;
  /** From the request to the end of the answer, in milliseconds. */
  readonly durationMs: number;
}

/** What a report says of a case, whatever came of it. */
export interface CaseFacts {
  /** As `money.cancel.before-bet`. It stays the same from version to version, so that reports can be compared. */
  readonly id: string;
  readonly group: Group;
  readonly level: Level;
  /** What is required, in one sentence. */
  readonly requirement: string;
  /** Where the requirement stands in the contract or its documentation. */
  readonly source: string;
  /** The likely defect in the operator's code, and how to mend it. */
  readonly hint: string;
}

/** What the provider's own panel will show of one of its scenarios. */
export interface Scenario {
  readonly command: string;
  /** The checks asked. */
  readonly check: string;
  /** What came back; absent when nothing did. */
  readonly result?: number;
  /** As decimals, where they are known; before it only where it moves money. */
  readonly balanceBefore?: string;
  readonly balanceAfter?: string;
  readonly exchange: Exchange;
}

/** What came of a case. */
export type CaseResult = CaseFacts & {
  readonly durationMs: number;
  readonly scenario?: Scenario;
  /** What should be known besides; it fails nothing. */
  readonly note?: string;
} & (
    | { readonly outcome: 'passed' }
    /** The operator does not meet the requirement. The last exchange shows it; the others are the steps before it. */
    | {
        readonly outcome: 'failed';
        readonly expected: string;
        readonly found: string;
        readonly exchanges: readonly Exchange[];
      }
    /** Not run: something that it needs was not given. */
    | { readonly outcome: 'skipped'; readonly reason: string }
    /** Not run to its end: it could not begin, as when a balance was too small. */
    | { readonly outcome: 'not-set-up'; readonly reason: string; readonly exchanges: readonly Exchange[] }
  );

/** What a run found: the content of `report.json` beside the verdict, and what all other reports are made from. */
export interface Certification {
  /** The callback URL, without its query. */
  readonly url: string;
  /** The main account. */
  readonly account: string;
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  /** Of the whole run, in milliseconds. */
  readonly durationMs: number;
  readonly kitVersion: string;
  /** The name of the contract, as in `v1`. */
  readonly contract: string;
  readonly contractVersion: string;
  /** Whether a failed `should` counts like a `must`. */
  readonly strict: boolean;
  /** In the order in which the cases were run. */
  readonly results: readonly CaseResult[];
  /** One sentence for each account: its balance before and after the run. */
  readonly moved: readonly string[];
  /** Why the run ended without a verdict, in words; then there may be no results. */
  readonly couldNotRun?: string;
  /** Why the operator is not certified though not all cases were run: it hangs, or answers in another way than the protocol's. */
  readonly couldNotPass?: string;
  /** Whether somebody ended the run. */
  readonly interrupted?: boolean;
}

/**
 * 0: certified. 1: not certified, since a `must` (in a strict run, or a `should`) failed, or the operator hangs or answers
 * nothing of the protocol. 2: inconclusive. 130: interrupted, as a shell tells it.
 */
export type ExitCode = 0 | 1 | 2 | 130;

/**
 * An operator is certified when at least one case passed or failed, none that counts failed, and none was `not-set-up`.
 */
export function exitCodeOf({ couldNotRun, couldNotPass, interrupted, results, strict }: Certification): ExitCode {
  if (interrupted === true) return 130;
  if (couldNotPass !== undefined) return 1;
  if (couldNotRun !== undefined) return 2;
  if (results.some(({ outcome, level }) => outcome === 'failed' && (strict || level === 'must'))) return 1;
  const tried = results.some(({ outcome }) => outcome === 'passed' || outcome === 'failed');
  return !tried || results.some(({ outcome }) => outcome === 'not-set-up') ? 2 : 0;
}
