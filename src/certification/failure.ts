/** Why a case does not pass. */

/** The accounts that a case may need beside the main one. */
export type OtherAccount = 'second' | 'poor' | 'blocked';

/** What a case may need that not every operator has: such an account, signatures that it verifies, or a way to restart it. */
export type Need = OtherAccount | 'signature' | 'restart';

/** The operator does not meet the requirement: what was expected of it, and what was found, in words. */
export class CaseFailed extends Error {
  override readonly name = 'CaseFailed';
  readonly expected: string;
  readonly found: string;
  /** Whether only a balance was another: who moved it is not said then. */
  readonly byBalance: boolean;
  /** The cure, where it is not that of the case. */
  readonly hint: string | undefined;

  constructor(expected: string, found: string, byBalance = false, hint?: string) {
    super(`expected ${expected}, found ${found}`);
    this.hint = hint;
    this.expected = expected;
    this.found = found;
    this.byBalance = byBalance;
  }
}

/** The case can't begin, as when a balance is too small for it. The message says what is missing. */
export class NotSetUp extends Error {
  override readonly name = 'NotSetUp';
  /** The account that has too little for it. */
  readonly poor: string | undefined;

  constructor(message: string, poor?: string) {
    super(message);
    this.poor = poor;
  }
}

/** A command was late so often that the case would only tell the same. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** The run has ended. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
