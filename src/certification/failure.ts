/** Why a case does not pass. */

/** The accounts that a case may need beside the main one. */
export type OtherAccount = 'second' | 'poor' | 'blocked';

/** The requirement does not hold. */
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

/** The case can't begin: what it builds on does not hold. */
export class NotSetUp extends Error {
  override readonly name = 'NotSetUp';
}
