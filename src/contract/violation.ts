/** One way in which a message is outside the contract. */
export interface Violation {
  /** The field, as in `data.amount`. */
  readonly field: string;
  /** What is wrong with it: `must be >= 0`. */
  readonly problem: string;
}
