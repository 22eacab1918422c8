/** How what stands beside the prose of the guides is written: in HTML for the page, or in Markdown. Cells are the contract's Markdown. */
export interface Notation {
  readonly table: (head: readonly string[], rows: readonly (readonly string[])[]) => string;
  readonly pair: (pair: Pair) => string;
  /** `shown` tells it to who can't see it; `svg` is what the file says, filled in. */
  readonly figure: (shown: string, file: string, svg: string) => string;
}

/** An example: a request and the reply of its name, as JSON for people. */
export interface Pair {
  readonly name: string;
  readonly summary: string;
  readonly request: string;
  readonly httpStatus: string;
  readonly reply: string;
}
