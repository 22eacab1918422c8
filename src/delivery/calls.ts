/** What stands behind every method of the client: one call, sent once, with its deadline. */
import { randomUUID } from 'node:crypto';
import { codecOf } from '../contract/codec.ts';
import type { Violation } from '../contract/violation.ts';
import type { Contract } from '../contract/contract.ts';
import { ParsedJson, parseJson } from '../contract/json.ts';
import { replyViolations } from '../contract/schema.ts';
import type { CallbackData, CommandOf, Messages, ReceivedReply } from '../contract/types.ts';
import { usualDecimals } from '../contract/money.ts';
import { signerWith } from '../contract/signature.ts';
import { after } from './clock.ts';
import { openConnections } from './connections.ts';
import { Exchange, type Received, type Transport } from './exchange.ts';

/** Which operator a client calls, and how. */
export interface ClientOptions {
  /** The operator's callback URL. */
  readonly url: string;
  /** The operator's token. */
  readonly token: string;
  /** How many decimals the operator's currency has; two when not given. */
  readonly currencyDecimals?: number;
  /** By which requests are signed, beside the token: `whsec_` and then 24 to 64 bytes in base64. They are not when it is not given. */
  readonly signingSecret?: string;
  /** Sends the requests, in place of the client's own connections, which send each once whatever the answer. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Sends the requests over connections that are kept elsewhere. */
  readonly transport?: Transport;
  /** Calls `over` after `ms` milliseconds, unless what it returns is called before; in place of `setTimeout`: the deadline of a call. */
  readonly deadline?: (ms: number, over: () => void) => () => void;
}

/** What one call does otherwise than the contract has it. */
export interface CallOptions {
  /** The checks to ask for, as in `21,22`, in place of the command's `x-delivery.checks` in the contract. */
  readonly check?: string;
  /** Unix seconds as digits, in place of the present time. */
  readonly timestamp?: string;
  /** The `webhook-id` of a signed request: printable ASCII without a full stop. One of its own when not given. */
  readonly webhookId?: string;
  /** When it aborts, the call is given up: its outcome is `given-up`. */
  readonly signal?: AbortSignal;
  /** Asked before the first byte leaves. When it says no, nothing is sent: the outcome is `not-sent`. */
  readonly mayLeave?: () => boolean;
}

/** What came of one call. Only `replied` tells that the operator took part. */
export type CallOutcome<M extends Messages<M>, C extends CommandOf<M> = CommandOf<M>> =
  /** A reply within the contract, a refusal too. */
  | { readonly kind: 'replied'; readonly reply: ReceivedReply<M, C>; readonly body: string }
  /** HTTP 4xx in the contract's own words: the operator holds the request for one outside the contract. */
  | { readonly kind: 'violation'; readonly httpStatus: number; readonly message: string; readonly body: string }
  /** Any other status that is not 200. */
  | { readonly kind: 'http-error'; readonly httpStatus: number; readonly body: string }
  /** HTTP 200 with something that is not JSON. */
  | { readonly kind: 'broken-body'; readonly body: string }
  /** HTTP 200 with JSON that the contract does not have for this command. */
  | { readonly kind: 'outside-contract'; readonly violations: readonly Violation[]; readonly body: string }
  /** No whole answer within the deadline. */
  | { readonly kind: 'timed-out' }
  /** Given up by the caller's signal. */
  | { readonly kind: 'given-up' }
  /** Nothing was sent: `mayLeave` said no. */
  | { readonly kind: 'not-sent' }
  /** No connection, or one that broke. */
  | { readonly kind: 'disconnected'; readonly cause: unknown };

/** Sends a request once. */
export type Post = (request: object, exchange: Exchange) => Promise<Received>;

/** For clients that were given no transport: over as many connections as are needed at the time. */
let common: Transport | undefined;

export function callsTo<M extends Messages<M>>(contract: Contract<M>, options: ClientOptions) {
  const { delivery, tokenHeader, maxBodyBytes } = contract;
  const { url, fetch, deadline: startDeadline = after } = options;
  const codec = codecOf(contract, options.currencyDecimals ?? usualDecimals);
  const sign = options.signingSecret === undefined ? undefined : signerWith(options.signingSecret);
  const transport =
    options.transport ?? (fetch ? transportBy(fetch) : (common ??= openConnections(null, maxBodyBytes).transport));
  const fixedHeaders = {
    [spelt(tokenHeader)]: options.token,
    Accept: 'application/json',
    'Content-Type': 'application/json',
    'User-Agent': 'seamless-callback-kit',
  };

  /** Sends `command` once by `post` and classifies what comes back. */
  async function call<C extends CommandOf<M>>(
    command: C,
    data: CallbackData<M, C>,
    given: CallOptions,
    post: Post,
  ): Promise<CallOutcome<M, C>> {
    const nowMs = Date.now();
    const { checks, deadlineMs } = delivery[command];
    const { check = checks, timestamp = String(Math.floor(nowMs / 1000)), signal, mayLeave } = given;
    const request = { command, data, timestamp, check };
    const body = codec.encodeRequest(command, request);
    const headers = sign ? { ...fixedHeaders, ...sign(given.webhookId ?? randomUUID(), body, nowMs) } : fixedHeaders;
    const exchange = new Exchange({ url, headers, body, deadlineMs, startDeadline, signal, mayLeave });
    const received = exchange.over ? await exchange.received : await post(request, exchange);
    if (received.kind !== 'answered') return received;
    return received.httpStatus === 200
      ? classify(command, received.body)
      : classifyError(command, received.httpStatus, received.body);
  }

  function classify<C extends CommandOf<M>>(command: C, body: string): CallOutcome<M, C> {
    const json = tolerant(parseJson(body));
    if (!json) return { kind: 'broken-body', body };
    const violations = replyViolations(contract, command, 200, json.value);
    if (violations.length > 0) return { kind: 'outside-contract', violations, body };
    const decoded = codec.decodeReply(command, json);
    if ('violations' in decoded) return { kind: 'outside-contract', violations: decoded.violations, body };
    return { kind: 'replied', reply: decoded.message, body };
  }

  function classifyError<C extends CommandOf<M>>(command: C, httpStatus: number, body: string): CallOutcome<M, C> {
    const reply = parseJson(body)?.value;
    if (httpStatus >= 500 || replyViolations(contract, command, httpStatus, reply).length > 0)
      return { kind: 'http-error', httpStatus, body };
    return { kind: 'violation', httpStatus, message: messageOf(reply), body };
  }

  return { call, transport };
}

/** As the contract's examples write a header's name: some servers look for it by its case. */
function spelt(header: string): string {
  return header.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** Over a `fetch` that somebody has given. */
function transportBy(fetch: (request: Request) => Promise<Response>): Transport {
  return (exchange) => {
    const { url, headers, body } = exchange.options;
    if (!exchange.leave()) return;
    const giveUp = new AbortController();
    exchange.abort = () => giveUp.abort();
    fetch(new Request(url, { method: 'POST', headers, body, redirect: 'manual', signal: giveUp.signal }))
      .then(async (response) =>
        exchange.end({ kind: 'answered', httpStatus: response.status, body: await response.text() }),
      )
      .catch((cause: unknown) => exchange.end({ kind: 'disconnected', cause }));
  };
}

/** Some operators send `result` as a string of digits. */
function tolerant(json: ParsedJson | undefined): ParsedJson | undefined {
  if (!json) return undefined;
  const reply = json.value;
  if (typeof reply !== 'object' || reply === null || !('result' in reply)) return json;
  const { result } = reply;
  if (typeof result !== 'string' || !/^[0-9]+$/.test(result)) return json;
  return new ParsedJson(json.text, { ...reply, result: Number(result) });
}

function messageOf(reply: unknown): string {
  return typeof reply === 'object' && reply !== null && 'message' in reply ? String(reply.message) : '';
}
