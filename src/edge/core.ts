/**
 * The callback endpoint without a framework: method, headers and raw body in; status and reply out. What
 * reads the body and validates it against the contract's schema is the adapter's (see `router.ts` and `listener.ts`).
 */
import { NotMinorUnits } from '../contract/codec.ts';
import type { Violation } from '../contract/violation.ts';
import type { AnyContract } from '../contract/contract.ts';
import { tell } from '../contract/observer.ts';
import { replyViolations } from '../contract/schema.ts';
import { readableSubject } from '../contract/readable.ts';
import type { AmountMinor, Command } from '../contract/types.ts';
import { addressVerifier } from './addresses.ts';
import {
  bodyOf,
  type Headers,
  inWords,
  parseBody,
  noSuchCommand,
  verifyHead,
  overloaded,
  type Refusal,
  violation,
  violationsFound,
  wrongToken,
} from './admission.ts';
import { NotedContext } from './handler.ts';
import type { ReadRequest, Served } from './served.ts';
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
  readonly command?: string;
  /** The player. Of a refused request, this and the next two are there as far as they could be read: made visible, at most 255 characters. */
  readonly account?: string;
  /** The id of the request's transaction, as it was sent. */
  readonly transactionId?: string;
  /** What a cancel with an id of its own is to undo. */
  readonly targetId?: string;
  /** The round of the request. */
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
  contract: AnyContract,
  command: Command,
  body: Readonly<Record<string, unknown>>,
) => readonly Violation[] | Promise<readonly Violation[]>;

/** The steps of answering a callback, for whatever reads requests and sends replies. */
export interface CallbackCore {
  /** Answers what is one too many, before anything else is done for it. */
  shed(nowMs: number): HttpReply | undefined;
  /** The first of the contracts served: what a reader of bodies has to know of it. */
  readonly envelope: AnyContract;
  /** Answers at once what needs no body: a wrong method, token, media type or length. */
  admit(head: RequestHead): HttpReply | undefined;
  /** Answers a request whose body has been read. */
  answer(head: RequestHead, body: Buffer, validate: ValidateRequest): HttpReply | Promise<HttpReply>;
  /** Answers a request whose body could not be read. */
  unreadable(head: RequestHead, refusal: Refusal): HttpReply;
}

/**
 * Answers callbacks in the contracts of `served`, of which there is at least one; the body tells which it is in. What is
 * refused before the body is read is answered in the words of the first. Throws `Error` without a token, or with an empty
 * one, and for an address that is none.
 */
export function createCallbackCore(served: readonly Served[], options: ServerOptions): CallbackCore {
  if (options.tokens.length === 0) throw new Error('at least one token is needed');
  if (options.tokens.includes('')) throw new Error('a token must not be empty');
  const rightToken = tokenVerifier(options.tokens);
  const rightAddress = options.allowedAddresses ? addressVerifier(options.allowedAddresses) : () => true;
  const [first] = served;
  if (!first) throw new Error('at least one contract is needed');
  const { contract: envelope } = first;
  const idFields = served.flatMap(({ contract }) => contract.adapter.idFields);
  const checkReplies = options.checkReplies ?? process.env['NODE_ENV'] !== 'production';
  const shedder = createLoadShedder();
  const shedReply: HttpReply = { httpStatus: overloaded.httpStatus, body: bodyOf(envelope, overloaded) };
  const shedEvent: CallbackEvent = {
    requestId: '',
    httpStatus: overloaded.httpStatus,
    result: envelope.results[overloaded.result],
    durationMs: 0,
    notes: ['shed'],
  };

  /** The one way out. */
  function reply(head: RequestHead, httpStatus: number, result: number, body: string, about: () => About): HttpReply {
    if (!options.observe) return { httpStatus, body };
    const durationMs = performance.now() - head.arrivedAtMs;
    tell(options.observe, { ...about(), requestId: head.requestId, httpStatus, result, durationMs });
    return { httpStatus, body };
  }

  function refuse(head: RequestHead, refusal: Refusal, about: About = {}): HttpReply {
    const problem = refusal.message === undefined ? {} : { problem: refusal.message };
    return reply(head, refusal.httpStatus, envelope.results[refusal.result], bodyOf(envelope, refusal), () => ({
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
    const refusal = verifyHead(envelope, head.method, head.headers, rightToken);
    return refusal && refuse(head, refusal);
  }

  // In an older contract the fields of a newer one are unknown, and allowed: so the newest that has one decides.
  const newestFirst = served.toSorted((one, other) =>
    other.contract.version.localeCompare(one.contract.version, 'en', { numeric: true }),
  );

  /** The contract that the request is in: one that names a transaction as the request does, or the first. */
  const servedFor = (data: unknown): Served => {
    if (newestFirst.length === 1 || !isObject(data)) return first;
    const names = ({ contract }: Served): boolean =>
      contract.adapter.idFields.some((field) => data[field] !== undefined && data[field] !== null);
    return newestFirst.find(names) ?? first;
  };

  function answer(head: RequestHead, bytes: Buffer, validate: ValidateRequest): HttpReply | Promise<HttpReply> {
    const parsed = parseBody(bytes);
    if ('httpStatus' in parsed) return refuse(head, parsed);
    const { body, json } = parsed;
    const { data, command: name } = body;
    const { contract, read } = servedFor(data);
    const command = contract.commands.find((known) => known === name);
    if (command === undefined) return refuse(head, noSuchCommand(contract), readableSubject(json, idFields));
    const outside = (violations: readonly Violation[]): HttpReply =>
      refuse(head, violationsFound(violations), { ...readableSubject(json, idFields), command });
    const broken = (error: unknown): HttpReply =>
      refuse(head, outcomeUnknown, { ...readableSubject(json, idFields), command, error });
    const readAndHandle = (violations: readonly Violation[]): HttpReply | Promise<HttpReply> => {
      if (violations.length > 0) return outside(violations);
      const request = read(command, json);
      return 'violations' in request
        ? outside(request.violations)
        : handle(head, contract, command, request).catch(broken);
    };
    try {
      const amended = isObject(data) ? contract.adapter.amend?.(command, data) : undefined;
      if (amended !== undefined && amended.length > 0) return outside(amended);
      const verdict = validate(contract, command, body);
      // What need not be waited for is not: that would cost as much as the validation.
      return verdict instanceof Promise ? verdict.then(readAndHandle).catch(broken) : readAndHandle(verdict);
    } catch (error) {
      return broken(error);
    }
  }

  async function handle(
    head: RequestHead,
    contract: AnyContract,
    command: Command,
    request: ReadRequest,
  ): Promise<HttpReply> {
    const { data, ignoredChecks } = request;
    const context = new NotedContext(head.requestId, head.arrivedAtMs + contract.delivery[command].deadlineMs);
    const about = (): About => ({
      ...contract.adapter.subjectOf(data),
      command,
      notes: [...ignoredChecks.map((check) => `ignored check ${check}`), ...context.notes],
    });
    shedder.begin();
    try {
      const answered = await request.answer(context);
      if (answered === 'unknown') return refuse(head, outcomeUnknown, about());
      const { result, body } = answered;
      const wrong = checkReplies ? replyViolations(contract, command, 200, JSON.parse(body)) : [];
      if (wrong.length === 0) return reply(head, 200, result, body, about);
      return refuse(head, replyOutside(inWords(wrong)), about());
    } catch (error) {
      if (error instanceof NotMinorUnits) return refuse(head, replyOutside(error.message), about());
      return refuse(head, outcomeUnknown, { ...about(), error });
    } finally {
      shedder.end();
    }
  }

  return { envelope, shed, admit, answer, unreadable: refuse };
}

type About = Omit<CallbackEvent, 'requestId' | 'httpStatus' | 'result' | 'durationMs'>;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Money may have moved before the handler answered so. */
function replyOutside(how: string): Refusal {
  return violation(500, `the handler's reply is outside the contract: ${how}`);
}

const outcomeUnknown = violation(500, 'the outcome is unknown');
