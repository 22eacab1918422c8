/** What can be read of a request that is outside the contract; only for people. */
import type { Subject } from './adapter.ts';
import { exactAt, numberText, type ParsedJson } from './json.ts';
import { visible } from './visible.ts';

/** Longer than anything that the contract allows in its place. */
const longestReadable = 255;

/** The subject as far as it can be read; a transaction's id stands in one of `idFields`. */
export function readableSubject(json: ParsedJson, idFields: readonly string[]): Partial<Subject> {
  const account = readable(json, 'account');
  const roundId = readable(json, 'round_id');
  const transactionId = idFields.map((name) => readable(json, name)).find((id) => id !== undefined);
  return { ...(account && { account }), ...(transactionId && { transactionId }), ...(roundId && { roundId }) };
}

function readable(json: ParsedJson, name: string): string | undefined {
  const { data } = isObject(json.value) ? json.value : {};
  const item = exactAt(json, ['data', name], isObject(data) ? data[name] : undefined);
  // What has been decoded by now is a bigint.
  const text = typeof item === 'string' || typeof item === 'bigint' ? String(item) : numberText(item);
  return text === undefined || text.length > longestReadable ? undefined : visible(text);
}

function isObject(item: unknown): item is Readonly<Record<string, unknown>> {
  return typeof item === 'object' && item !== null;
}
