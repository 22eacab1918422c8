/** Requests as they are on the wire, right or wrong, and what comes back. */
import { type Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { reasonOf } from '../contract/reason.ts';
import { type Answer, type Loss, read } from './answer.ts';
import type { Exchange } from './verdict.ts';

export interface WireRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Without a length. */
  readonly chunked?: boolean;
  /** Ends the connection so long after the request has left. */
  readonly hangUpAfterMs?: number;
  /** `false`: a connection of its own. */
  readonly agent: Agent | false;
  /** Nothing that comes later counts. */
  readonly patienceMs: number;
  /** What is asked, for the reports. */
  readonly title: string;
}

/** Nothing came back. */
class Lost extends Error {
  readonly loss: Loss;

  constructor(message: string, loss: Loss) {
    super(message);
    this.loss = loss;
  }
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
  const { title, method, headers, body } = request;
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
  const shownOf = (came: Pick<Exchange, 'received' | 'problem'>): Exchange => ({
    title,
    sent,
    ...came,
    durationMs: performance.now() - begun,
  });
  try {
    const { httpStatus, contentType, text } = await send(request);
    const shownReply = { received: { httpStatus, contentType, body: shortened(hide(text)) } };
    return { exchange: shownOf(shownReply), text, ...read(text, currencyDecimals) };
  } catch (error) {
    const loss = error instanceof Lost ? error.loss : 'broken';
    return { exchange: shownOf({ problem: hide(reasonOf(error)) }), text: '', ...read('', currencyDecimals), loss };
  }
}

function send({
  url,
  method,
  headers,
  body,
  agent,
  patienceMs,
  chunked = false,
  hangUpAfterMs,
}: WireRequest): Promise<{ httpStatus: number; contentType: string; text: string }> {
  return new Promise((resolve, reject) => {
    const length = chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': String(Buffer.byteLength(body)) };
    const open = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = open(url, { method, headers: { ...headers, ...length }, agent }, (response) => {
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
          // A byte order mark is no JSON, and is to be seen.
          text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks)),
        });
      });
    });
    const fail = (error: Error): void => {
      clearTimeout(late);
      request.destroy();
      reject(error);
    };
    let connected = false;
    request.on('socket', (socket) => {
      if (!socket.connecting) connected = true;
      else socket.once('connect', () => (connected = true));
    });
    const loss = (): Loss => (connected ? 'hanging' : 'unreachable');
    const waited = `no answer within ${Math.round(patienceMs)} ms`;
    const late = setTimeout(() => fail(new Lost(waited, loss())), patienceMs);
    request.on('error', (error) => fail(connected ? error : new Lost(reasonOf(error), 'unreachable')));
    // Node gives the connection away then, and says nothing more of the request.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new Error('the answer is HTTP 101, which nobody asked for'));
    });
    if (hangUpAfterMs !== undefined)
      request.on('finish', () => setTimeout(() => fail(new Error('hung up before the answer')), hangUpAfterMs));
    request.end(body);
  });
}

function shortened(text: string): string {
  return text.length <= shownLength
    ? text
    : `${text.slice(0, shownLength)} … (${text.length - shownLength} more characters)`;
}
