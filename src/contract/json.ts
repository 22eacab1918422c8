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

/** More digits than the 15 that a float always carries, or an exponent that it may round away. */
const longNumber = /[0-9](?:\.?[0-9]){15}|[0-9][eE]/;

export class ParsedJson {
  readonly text: string;
  /** What `JSON.parse` gives: for validators. */
  readonly value: unknown;

  constructor(text: string, value: unknown) {
    this.text = text;
    this.value = value;
  }

  /**
   * The same, but with every number that could have lost digits as `NumberText`; undefined when it is nested too deep.
   * Made when it is asked for, since it costs several times what `value` does.
   */
  get exact(): unknown {
    if (!longNumber.test(this.text)) return this.value;
    try {
      return JSON.parse(this.text, (_key, item, { source }) =>
        typeof item === 'number' && source !== undefined ? kept(item, source) : item,
      );
    } catch {
      // A RangeError: `JSON.parse` itself needs no stack, walking does.
      return undefined;
    }
  }
}

/** Parses `text`, or tells with `undefined` that it is not JSON. */
export function parseJson(text: string): ParsedJson | undefined {
  try {
    return new ParsedJson(text, JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * What `exact` holds at a path that leads to `item` in `value`. A key that stands once in a text without escapes is the
 * path's own, and its digits can be read without parsing again. It is searched for without its first quotation mark: a
 * text has too many of these to be searched quickly.
 */
export function exactAt(
  json: ParsedJson,
  path: readonly string[],
  item: unknown,
  keyEnd = `${path.at(-1) ?? ''}"`,
): unknown {
  if (typeof item !== 'number') return item;
  const { text } = json;
  const at = text.indexOf(keyEnd);
  if (at >= 0 && text.indexOf(keyEnd, at + 1) < 0 && !text.includes('\\'))
    return kept(item, numberBehind(text, at + keyEnd.length));
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    json.exact,
  );
}

/** The digits behind a key that ends here: behind a colon, and what space there is. */
function numberBehind(text: string, from: number): string {
  let start = from;
  while (start < text.length && !isInNumber(text.charCodeAt(start))) start++;
  let end = start;
  while (isInNumber(text.charCodeAt(end))) end++;
  return text.slice(start, end);
}

/** Of `+-.0123456789Ee`, and never true behind the text's end. */
function isInNumber(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46 || code === 45 || code === 43 || code === 69 || code === 101;
}

function kept(item: number, source: string): number | NumberText {
  return source.length > 15 || source.includes('e') || source.includes('E') ? new NumberText(source) : item;
}

/** The text of a number as it was written, or as near as a float that lost nothing tells. */
export function numberText(item: unknown): string | undefined {
  if (item instanceof NumberText) return item.text;
  return typeof item === 'number' ? String(item) : undefined;
}
