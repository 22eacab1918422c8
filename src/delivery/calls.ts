/** What stands behind every method of the generated client: one call, sent once, with its deadline. */
import { delivery, tokenHeader } from '../../generated/v1/protocol.ts';
import { decodeReply, encodeRequest, type Violation } from '../contract/codec.ts';
import { ParsedJson, parseJson } from '../contract/json.ts';
import { replyViolations } from '../contract/schema.ts';
import { usualDecimals } from '../contract/money.ts';
import type { Command, ReceivedReply } from '../contract/types.ts';
import { rejectsWhenAborted, throwIfAborted } from './tricks/aborts.ts';

export interface ClientOptions {
  /** The operator's callback URL. */
  readonly url: string;
  readonly token: string;
  /** Decimals of the operator's currency; two when not given. */
  readonly currencyDecimals?: number;
  /** In place of the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** What aborts when a call's time is over, in place of a timer. */
  readonly deadline?: (ms: number) => AbortSignal;
}

export interface CallOptions {
  /** The checks to ask for, in place of the contract's. */
  readonly check?: string;
  /** Unix seconds, in place of the present time. */
  readonly timestamp?: string;
  /** Gives the call up early. */
  readonly signal?: AbortSignal;
}

/** What came of one call. Only `replied` tells that the operator took part. */
export type CallOutcome<C extends Command> =
  /** A reply within the contract, a refusal too. */
  | { readonly kind: 'replied'; readonly reply: ReceivedReply<C> }
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

interface Envelope {
  readonly timestamp: string;
  readonly check: string;
}

interface CallInit {
  readonly signal: AbortSignal;
  readonly parseAs: 'text';
  readonly redirect: 'manual';
  readonly bodySerializer: (body: object) => string;
}

type Post = (envelope: Envelope, init: CallInit) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

export function callsTo(options: ClientOptions) {
  const decimals = options.currencyDecimals ?? usualDecimals;
  const send = options.fetch ?? fetch;
  const startDeadline = options.deadline ?? ((ms: number) => AbortSignal.timeout(ms));

  /** Sends `command` once by `post` and classifies what comes back. */
  async function call<C extends Command>(command: C, given: CallOptions = {}, post: Post): Promise<CallOutcome<C>> {
    const { check = delivery[command].checks, timestamp = String(Math.floor(Date.now() / 1000)) } = given;
    const deadline = startDeadline(delivery[command].deadlineMs);
    const signal = given.signal ? AbortSignal.any([deadline, given.signal]) : deadline;
    let bug: unknown;
    const bodySerializer = (body: object): string => {
      try {
        return encodeRequest(command, body, decimals);
      } catch (error) {
        bug = error;
        throw error;
      }
    };
    try {
      const posted = post({ check, timestamp }, { signal, parseAs: 'text', redirect: 'manual', bodySerializer });
      const { data, error, response } = await Promise.race([
        posted,
        rejectsWhenAborted(deadline),
        ...(given.signal ? [rejectsWhenAborted(given.signal)] : []),
      ]);
      const text = typeof data === 'string' ? data : typeof error === 'string' ? error : JSON.stringify(error ?? '');
      return response.status === 200 ? classify(command, text) : classifyError(command, response.status, text);
    } catch (cause) {
      if (bug !== undefined) throw cause;
      if (deadline.aborted) return { kind: 'timed-out' };
      if (given.signal?.aborted) return { kind: 'given-up' };
      return { kind: 'disconnected', cause };
    }
  }

  function classify<C extends Command>(command: C, body: string): CallOutcome<C> {
    const json = tolerant(parseJson(body));
    if (!json) return { kind: 'broken-body', body };
    const violations = replyViolations(command, 200, json.value);
    if (violations.length > 0) return { kind: 'outside-contract', violations, body };
    const decoded = decodeReply(command, json, decimals);
    if ('violations' in decoded) return { kind: 'outside-contract', violations: decoded.violations, body };
    return { kind: 'replied', reply: decoded.message };
  }

  function classifyError<C extends Command>(command: C, httpStatus: number, body: string): CallOutcome<C> {
    const reply = parseJson(body)?.value;
    if (httpStatus >= 500 || replyViolations(command, httpStatus, reply).length > 0)
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
