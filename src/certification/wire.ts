/** Requests as they are on the wire, right or wrong, and what comes back. */
import { type Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { numberText, parseJson } from '../contract/json.ts';
import { parseMoney } from '../contract/money.ts';
import { reasonOf } from '../contract/reason.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { Exchange } from './verdict.ts';

export interface WireRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** `false`: a connection of its own. */
  readonly agent: Agent | false;
  /** Nothing that comes later counts. */
  readonly patienceMs: number;
}

/** What came back, read as tolerantly as can be: what is wrong with its form is verified by cases of its own. */
export interface Answer {
  /** As it is shown: without the token, and shortened. */
  readonly exchange: Exchange;
  /** The body as it came, which is what is verified; empty when nothing came back. */
  readonly text: string;
  /** The JSON, as far as it is some. */
  readonly value: unknown;
  /** `result`, also when it is a string of digits. */
  readonly result: number | undefined;
  /** `data.balance` in minor units, also when it is a string; nothing when it has too many decimals. */
  readonly balanceMinor: AmountMinor | undefined;
}

/** Pages of errors may be long, and are verified too; what is longer than this is not read on. */
const mostReplyBytes = 2 ** 20;

/** What a reader of requests and answers has to know beside them. */
export interface Known {
  /** The header that carries the token, in lower case. */
  readonly tokenHeader: string;
  readonly token: string;
  readonly currencyDecimals: number;
}

/** Long bodies are shown by their beginning. */
const shownLength = 2_000;

export async function exchange(request: WireRequest, { tokenHeader, token, currencyDecimals }: Known): Promise<Answer> {
  const begun = performance.now();
  const hide = (text: string): string => (token === '' ? text : text.replaceAll(token, '<token>'));
  const { method, headers, body } = request;
  const shown = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name.toLowerCase() === tokenHeader && value !== token ? '<a changed token>' : hide(value),
    ]),
  );
  const sent = {
    method,
    headers: shown,
    body: shortened(hide(typeof body === 'string' ? body : Buffer.from(body).toString('latin1'))),
  };
  try {
    const { httpStatus, contentType, text } = await send(request);
    const received = { httpStatus, contentType, body: shortened(hide(text)) };
    return {
      exchange: { sent, received, durationMs: performance.now() - begun },
      text,
      ...read(text, currencyDecimals),
    };
  } catch (error) {
    const problem = hide(reasonOf(error));
    return {
      exchange: { sent, problem, durationMs: performance.now() - begun },
      text: '',
      value: undefined,
      result: undefined,
      balanceMinor: undefined,
    };
  }
}

function send({
  url,
  method,
  headers,
  body,
  agent,
  patienceMs,
}: WireRequest): Promise<{ httpStatus: number; contentType: string; text: string }> {
  return new Promise((resolve, reject) => {
    const open = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = open(
      url,
      { method, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) }, agent },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > mostReplyBytes) fail(new Error(`the reply is larger than ${mostReplyBytes} bytes`));
          else chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(late);
          resolve({
            httpStatus: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    const fail = (error: Error): void => {
      clearTimeout(late);
      request.destroy();
      reject(error);
    };
    const late = setTimeout(() => fail(new Error(`no answer within ${Math.round(patienceMs)} ms`)), patienceMs);
    request.on('error', fail);
    // Node gives the connection away then, and says nothing more of the request.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new Error('the answer is HTTP 101, which nobody asked for'));
    });
    request.end(body);
  });
}

function shortened(text: string): string {
  return text.length <= shownLength
    ? text
    : `${text.slice(0, shownLength)} … (${text.length - shownLength} more characters)`;
}

function read(text: string, currencyDecimals: number): Pick<Answer, 'value' | 'result' | 'balanceMinor'> {
  const json = parseJson(text);
  const result = property(json?.value, 'result');
  const balance = property(property(json?.exact, 'data'), 'balance');
  const digits = typeof balance === 'string' ? balance : numberText(balance);
  return {
    value: json?.value,
    result:
      typeof result === 'number'
        ? result
        : typeof result === 'string' && /^[0-9]+$/.test(result)
          ? Number(result)
          : undefined,
    balanceMinor: digits === undefined ? undefined : parseMoney(digits, currencyDecimals),
  };
}

export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
