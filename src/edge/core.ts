/**
 * The callback endpoint without a framework: method, headers and raw body in; status and reply out. What
 * reads the body and validates it against the contract's schema is the adapter's (see `router.ts` and `listener.ts`).
 */
import { NotMinorUnits } from '../contract/codec.ts';
import type { Caught } from '../contract/callback.ts';
import type { Violation } from '../contract/violation.ts';
import type { AnyContract } from '../contract/contract.ts';
import { tell } from '../contract/observer.ts';
import { replyViolations } from '../contract/schema.ts';
import { readableSubject } from '../contract/readable.ts';
import { signatureProblems } from '../contract/signature.ts';
import type { AmountMinor, Command } from '../contract/types.ts';
import {
  bodyOf,
  type Headers,
  inWords,
  parseBody,
  noSuchCommand,
  overloaded,
  type Refusal,
  tokenIn,
  verifyContent,
  demandPost,
  violation,
  violationsFound,
  wrongToken,
} from './admission.ts';
import { NotedContext } from './handler.ts';
import type { CallerOptions, Recognised, Recognition } from './recognition.ts';
import { isObject, type ReadRequest } from './served.ts';
import { createLoadShedder } from './shedding.ts';

/** How callbacks are answered, whoever sends them. */
export interface AnswerOptions {
  /**
   * Whether replies are validated against the contract's schemas before they are sent; one outside of them becomes HTTP
   * 500. Meant for development and tests, and on unless NODE_ENV is `production`: a validator must never
   * turn a committed movement into an error.
   */
  readonly checkReplies?: boolean;
  /** Told of every callback once its answer is known. What it throws, or rejects with, becomes a warning of the process. */
  readonly observe?: (event: CallbackEvent) => void | Promise<void>;
}

/** How the callbacks of one provider are answered, whatever handlers answer them. */
export interface ServerOptions extends CallerOptions, AnswerOptions {
  /** Decimals of the operator's currency, by which amounts on the wire become minor units; 2 when not given. */
  readonly currencyDecimals?: number;
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
  /** Who sent it, where a token tells which of several providers it is. */
  readonly provider?: string;
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
  /**
   * What the handler added by `context.note`, checks that were ignored, `shed` for what was too much, and why a callback does not
   * count as signed where its signature is looked at: `unsigned`, `malformed-signature`, `stale-signature` or `wrong-signature`.
   */
  readonly notes?: readonly string[];
  /** The guards of the wallet that caught the movement. */
  readonly caught?: readonly Caught[];
  /** Why the request, or the handler's reply, is outside the contract; why it was refused like a wrong token with a token that is right. */
  readonly problem?: string;
  /** What the handler threw or rejected with; the outcome is unknown then. */
  readonly error?: unknown;
}

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly requestId: string;
  readonly method: string;
  readonly headers: Headers;
  /** Of the sender; asked for only where it counts. */
  readonly address: () => string | undefined;
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

/** A request whose head is right. */
export interface Admitted {
  readonly head: RequestHead;
  readonly whose: Recognised;
  /** The largest body that it may have. */
  readonly maxBodyBytes: number;
}

/** The steps of answering a callback, for whatever reads requests and sends replies. */
export interface CallbackCore {
  /** Answers what is one too many, before anything else is done for it. */
  shed(nowMs: number): HttpReply | undefined;
  /** Answers at once what needs no body: a wrong method, token, address, media type or length. */
  admit(head: RequestHead): Admitted | HttpReply;
  /** Answers a request whose body has been read. */
  answer(admitted: Admitted, body: Buffer, validate: ValidateRequest): HttpReply | Promise<HttpReply>;
  /** Answers a request whose body could not be read. */
  unreadable(admitted: Admitted, refusal: Refusal): HttpReply;
}

/** Answers the callbacks of those who are recognised. What is refused before that is answered in the words of its envelope. */
export function createCallbackCore({ envelope, find }: Recognition, options: AnswerOptions): CallbackCore {
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

  function refuse(head: RequestHead, whose: Recognised | undefined, refusal: Refusal, about: About = {}): HttpReply {
    const words = whose?.served.first.contract ?? envelope;
    return reply(head, refusal.httpStatus, words.results[refusal.result], bodyOf(words, refusal), () => ({
      ...sentBy(whose),
      ...(refusal.message !== undefined && { problem: refusal.message }),
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

  function admit(head: RequestHead): Admitted | HttpReply {
    const wrongMethod = demandPost(head.method);
    if (wrongMethod) return refuse(head, undefined, wrongMethod);
    const whose = find(tokenIn(envelope, head.headers));
    if (!whose) return refuse(head, undefined, wrongToken);
    if (whose.rightAddress) {
      const address = head.address();
      // In the words for a wrong token: who may not call is told nothing else.
      if (!whose.rightAddress(address))
        return refuse(head, whose, wrongToken, { problem: `the address ${address ?? 'of nobody'} is not allowed` });
    }
    const { contract } = whose.served.first;
    const wrongContent = verifyContent(contract, head.headers);
    if (wrongContent) return refuse(head, whose, wrongContent);
    return { head, whose, maxBodyBytes: contract.maxBodyBytes };
  }

  function answer(admitted: Admitted, bytes: Buffer, validate: ValidateRequest): HttpReply | Promise<HttpReply> {
    const { head, whose } = admitted;
    const { signature, served } = whose;
    const notSigned = signature?.verify(head.headers, bytes, Date.now());
    const notes = notSigned === undefined ? none : [notSigned];
    if (notSigned !== undefined && signature?.required)
      return refuse(head, whose, wrongToken, { notes, problem: signatureProblems[notSigned] });
    const refused = (refusal: Refusal, about: About = {}): HttpReply =>
      refuse(head, whose, refusal, notes.length > 0 ? { ...about, notes } : about);
    const parsed = parseBody(bytes);
    if ('httpStatus' in parsed) return refused(parsed);
    const { body, json } = parsed;
    const { data, command: name } = body;
    const { contract, read } = served.of(data);
    const command = contract.commands.find((known) => known === name);
    if (command === undefined) return refused(noSuchCommand(contract), readableSubject(json, served.idFields));
    const outside = (violations: readonly Violation[]): HttpReply =>
      refused(violationsFound(violations), { ...readableSubject(json, served.idFields), command });
    const broken = (error: unknown): HttpReply =>
      refused(outcomeUnknown, { ...readableSubject(json, served.idFields), command, error });
    const readAndHandle = (violations: readonly Violation[]): HttpReply | Promise<HttpReply> => {
      if (violations.length > 0) return outside(violations);
      const request = read(command, json);
      return 'violations' in request
        ? outside(request.violations)
        : handle(admitted, contract, command, request, notes).catch(broken);
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
    { head, whose }: Admitted,
    contract: AnyContract,
    command: Command,
    request: ReadRequest,
    notes: readonly string[],
  ): Promise<HttpReply> {
    const { data, ignoredChecks } = request;
    const context = new NotedContext(head.requestId, head.arrivedAtMs + contract.delivery[command].deadlineMs);
    const about = (): About => ({
      ...sentBy(whose),
      ...contract.adapter.subjectOf(data),
      command,
      notes: [...notes, ...ignoredChecks.map((check) => `ignored check ${check}`), ...context.notes],
      ...(context.caught.length > 0 && { caught: context.caught }),
    });
    shedder.begin();
    try {
      const answered = await request.answer(context);
      if (answered === 'unknown') return refuse(head, whose, outcomeUnknown, about());
      const { result, body } = answered;
      const wrong = checkReplies ? replyViolations(contract, command, 200, JSON.parse(body)) : [];
      if (wrong.length === 0) return reply(head, 200, result, body, about);
      return refuse(head, whose, replyOutside(inWords(wrong)), about());
    } catch (error) {
      if (error instanceof NotMinorUnits) return refuse(head, whose, replyOutside(error.message), about());
      return refuse(head, whose, outcomeUnknown, { ...about(), error });
    } finally {
      shedder.end();
    }
  }

  return { shed, admit, answer, unreadable: ({ head, whose }, refusal) => refuse(head, whose, refusal) };
}

/** What the event tells of who sent the request. */
function sentBy(whose: Recognised | undefined): Pick<CallbackEvent, 'provider'> {
  return whose?.provider === undefined ? {} : { provider: whose.provider };
}

type About = Omit<CallbackEvent, 'requestId' | 'httpStatus' | 'result' | 'durationMs'>;

const none: readonly string[] = [];

/** Money may have moved before the handler answered so. */
function replyOutside(how: string): Refusal {
  return violation(500, `the handler's reply is outside the contract: ${how}`);
}

const outcomeUnknown = violation(500, 'the outcome is unknown');
