/**
 * The callback endpoint without a framework: method, headers and raw body in; status and reply out. What
 * reads the body and validates it against the contract's schema is the adapter's (see `router.ts` and `listener.ts`).
 */
import { delivery } from '../../generated/v1/protocol.ts';
import { parseChecks } from '../contract/checks.ts';
import { decodeRequest, encodeReply, NotMinorUnits, textViolations, type Violation } from '../contract/codec.ts';
import { readableSubject, subjectOf } from '../contract/dialect.ts';
import { tell } from '../contract/observer.ts';
import { replyViolations } from '../contract/schema.ts';
import type { AmountMinor, CallbackRequest, Command } from '../contract/types.ts';
import { addressVerifier } from './addresses.ts';
import {
  type Asked,
  bodyOf,
  type Headers,
  inWords,
  readCommand,
  verifyHead,
  overloaded,
  type Refusal,
  violation,
  violationsFound,
  wrongToken,
} from './admission.ts';
import { type HandlersByCommand, NotedContext } from './handler.ts';
import { createLoadShedder } from './shedding.ts';
import { tokenVerifier } from './token.ts';

/** How callbacks are answered, whatever handlers answer them. */
export interface ServerOptions {
  /**
   * The tokens that are valid, of which a request has one in its header `Callback-Token` (the contract's security scheme);
   * two while one replaces the other. At least one, and none of them empty. Any other token is answered with result 100.
   */
  readonly tokens: readonly string[];
  /**
   * Who may call: addresses and networks, as in `192.0.2.7` and `10.0.0.0/8`. Anybody when it is not given. Others are
   * answered as with a wrong token.
   */
  readonly allowedAddresses?: readonly string[] | undefined;
  /** Decimals of the operator's currency, by which amounts on the wire become minor units; 2 when not given. */
  readonly currencyDecimals?: number;
  /**
   * Whether replies are validated against the contract's schemas before they are sent; one outside of them becomes HTTP
   * 500. Meant for development and tests, and on unless NODE_ENV is `production`: a validator must never
   * turn a committed movement into an error.
   */
  readonly checkReplies?: boolean;
  /** Told of every callback once its answer is known. What it throws, or rejects with, becomes a warning of the process. */
  readonly observe?: (event: CallbackEvent) => void | Promise<void>;
}

/** What happened to one callback, for logs and figures. */
export interface CallbackEvent {
  /** The answer's `X-Request-Id`. Empty when the callback was shed before it was given one. */
  readonly requestId: string;
  /** The status of the answer: 200 for every outcome, 4xx for a request outside the contract, 500 for an unknown outcome. */
  readonly httpStatus: number;
  /** The result code of the answer, one of the contract's `results`. */
  readonly result: number;
  /** From the arrival of the request's head to its answer, in milliseconds. */
  readonly durationMs: number;
  /** Absent when the request names none that the contract knows, or was refused before its body was read. */
  readonly command?: Command;
  /** The player. Of a refused request, this and the next two are there as far as they could be read: made visible, at most 255 characters. */
  readonly account?: string;
  /** The `trans_id` of the request, digit for digit. */
  readonly transactionId?: string;
  /** The `round_id` of the request. */
  readonly roundId?: string;
  /** The `amount` of the request in minor units. */
  readonly amountMinor?: AmountMinor;
  /** What the handler added by `context.note`, checks that were ignored, and `shed` for what was too much. */
  readonly notes?: readonly string[];
  /** Why the request, or the handler's reply, is outside the contract. */
  readonly problem?: string;
  /** What the handler threw or rejected with; the outcome is unknown then. */
  readonly error?: unknown;
}

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly requestId: string;
  readonly method: string;
  readonly headers: Headers;
  /** Of the sender, where it counts. */
  readonly address?: string | undefined;
  /** On the clock of `performance.now()`. */
  readonly arrivedAtMs: number;
}

/** An answer, whatever sends it. */
export interface HttpReply {
  readonly httpStatus: number;
  /** JSON. */
  readonly body: string;
}

/** Validates a parsed body against the contract's schema of its command. */
export type ValidateRequest = (
  command: Command,
  body: Readonly<Record<string, unknown>>,
) => readonly Violation[] | Promise<readonly Violation[]>;

/** The steps of answering a callback, for whatever reads requests and sends replies. */
export interface CallbackCore {
  /** Answers what is one too many, before anything else is done for it. */
  shed(nowMs: number): HttpReply | undefined;
  /** Answers at once what needs no body: a wrong method, token, media type or length. */
  admit(head: RequestHead): HttpReply | undefined;
  /** Answers a request whose body has been read. */
  answer(head: RequestHead, body: Buffer, validate: ValidateRequest): HttpReply | Promise<HttpReply>;
  /** Answers a request whose body could not be read. */
  unreadable(head: RequestHead, refusal: Refusal): HttpReply;
}

/** Answers callbacks by `handlers`. Throws `Error` without a token, or with an empty one, and for an address that is none. */
export function createCallbackCore(handlers: HandlersByCommand, options: ServerOptions): CallbackCore {
  if (options.tokens.length === 0) throw new Error('at least one token is needed');
  if (options.tokens.includes('')) throw new Error('a token must not be empty');
  const rightToken = tokenVerifier(options.tokens);
  const rightAddress = options.allowedAddresses ? addressVerifier(options.allowedAddresses) : () => true;
  const decimals = options.currencyDecimals ?? 2;
  const checkReplies = options.checkReplies ?? process.env['NODE_ENV'] !== 'production';
  const shedder = createLoadShedder();

  /** The one way out. */
  function reply(head: RequestHead, httpStatus: number, result: number, body: string, about: () => About): HttpReply {
    if (!options.observe) return { httpStatus, body };
    const durationMs = performance.now() - head.arrivedAtMs;
    tell(options.observe, { ...about(), requestId: head.requestId, httpStatus, result, durationMs });
    return { httpStatus, body };
  }

  function refuse(head: RequestHead, refusal: Refusal, about: About = {}): HttpReply {
    const problem = refusal.message === undefined ? {} : { problem: refusal.message };
    return reply(head, refusal.httpStatus, refusal.result, bodyOf(refusal), () => ({
      ...problem,
      ...refusal.subject,
      ...about,
    }));
  }

  /** To refuse must cost as little as can be, or a server that has too much to do has no time for anything else. */
  function shed(nowMs: number): HttpReply | undefined {
    if (!shedder.isFull(nowMs)) return undefined;
    tell(options.observe, shedEvent);
    return shedReply;
  }

  function admit(head: RequestHead): HttpReply | undefined {
    // In the words for a wrong token: who may not call is told nothing else.
    if (!rightAddress(head.address))
      return refuse(head, wrongToken, { problem: `the address ${head.address ?? 'of nobody'} is not allowed` });
    const refusal = verifyHead(head.method, head.headers, rightToken);
    return refusal && refuse(head, refusal);
  }

  function answer(head: RequestHead, bytes: Buffer, validate: ValidateRequest): HttpReply | Promise<HttpReply> {
    const asked = readCommand(bytes);
    if ('httpStatus' in asked) return refuse(head, asked);
    const broken = (error: unknown): HttpReply =>
      refuse(head, outcomeUnknown, { ...readableSubject(asked.json), command: asked.command, error });
    try {
      const verdict = validate(asked.command, asked.body);
      // What need not be waited for is not: that would cost as much as the validation.
      if (!(verdict instanceof Promise)) return decodeAndHandle(head, asked, verdict);
      return verdict.then((violations) => decodeAndHandle(head, asked, violations)).catch(broken);
    } catch (error) {
      return broken(error);
    }
  }

  function decodeAndHandle(
    head: RequestHead,
    asked: Asked,
    violations: readonly Violation[],
  ): HttpReply | Promise<HttpReply> {
    if (violations.length > 0) return refuseOutside(head, asked, violations);
    const { command, json } = asked;
    const brokenTexts = textViolations(command, json);
    const decoded = decodeRequest(command, json, decimals);
    if ('violations' in decoded) return refuseOutside(head, asked, [...decoded.violations, ...brokenTexts]);
    if (brokenTexts.length > 0) return refuseOutside(head, asked, brokenTexts);
    return handle(head, command, decoded.message);
  }

  function refuseOutside(head: RequestHead, { command, json }: Asked, violations: readonly Violation[]): HttpReply {
    return refuse(head, violationsFound(violations), { ...readableSubject(json), command });
  }

  async function handle<C extends Command>(
    head: RequestHead,
    command: C,
    request: CallbackRequest<C>,
  ): Promise<HttpReply> {
    const { checks, ignored } = parseChecks(command, request.check);
    const context = new NotedContext(head.requestId, head.arrivedAtMs + delivery[command].deadlineMs);
    const about = (): About => ({
      ...subjectOf(request.data),
      command,
      notes: [...ignored.map((check) => `ignored check ${check}`), ...context.notes],
    });
    shedder.begin();
    try {
      const answered = await handlers[command](request.data, checks, context);
      const body = encodeReply(command, answered, decimals);
      const wrong = checkReplies ? replyViolations(command, 200, JSON.parse(body)) : [];
      if (wrong.length === 0) return reply(head, 200, answered.result, body, about);
      return refuse(head, replyOutside(inWords(wrong)), about());
    } catch (error) {
      if (error instanceof NotMinorUnits) return refuse(head, replyOutside(error.message), about());
      return refuse(head, outcomeUnknown, { ...about(), error });
    } finally {
      shedder.end();
    }
  }

  return { shed, admit, answer, unreadable: refuse };
}

type About = Omit<CallbackEvent, 'requestId' | 'httpStatus' | 'result' | 'durationMs'>;

const shedReply: HttpReply = { httpStatus: overloaded.httpStatus, body: bodyOf(overloaded) };
const shedEvent: CallbackEvent = {
  requestId: '',
  httpStatus: overloaded.httpStatus,
  result: overloaded.result,
  durationMs: 0,
  notes: ['shed'],
};

/** Money may have moved before the handler answered so. */
function replyOutside(how: string): Refusal {
  return violation(500, `the handler's reply is outside the contract: ${how}`);
}

const outcomeUnknown = violation(500, 'the outcome is unknown');
