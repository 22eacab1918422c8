/** HTTP by hand, for what no client would send. */
import { connect } from 'node:net';
import { callbackPath, tokenHeader } from '../../generated/v1/protocol.ts';
import { token } from './edges.ts';

export interface RawAnswer {
  readonly httpStatus: number;
  readonly headers: string;
  readonly body: string;
}

export interface Exchange {
  readonly answers: readonly RawAnswer[];
  /** All that came, also what is no complete answer. */
  readonly received: string;
  /** Whether the server has closed the connection. */
  readonly closed: boolean;
}

interface Manner {
  /** So many answers are waited for; without it, until the server closes. */
  readonly answers?: number;
  /** Says with its bytes that no more will come. */
  readonly end?: boolean;
}

/** Sends bytes over a connection of their own and resolves what came back. */
export function exchange(
  url: string,
  bytes: string | Buffer,
  { answers: awaited = Infinity, end = false }: Manner = {},
): Promise<Exchange> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let received = '';
    const done = (closed: boolean): void => {
      resolve({ answers: answersIn(received), received, closed });
      socket.destroy();
    };
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (answersIn(received).length >= awaited) done(false);
    });
    // What is reset was closed, too.
    socket.on('error', () => undefined).on('close', () => done(true));
    if (end) socket.end(bytes);
    else socket.write(bytes);
  });
}

/** The start of a request, up to the headers that a case adds. */
export function head(change: { method?: string; path?: string; version?: string } = {}): string {
  const { method = 'POST', path = callbackPath, version = '1.1' } = change;
  return `${method} ${path} HTTP/${version}\r\nHost: operator\r\n${tokenHeader}: ${token}\r\nContent-Type: application/json\r\n`;
}

export function whole(body: string, headers = '', change: Parameters<typeof head>[0] = {}): string {
  return `${head(change)}Content-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

/** Complete answers only; "100 Continue" is one. */
function answersIn(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = received; ;) {
    const headEnd = rest.indexOf('\r\n\r\n');
    const headers = rest.slice(0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(headers)?.[1] ?? 0);
    if (headEnd < 0 || rest.length < headEnd + 4 + length) return answers;
    answers.push({
      httpStatus: Number(headers.slice(9, 12)),
      headers,
      body: rest.slice(headEnd + 4, headEnd + 4 + length),
    });
    rest = rest.slice(headEnd + 4 + length);
  }
}
