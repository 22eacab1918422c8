/** Requests over connections that are kept and used again: each is sent once, whatever the answer. */
import { Buffer } from 'node:buffer';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import type { Exchange, Transport } from './exchange.ts';

/**
 * An idle connection is given up before an operator's server would: a request sent into one that is being
 * closed is lost, and a lost bet must be cancelled. What the server announces of its own patience goes before.
 */
const idleMs = 1_500;

export interface Connections {
  readonly transport: Transport;
  close(): Promise<void>;
}

/** At most so many connections, as many as needed when `null`, for answers of at most so many bytes. */
export function openConnections(mostConnections: number | null, maxBodyBytes: number): Connections {
  const agent = new Agent({ connections: mostConnections, keepAliveTimeout: idleMs });
  return {
    transport: (exchange) => {
      const { url, headers, body } = exchange.options;
      try {
        const { origin, path } = addressOf(url);
        // An exchange has a deadline of its own, whatever the answer is waiting for.
        const request = { origin, path, method: 'POST', headers, body, headersTimeout: 0, bodyTimeout: 0 } as const;
        agent.dispatch(request, new Answer(exchange, maxBodyBytes));
      } catch (cause) {
        exchange.end({ kind: 'disconnected', cause });
      }
    },
    close: () => agent.close(),
  };
}

/** Hears the answer, and tells the exchange. */
class Answer implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  readonly #maxBodyBytes: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #httpStatus = 0;
  #encoding: string | undefined;

  constructor(exchange: Exchange, maxBodyBytes: number) {
    this.#exchange = exchange;
    this.#maxBodyBytes = maxBodyBytes;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (!this.#exchange.leave()) controller.abort(new Error('the call is over'));
    else this.#exchange.abort = () => controller.abort(new Error('the call is over'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    httpStatus: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#httpStatus = httpStatus;
    const encoding = headers['content-encoding'];
    this.#encoding = encoding === undefined ? undefined : String(encoding).toLowerCase();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    // One sick operator must not fill the memory of all deliveries.
    if (this.#bytes > this.#maxBodyBytes) controller.abort(this.#tooLarge());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    const unpack = this.#encoding === undefined ? undefined : unpackers[this.#encoding];
    if (!unpack) this.#answered(body);
    else {
      unpack(body, { maxOutputLength: this.#maxBodyBytes }, (cause, unpacked) => {
        if (cause)
          this.#exchange.end({ kind: 'disconnected', cause: this.#isTooLarge(cause) ? this.#tooLarge() : cause });
        else this.#answered(unpacked);
      });
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#exchange.end({ kind: 'disconnected', cause });
  }

  #tooLarge(): Error {
    return new Error(`the answer is larger than ${this.#maxBodyBytes} bytes`);
  }

  #isTooLarge(error: Error): boolean {
    return 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
  }

  #answered(body: Buffer): void {
    const text = utf8.decode(body);
    this.#exchange.end({ kind: 'answered', httpStatus: this.#httpStatus, body: text });
  }
}

const utf8 = new TextDecoder();

/** What some servers do unasked. */
const unpackers: Readonly<Record<string, typeof gunzip>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflate,
  br: brotliDecompress,
};

const addresses = new Map<string, { readonly origin: string; readonly path: string }>();

/** Parsed once for each URL; there are as many as operators. */
function addressOf(url: string): { readonly origin: string; readonly path: string } {
  const known = addresses.get(url);
  if (known) return known;
  const { origin, pathname, search } = new URL(url);
  const address = { origin, path: `${pathname}${search}` };
  if (addresses.size > 10_000) addresses.clear();
  addresses.set(url, address);
  return address;
}
