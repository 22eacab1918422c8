/**
 * The callback endpoint without a framework: method, headers and raw body in; status and reply out. What
 * reads the body and validates it against the contract's schema is the adapter's (see `router.ts` and `listener.ts`).
 */
import { delivery } from '../../generated/protocol.ts';
import { parseChecks } from '../contract/checks.ts';
import { decodeRequest, encodeReply, NotMinorUnits, textViolations, type Violation } from '../contract/codec.ts';
import { readableSubject, subjectOf } from '../contract/dialect.ts';
import { tell } from '../contract/observer.ts';
import { replyViolations } from '../contract/schema.ts';
import type { AmountMinor, CallbackData, CallbackReply, CallbackRequest, Check, Command } from '../contract/types.ts';
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
import { createLoadShedder } from './shedding.ts';
import { tokenVerifier } from './token.ts';

export interface ServerOptions {
  /** The tokens that are valid; two while one replaces the other. */
  readonly tokens: readonly string[];
  /** Who may call: addresses and networks, as in `192.0.2.7` and `10.0.0.0/8`. Anybody when it is not given. */
  readonly allowedAddresses?: readonly string[] | undefined;
  /** Decimals of the operator's currency; two when not given. */
  readonly currencyDecimals?: number;
  /**
   * Whether replies are validated against the contract before they are sent; one outside of it becomes HTTP
   * 500. Meant for development and tests, and on unless NODE_ENV is `production`: a validator must never
   * turn a committed movement into an error.
   */
  readonly checkReplies?: boolean;
  /** Told of every callback once it is answered. What it throws, or rejects with, becomes a warning of the process. */
  readonly observe?: (event: CallbackEvent) => void | Promise<void>;
}

/** What happened to one callback. */
export interface CallbackEvent {
  /** Empty when it was shed before it was given one. */
  readonly requestId: string;
  readonly httpStatus: number;
  readonly result: number;
  readonly durationMs: number;
  readonly command?: Command;
  /** These three, of a refused request, as far as they could be read: made visible, and at most 255 characters long. */
  readonly account?: string;
  readonly transactionId?: string;
  readonly roundId?: string;
  readonly amountMinor?: AmountMinor;
  /** What the handler wants to have known, by `context.note`. */
  readonly notes?: readonly string[];
  /** Why the request or the reply is outside the contract. */
  readonly problem?: string;
  /** What the handler threw. */
  readonly error?: unknown;
}

/** What a handler knows of the call beside its request. */
export interface CallbackContext {
  readonly requestId: string;
  /** When the provider stops waiting, on the clock of `performance.now()`. */
  readonly deadlineAtMs: number;
  /** Aborts at the deadline. What has not begun by then need not begin. */
  readonly signal: AbortSignal;
  /** Adds a word to what is observed of this callback. */
  readonly note: (note: string) => void;
}

export type HandlersByCommand = {
  readonly [C in Command]: (
    data: CallbackData<C>,
    checks: readonly Check[],
    context: CallbackContext,
  ) => Promise<CallbackReply<C>>;
};

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
    // To spread at the beginning is quick, elsewhere slow.
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
    const context = new Context(head.requestId, head.arrivedAtMs + delivery[command].deadlineMs);
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

class Context implements CallbackContext {
  readonly requestId: string;
  readonly deadlineAtMs: number;
  readonly notes: string[] = [];
  #signal: AbortSignal | undefined;

  constructor(requestId: string, deadlineAtMs: number) {
    this.requestId = requestId;
    this.deadlineAtMs = deadlineAtMs;
  }

  readonly note = (note: string): void => void this.notes.push(note);

  /** Most handlers never look at it, and its timer would cost more than the rest. */
  get signal(): AbortSignal {
    return (this.#signal ??= AbortSignal.timeout(Math.max(0, Math.ceil(this.deadlineAtMs - performance.now()))));
  }
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
