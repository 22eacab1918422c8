/** One request, sent once, and what came back of it. */

/** What is to be sent, and when it is given up. */
export interface ExchangeOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From when the request leaves. To make a connection may take as long once more. */
  readonly deadlineMs: number;
  readonly startDeadline: (ms: number, over: () => void) => () => void;
  readonly signal: AbortSignal | undefined;
  /** Asked before the first byte leaves; nothing is sent when it says no. */
  readonly mayLeave: (() => boolean) | undefined;
}

export type Received =
  | { readonly kind: 'answered'; readonly httpStatus: number; readonly body: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'given-up' }
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'disconnected'; readonly cause: unknown };

/** How a request and its answer get over the wire. It reports to the exchange, and never throws. */
export type Transport = (exchange: Exchange) => void;

/** One request on its way. What is reported first is what came of it. */
export class Exchange {
  readonly options: ExchangeOptions;
  readonly received: Promise<Received>;
  /** Set by the transport: ends the request at once. */
  abort: (() => void) | undefined;
  #end: ((received: Received) => void) | undefined;
  #stopClock: (() => void) | undefined;

  constructor(options: ExchangeOptions) {
    this.options = options;
    this.received = new Promise((resolve) => (this.#end = resolve));
    const { signal } = options;
    if (signal?.aborted) this.end({ kind: 'given-up' });
    else signal?.addEventListener('abort', this.#giveUp, { once: true });
    if (!this.over) this.#startClock();
  }

  get over(): boolean {
    return this.#end === undefined;
  }

  /** Whether the first byte may leave now. Its deadline counts from here. */
  leave(): boolean {
    if (!this.over && this.options.mayLeave?.() === false) this.end({ kind: 'not-sent' });
    if (this.over) return false;
    this.#startClock();
    return true;
  }

  end(received: Received): void {
    const end = this.#end;
    if (!end) return;
    this.#end = undefined;
    this.#stopClock?.();
    this.options.signal?.removeEventListener('abort', this.#giveUp);
    end(received);
    if (received.kind !== 'answered') this.abort?.();
  }

  readonly #giveUp = (): void => this.end({ kind: 'given-up' });

  #startClock(): void {
    this.#stopClock?.();
    const { deadlineMs, startDeadline } = this.options;
    // An answer that is here already, and that a busy process has not come to read, is read first.
    this.#stopClock = startDeadline(deadlineMs, () => {
      setImmediate(() => setImmediate(() => this.end({ kind: 'timed-out' })));
    });
  }
}
