/** Why a case does not pass. */

/** The accounts that a case may need beside the main one. */
export type OtherAccount = 'second' | 'poor' | 'blocked';

/** What a case may need that not every operator has: such an account, or signatures that it verifies. */
export type Need = OtherAccount | 'signature';

/** The operator does not meet the requirement: what was expected of it, and what was found, in words. */
export class CaseFailed extends Error {
  override readonly name = 'CaseFailed';
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.expected = expected;
    this.found = found;
  }
}

/** The case can't begin, as when a balance is too small for it. The message says what is missing. */
export class NotSetUp extends Error {
  override readonly name = 'NotSetUp';
}

/** A command was late so often that the case would only tell the same. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** The run has ended. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
