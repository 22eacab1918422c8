/**
 * JSON without loss. `JSON.parse` turns 9007199254740993 into …992; here the digits of a number are kept
 * beside the value, for the fields that the contract marks.
 */

// Standard since ES2026 and in Node 24, not yet in TypeScript's library.
declare global {
  interface JSON {
    parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
    rawJSON(text: string): object;
  }
}

/** A number that a float does not carry faithfully, as it was written. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export interface ParsedJson {
  /** What `JSON.parse` gives: for validators. */
  readonly value: unknown;
  /** The same, but with every number that could have lost digits as `NumberText`. */
  readonly exact: unknown;
}

/** More digits than the 15 that a float always carries, or an exponent that it may round away. */
const longNumber = /[0-9](?:\.?[0-9]){15}|[0-9][eE]/;

/** Parses `text`, or tells with `undefined` that it is not JSON. */
export function parseJson(text: string): ParsedJson | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!longNumber.test(text)) return { value, exact: value };
    const exact = JSON.parse(text, (_key, item, { source }) =>
      typeof item === 'number' && source !== undefined && longNumber.test(source) ? new NumberText(source) : item,
    );
    return { value, exact };
  } catch {
    // A SyntaxError, or a RangeError from nesting too deep to walk: not a callback either way.
    return undefined;
  }
}

/** The text of a number as it was written, or as near as a float that lost nothing tells. */
export function numberText(item: unknown): string | undefined {
  if (item instanceof NumberText) return item.text;
  return typeof item === 'number' ? String(item) : undefined;
}
