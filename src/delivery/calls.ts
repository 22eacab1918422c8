/** What stands behind every method of the client: one call, sent once, with its deadline. */
import { randomUUID } from 'node:crypto';
import { codecOf } from '../contract/codec.ts';
import type { Violation } from '../contract/violation.ts';
import type { Contract } from '../contract/contract.ts';
import { ParsedJson, parseJson } from '../contract/json.ts';
import { replyViolations } from '../contract/schema.ts';
import type { CallbackData, CommandOf, Messages, ReceivedReply } from '../contract/types.ts';
import { usualDecimals } from '../contract/money.ts';
import { signerWith, type Signer } from '../contract/signature.ts';
import { rejectsWhenAborted, throwIfAborted } from './tricks/aborts.ts';

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
  /** Sends the requests, in place of the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Returns a signal that aborts after `ms` milliseconds, in place of `AbortSignal.timeout`: the deadline of a call. */
  readonly deadline?: (ms: number) => AbortSignal;
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
}

/** What came of one call. Only `replied` tells that the operator took part. */
export type CallOutcome<M extends Messages<M>, C extends CommandOf<M> = CommandOf<M>> =
  /** A reply within the contract, a refusal too. */
  | { readonly kind: 'replied'; readonly reply: ReceivedReply<M, C> }
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
  /** No connection, or one that broke. */
  | { readonly kind: 'disconnected'; readonly cause: unknown };

interface CallInit {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly parseAs: 'text';
  readonly redirect: 'manual';
  readonly bodySerializer: () => string;
}

/** Sends a body once. */
export type Post = (body: object, init: CallInit) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

export function callsTo<M extends Messages<M>>(contract: Contract<M>, options: ClientOptions) {
  const { delivery, tokenHeader } = contract;
  const codec = codecOf(contract, options.currencyDecimals ?? usualDecimals);
  const sign = options.signingSecret === undefined ? unsigned : signerWith(options.signingSecret);
  const send = options.fetch ?? fetch;
  const startDeadline = options.deadline ?? ((ms: number) => AbortSignal.timeout(ms));

  /** Sends `command` once by `post` and classifies what comes back. */
  async function call<C extends CommandOf<M>>(
    command: C,
    data: CallbackData<M, C>,
    given: CallOptions,
    post: Post,
  ): Promise<CallOutcome<M, C>> {
    const nowMs = Date.now();
    const { check = delivery[command].checks, timestamp = String(Math.floor(nowMs / 1000)) } = given;
    const request = { command, data, timestamp, check };
    const body = codec.encodeRequest(command, request);
    const headers = sign(given.webhookId ?? randomUUID(), body, nowMs);
    const deadline = startDeadline(delivery[command].deadlineMs);
    const signal = given.signal ? AbortSignal.any([deadline, given.signal]) : deadline;
    try {
      const posted = post(request, {
        headers,
        signal,
        parseAs: 'text',
        redirect: 'manual',
        bodySerializer: () => body,
      });
      const {
        data: received,
        error,
        response,
      } = await Promise.race([
        posted,
        rejectsWhenAborted(deadline),
        ...(given.signal ? [rejectsWhenAborted(given.signal)] : []),
      ]);
      const text =
        typeof received === 'string' ? received : typeof error === 'string' ? error : JSON.stringify(error ?? '');
      return response.status === 200 ? classify(command, text) : classifyError(command, response.status, text);
    } catch (cause) {
      if (deadline.aborted) return { kind: 'timed-out' };
      if (given.signal?.aborted) return { kind: 'given-up' };
      return { kind: 'disconnected', cause };
    }
  }

  function classify<C extends CommandOf<M>>(command: C, body: string): CallOutcome<M, C> {
    const json = tolerant(parseJson(body));
    if (!json) return { kind: 'broken-body', body };
    const violations = replyViolations(contract, command, 200, json.value);
    if (violations.length > 0) return { kind: 'outside-contract', violations, body };
    const decoded = codec.decodeReply(command, json);
    if ('violations' in decoded) return { kind: 'outside-contract', violations: decoded.violations, body };
    return { kind: 'replied', reply: decoded.message };
  }

  function classifyError<C extends CommandOf<M>>(command: C, httpStatus: number, body: string): CallOutcome<M, C> {
    const reply = parseJson(body)?.value;
    if (httpStatus >= 500 || replyViolations(contract, command, httpStatus, reply).length > 0)
      return { kind: 'http-error', httpStatus, body };
    return { kind: 'violation', httpStatus, message: messageOf(reply), body };
  }

  return {
    call,
    /** Every command goes to the one URL, whatever path its types have. */
    fetch: async (request: Request) => {
      const own = new Request(options.url, request);
      const response = await send(own);
      throwIfAborted(own, request);
      return response;
    },
    headers: { [tokenHeader]: options.token, accept: 'application/json' },
  };
}

const unsigned: Signer = () => ({});

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
