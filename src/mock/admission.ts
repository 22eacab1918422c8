/** What a request must be before its command is looked at, as the reference server has it. */
import type { IncomingMessage } from 'node:http';
import { callbackPath, commands, maxBodyBytes, results, tokenHeader } from '../../generated/protocol.ts';
import type { Violation } from '../contract/codec.ts';
import { type ParsedJson, parseJson } from '../contract/json.ts';
import type { Command } from '../contract/types.ts';
import { type HttpReply, tooLarge } from '../server/core.ts';
import { isObject, property } from './document.ts';

/** A body that names a command; nothing else is known of it yet. */
export interface Asked {
  readonly command: Command;
  readonly body: object;
  readonly json: ParsedJson;
}

/** Answers at once what needs no body: a wrong path, method, token, media type or length. */
export function refuseHead({ url = '', method, headers }: IncomingMessage, rightToken: (token: string | undefined) => boolean): HttpReply | undefined {
  if (url.split('?')[0]?.replace(/\/$/, '') !== callbackPath) return refusal(404, `callbacks are sent to ${callbackPath}`);
  if (method !== 'POST') return refusal(405, 'the method must be POST');
  const token = headers[tokenHeader];
  if (!rightToken(typeof token === 'string' ? token : undefined)) {
    return { httpStatus: 200, body: JSON.stringify({ result: results.wrongToken, status: 'ERROR' }) };
  }
  const { 'content-type': type = '', 'content-length': length, 'content-encoding': encoding = 'identity' } = headers;
  if (Number(length) > maxBodyBytes) return refusal(413, tooLarge);
  if (!jsonInUtf8.test(type)) return refusal(415, 'the Content-Type must be application/json');
  if (encoding !== 'identity') return refusal(415, 'the body must not be encoded');
  return undefined;
}

const jsonInUtf8 = /^application\/json *(; *charset *= *"?utf-8"? *)?$/i;

/** Resolves the whole body; `undefined` as soon as it is too large. One that is cut short has nobody left to be answered. */
export function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    for (const ending of ['end', 'error', 'close']) request.once(ending, () => resolve(Buffer.concat(chunks)));
  });
}

/** Finds out which command is asked for. */
export function parseBody(bytes: Uint8Array | undefined): Asked | HttpReply {
  if (!bytes) return refusal(413, tooLarge);
  const text = decodeUtf8(bytes);
  const json = text === undefined ? undefined : parseJson(text);
  if (!json) return refusal(400, 'the body is not valid JSON');
  if (!isObject(json.value)) return refusal(400, 'the body must be a JSON object');
  const name = property(json.value, 'command');
  const command = commands.find((known) => known === name);
  return command ? { command, body: json.value, json } : refusal(400, `command must be one of ${commands.join(', ')}`);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The protocol's answer to what is outside the contract. */
export function refusal(httpStatus: number, message: string): HttpReply {
  return { httpStatus, body: JSON.stringify({ result: results.failed, status: 'ERROR', message: message.slice(0, longestMessage) }) };
}

export function refuseViolations(violations: readonly Violation[]): HttpReply {
  return refusal(400, violations.map(({ field, problem }) => `${field} ${problem}`).join('; '));
}

/** The contract's limit of a message. */
const longestMessage = 2_000;
