/** What a request must be before a handler sees it, and the protocol's answer when it is not. */
import { isUtf8 } from 'node:buffer';
import type { Violation } from '../contract/violation.ts';
import type { Subject } from '../contract/adapter.ts';
import type { AnyContract } from '../contract/contract.ts';
import { type ParsedJson, parseJson } from '../contract/json.ts';

/** Why a request is not carried out. Nothing moved. */
export interface Refusal {
  readonly httpStatus: number;
  readonly result: 'failed' | 'wrongToken';
  /** For people; names what is wrong. */
  readonly message?: string;
  /** What could be read of the request, for the log. */
  readonly subject?: Partial<Subject>;
}

/** A body that is JSON; nothing else is known of it yet. */
export interface ParsedBody {
  readonly body: Readonly<Record<string, unknown>>;
  readonly json: ParsedJson;
}

/** As Node gives them, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Verifies what needs no body: method, token, media type and length, cheapest first. */
export function verifyHead(
  envelope: Envelope,
  method: string,
  headers: Headers,
  rightToken: (token: string | undefined) => boolean,
): Refusal | undefined {
  return (
    demandPost(method) ??
    (rightToken(tokenIn(envelope, headers)) ? undefined : wrongToken) ??
    verifyContent(envelope, headers)
  );
}

export function demandPost(method: string): Refusal | undefined {
  return method === 'POST' ? undefined : violation(405, 'the method must be POST');
}

export function tokenIn({ tokenHeader }: Pick<Envelope, 'tokenHeader'>, headers: Headers): string | undefined {
  const token = headers[tokenHeader];
  return typeof token === 'string' ? token : undefined;
}

/** Verifies what the head says of the body. */
export function verifyContent({ maxBodyBytes }: Pick<Envelope, 'maxBodyBytes'>, headers: Headers): Refusal | undefined {
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = headers;
  if (Number(length) > maxBodyBytes) return tooLarge(maxBodyBytes);
  if (typeof type !== 'string' || !jsonInUtf8.test(type))
    return violation(415, 'the Content-Type must be application/json');
  if (encoding !== undefined && encoding !== 'identity') return violation(415, 'the body must not be encoded');
  return undefined;
}

/** What all that is refused unread has to know of a contract. */
export type Envelope = Pick<AnyContract, 'tokenHeader' | 'maxBodyBytes' | 'results'>;

/** Reads the JSON of a body, without loss. */
export function parseBody(bytes: Buffer): ParsedBody | Refusal {
  const text = decodeUtf8(bytes);
  const json = text === undefined ? undefined : parseJson(text);
  if (!json) return violation(400, 'the body is not valid JSON');
  const body = json.value;
  if (!isObject(body)) return violation(400, 'the body must be a JSON object');
  return { body, json };
}

/** The contract's limit of a message. */
const longestMessage = 2_000;

export function violation(httpStatus: number, message: string): Refusal {
  return { httpStatus, result: 'failed', message: message.slice(0, longestMessage) };
}

export const wrongToken: Refusal = { httpStatus: 200, result: 'wrongToken' };

/** Before any work on it has begun. */
export const overloaded = violation(200, 'overloaded');

export function tooLarge(maxBodyBytes: number): Refusal {
  return violation(413, `the body is larger than ${maxBodyBytes} bytes`);
}

export const unfinished = violation(400, "the body can't be read to its end");

/** Of a command that the contract does not have. */
export function noSuchCommand({ commands }: Pick<AnyContract, 'commands'>): Refusal {
  return violation(400, `command must be one of ${commands.join(', ')}`);
}

export function violationsFound(violations: readonly Violation[]): Refusal {
  return violation(400, inWords(violations));
}

export function inWords(violations: readonly Violation[]): string {
  return violations.map(({ field, problem }) => `${field} ${problem}`).join('; ');
}

/** The refusal as JSON, in the contract's codes. */
export function bodyOf({ results }: Pick<Envelope, 'results'>, { result, message }: Refusal): string {
  return JSON.stringify({ result: results[result], status: 'ERROR', ...(message !== undefined && { message }) });
}

const jsonInUtf8 = /^application\/json *(; *charset *= *"?utf-8"? *)?$/i;

function decodeUtf8(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  // A byte order mark is no part of the text.
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
