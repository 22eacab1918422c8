/** What a request must be before a handler sees it, and the protocol's answer when it is not. */
import { isUtf8 } from 'node:buffer';
import { commands, maxBodyBytes, results, tokenHeader } from '../../generated/v1/protocol.ts';
import type { Violation } from '../contract/codec.ts';
import { readableSubject, type Subject } from '../contract/dialect.ts';
import { type ParsedJson, parseJson } from '../contract/json.ts';
import type { Command } from '../contract/types.ts';

/** Why a request is not carried out. Nothing moved. */
export interface Refusal {
  readonly httpStatus: number;
  readonly result: number;
  /** For people; names what is wrong. */
  readonly message?: string;
  /** What could be read of the request, for the log. */
  readonly subject?: Partial<Subject>;
}

/** A body that names a command; nothing else is known of it yet. */
export interface Asked {
  readonly command: Command;
  readonly body: Readonly<Record<string, unknown>>;
  readonly json: ParsedJson;
}

/** As Node gives them, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Verifies what needs no body: method, token, media type and length, cheapest first. */
export function verifyHead(
  method: string,
  headers: Headers,
  rightToken: (token: string | undefined) => boolean,
): Refusal | undefined {
  if (method !== 'POST') return violation(405, 'the method must be POST');
  const token = headers[tokenHeader];
  if (!rightToken(typeof token === 'string' ? token : undefined)) return wrongToken;
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = headers;
  if (Number(length) > maxBodyBytes) return tooLarge;
  if (typeof type !== 'string' || !jsonInUtf8.test(type))
    return violation(415, 'the Content-Type must be application/json');
  if (encoding !== undefined && encoding !== 'identity') return violation(415, 'the body must not be encoded');
  return undefined;
}

/** Finds out which command is asked for. */
export function readCommand(bytes: Buffer): Asked | Refusal {
  const text = decodeUtf8(bytes);
  const json = text === undefined ? undefined : parseJson(text);
  if (!json) return violation(400, 'the body is not valid JSON');
  const body = json.value;
  if (!isObject(body)) return violation(400, 'the body must be a JSON object');
  const command = commands.find((known) => known === body['command']);
  if (command) return { command, body, json };
  return { ...violation(400, `command must be one of ${commands.join(', ')}`), subject: readableSubject(json) };
}

/** The contract's limit of a message. */
const longestMessage = 2_000;

export function violation(httpStatus: number, message: string): Refusal {
  return { httpStatus, result: results.failed, message: message.slice(0, longestMessage) };
}

export const wrongToken: Refusal = { httpStatus: 200, result: results.wrongToken };

/** Before any work on it has begun. */
export const overloaded = violation(200, 'overloaded');

export const tooLarge = violation(413, `the body is larger than ${maxBodyBytes} bytes`);

export const unfinished = violation(400, "the body can't be read to its end");

export function violationsFound(violations: readonly Violation[]): Refusal {
  return violation(400, inWords(violations));
}

export function inWords(violations: readonly Violation[]): string {
  return violations.map(({ field, problem }) => `${field} ${problem}`).join('; ');
}

/** The refusal as JSON. */
export function bodyOf({ result, message }: Refusal): string {
  return JSON.stringify({ result, status: 'ERROR', ...(message !== undefined && { message }) });
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
