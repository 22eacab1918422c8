/** Between the JSON on the wire and the values in the program, at the fields that the contract marks as exact. */
import type { Contract } from './contract.ts';
import { type ExactField, located } from './exactFields.ts';
import { exactAt, numberText, type ParsedJson } from './json.ts';
import { decimalOfNumber, formatMoney, largestMinor, numberOfMoney, parseDecimal } from './money.ts';
import type { Violation } from './violation.ts';
import type { CallbackRequest, CommandOf, Messages, ReceivedReply } from './types.ts';

export type Decoded<Message> = { readonly message: Message } | { readonly violations: readonly Violation[] };

const largestId = 2n ** 63n - 1n;

/** A program without types may hand over a number, and nobody knows whether it means cents. */
export class NotMinorUnits extends TypeError {
  override readonly name = 'NotMinorUnits';
}

/** Reads and writes the messages of one contract, in a currency with so many decimals. */
export interface Codec<M extends Messages<M>> {
  /** The request in `json`, which it takes over and which the contract's schema of this command has accepted. */
  readonly decodeRequest: <C extends CommandOf<M>>(command: C, json: ParsedJson) => Decoded<CallbackRequest<M, C>>;
  /** The reply in `json`, which it takes over and which the contract's schema of this command's replies has accepted. */
  readonly decodeReply: <C extends CommandOf<M>>(command: C, json: ParsedJson) => Decoded<ReceivedReply<M, C>>;
  /** Throws `NotMinorUnits` where money is not a bigint. */
  readonly encodeRequest: (command: CommandOf<M>, request: object) => string;
  /** Throws `NotMinorUnits` where money is not a bigint. */
  readonly encodeReply: (command: CommandOf<M>, reply: object) => string;
  /** The same for a reply of the contract's examples, where money that is a number stands as on the wire. */
  readonly encodeExampleReply: (command: CommandOf<M>, reply: object) => string;
}

export function codecOf<M extends Messages<M>>(contract: Contract<M>, decimals: number): Codec<M> {
  const requestFields = located(contract.exactRequestFields);
  const replyFields = located(contract.exactReplyFields);
  return {
    decodeRequest: (command, json) => decode(json, requestFields(command), decimals),
    decodeReply: (command, json) => decode(json, replyFields(command), decimals),
    encodeRequest: (command, request) => {
      demandMinorUnits(request, requestFields(command));
      return encode(request, requestFields(command), decimals);
    },
    encodeReply: (command, reply) => {
      demandMinorUnits(reply, replyFields(command));
      return encode(reply, replyFields(command), decimals);
    },
    encodeExampleReply: (command, reply) => encode(reply, replyFields(command), decimals),
  };
}

/** Where the request has text that no UTF-8 can carry: half of a surrogate pair, which can stand in JSON as an escape alone. */
export function textViolations(
  { requestTextFields }: { readonly requestTextFields: Readonly<Record<string, readonly (readonly string[])[]>> },
  command: string,
  { text, value }: ParsedJson,
): readonly Violation[] {
  // Hardly any request has an escape.
  if (!text.includes('\\u')) return none;
  const broken = (requestTextFields[command] ?? []).filter((path) => {
    const item = at(value, path);
    return typeof item === 'string' && !item.isWellFormed();
  });
  return broken.map((path) => ({ field: path.join('.'), problem: 'must not have half of a surrogate pair' }));
}

const none: readonly Violation[] = [];

function demandMinorUnits(message: object, fields: readonly ExactField[]): void {
  for (const { path, kind } of fields) {
    const value = kind === 'money' ? at(message, path) : undefined;
    if (value !== undefined && typeof value !== 'bigint') {
      throw new NotMinorUnits(
        `${path.join('.')} must be a bigint in minor units, as 1050n for 10.50, not a ${typeof value}`,
      );
    }
  }
}

function decode<Message>(json: ParsedJson, fields: readonly ExactField[], decimals: number): Decoded<Message> {
  const violations: Violation[] = [];
  for (const { path, holder: holderPath, kind, key, keyEnd } of fields) {
    const holder = at(json.value, holderPath);
    if (!isObject(holder) || holder[key] === undefined) continue;
    const exact = exactAt(json, path, holder[key], keyEnd);
    const value = kind === 'money' ? decodeNumber(exact, decimals, largestMinor) : decodeId(exact);
    if (value === undefined) violations.push({ field: path.join('.'), problem: problems[kind](decimals) });
    else holder[key] = value;
  }
  // The schema has been checked by now; this is where its types are given to the value.
  return violations.length > 0 ? { violations } : { message: json.value as Message };
}

const problems = {
  money: (decimals: number) => `must have no more than ${decimals} decimals and 18 digits`,
  int64: () => `must be an integer of at most ${largestId}`,
};

function decodeNumber(item: unknown, decimals: number, largest: bigint): bigint | undefined {
  return decimalOfNumber(item, decimals) ?? parseDecimal(numberText(item), decimals, largest);
}

/** A number becomes `bigint`, a string of digits stays one: the answer is in the type of the question. */
function decodeId(item: unknown): bigint | string | undefined {
  if (typeof item === 'string') return parseDecimal(item, 0, largestId) === undefined ? undefined : item;
  const digits = plainDigits.exec(numberText(item) ?? '')?.[0];
  if (digits === undefined) return decodeNumber(item, 0, largestId);
  // Most ids have more digits than a float carries, and only digits: as decimals they would take several times as long.
  const id = BigInt(digits);
  return id > largestId ? undefined : id;
}

const plainDigits = /^[0-9]{1,19}$/;

function encode(message: object, fields: readonly ExactField[], decimals: number): string {
  let result: unknown = message;
  for (const { path, kind } of fields) {
    const value = at(message, path);
    if (typeof value === 'bigint')
      result = replaceAt(result, path, kind === 'money' ? money(value, decimals) : JSON.rawJSON(String(value)));
  }
  return JSON.stringify(result);
}

/** As `JSON.stringify` writes it exactly. */
function money(value: bigint, decimals: number): unknown {
  return numberOfMoney(value, decimals) ?? JSON.rawJSON(formatMoney(value, decimals));
}

/** What is found by the keys of the path, none of which is inherited by every object. */
function at(item: unknown, path: readonly string[]): unknown {
  let found = item;
  for (const key of path) found = isObject(found) ? found[key] : undefined;
  return found;
}

/** A copy in which the path's last key, counted from `step`, has this value. */
function replaceAt(item: unknown, path: readonly string[], value: unknown, step = 0): unknown {
  const key = path[step];
  if (key === undefined) return value;
  return isObject(item) ? { ...item, [key]: replaceAt(item[key], path, value, step + 1) } : item;
}

function isObject(item: unknown): item is Record<string, unknown> {
  return typeof item === 'object' && item !== null;
}
