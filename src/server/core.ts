/**
 * The callback endpoint without a framework: method, headers and raw body in; status and reply out. What
 * reads the body and judges it against the contract's schema is the adapter's (see `router.ts`).
 */
import { commands, delivery, maxBodyBytes, results, tokenHeader } from '../../generated/protocol.ts';
import { parseChecks } from '../contract/checks.ts';
import { decodeRequest, encodeReply, type Violation } from '../contract/codec.ts';
import { parseJson } from '../contract/json.ts';
import { replyViolations } from '../contract/schema.ts';
import type { CallbackData, CallbackReply, CallbackRequest, Check, Command } from '../contract/types.ts';
import { tokenJudge } from './token.ts';

export interface ServerOptions {
  /** The tokens that are valid; two while one replaces the other. */
  readonly tokens: readonly string[];
  /** Decimals of the operator's currency; two when not given. */
  readonly currencyDecimals?: number;
  /**
   * Whether replies are judged against the contract before they are sent; one outside of it becomes HTTP
   * 500. Meant for development and tests, and on unless NODE_ENV is `production`: a validator must never
   * turn a committed movement into an error.
   */
  readonly checkReplies?: boolean;
  /** Told of every callback once it is answered. */
  readonly observe?: (event: CallbackEvent) => void;
}

/** What happened to one callback. */
export interface CallbackEvent {
  readonly requestId: string;
  readonly httpStatus: number;
  readonly result: number;
  readonly durationMs: number;
  readonly command?: Command;
  readonly account?: string;
  readonly transactionId?: string;
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
  /** As Node gives them, names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** On the clock of `performance.now()`. */
  readonly arrivedAtMs: number;
}

export interface HttpReply {
  readonly httpStatus: number;
  /** JSON. */
  readonly body: string;
}

/** Judges a parsed body against the contract's schema of its command. */
export type JudgeRequest = (command: Command, body: Readonly<Record<string, unknown>>) => Promise<readonly Violation[]>;

export interface CallbackCore {
  /** Answers at once what needs no body: a wrong method, token, media type or length. */
  admit(head: RequestHead): HttpReply | undefined;
  /** Answers a request whose body has been read. */
  answer(head: RequestHead, body: Uint8Array, judge: JudgeRequest): Promise<HttpReply>;
  /** Answers a request whose body could not be read. */
  unreadable(head: RequestHead, httpStatus: number, problem: string): HttpReply;
}

export function createCallbackCore(handlers: HandlersByCommand, options: ServerOptions): CallbackCore {
  if (options.tokens.length === 0) throw new Error('at least one token is needed');
  if (options.tokens.includes('')) throw new Error('a token must not be empty');
  const rightToken = tokenJudge(options.tokens);
  const decimals = options.currencyDecimals ?? 2;
  const checkReplies = options.checkReplies ?? process.env['NODE_ENV'] !== 'production';

  /** The one way out. */
  function reply(head: RequestHead, httpStatus: number, result: number, body: string, about: About = {}): HttpReply {
    const durationMs = performance.now() - head.arrivedAtMs;
    options.observe?.({ requestId: head.requestId, httpStatus, result, durationMs, ...about });
    return { httpStatus, body };
  }

  function refuse(head: RequestHead, httpStatus: number, message: string, about: About = {}): HttpReply {
    const body = JSON.stringify({ result: results.failed, status: 'ERROR', message: message.slice(0, longestMessage) });
    return reply(head, httpStatus, results.failed, body, { problem: message, ...about });
  }

  function admit(head: RequestHead): HttpReply | undefined {
    if (head.method !== 'POST') return refuse(head, 405, 'the method must be POST');
    const token = head.headers[tokenHeader];
    if (!rightToken(typeof token === 'string' ? token : undefined)) {
      return reply(head, 200, results.wrongToken, JSON.stringify({ result: results.wrongToken, status: 'ERROR' }));
    }
    const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = head.headers;
    if (Number(length) > maxBodyBytes) return refuse(head, 413, tooLarge);
    if (typeof type !== 'string' || !jsonInUtf8.test(type)) return refuse(head, 415, 'the Content-Type must be application/json');
    if (encoding !== undefined && encoding !== 'identity') return refuse(head, 415, 'the body must not be encoded');
    return undefined;
  }

  async function answer(head: RequestHead, body: Uint8Array, judge: JudgeRequest): Promise<HttpReply> {
    const text = decodeUtf8(body);
    const json = text === undefined ? undefined : parseJson(text);
    if (!json) return refuse(head, 400, 'the body is not valid JSON');
    const { value } = json;
    if (!isObject(value)) return refuse(head, 400, 'the body must be a JSON object');
    const command = commands.find((known) => known === value['command']);
    if (!command) return refuse(head, 400, `command must be one of ${commands.join(', ')}`);
    const violations = await judge(command, value);
    if (violations.length > 0) return refuse(head, 400, inWords(violations), { command });
    const decoded = decodeRequest(command, json, decimals);
    if ('violations' in decoded) return refuse(head, 400, inWords(decoded.violations), { command });
    return handle(head, command, decoded.message);
  }

  async function handle<C extends Command>(head: RequestHead, command: C, request: CallbackRequest<C>): Promise<HttpReply> {
    const { checks, ignored } = parseChecks(command, request.check);
    const notes = ignored.map((check) => `ignored check ${check}`);
    const about = { ...subjectOf(request), command, notes };
    const deadlineAtMs = head.arrivedAtMs + delivery[command].deadlineMs;
    const signal = AbortSignal.timeout(Math.max(0, Math.ceil(deadlineAtMs - performance.now())));
    const context = { requestId: head.requestId, deadlineAtMs, signal, note: (note: string) => void notes.push(note) };
    try {
      const answered = await handlers[command](request.data, checks, context);
      const body = encodeReply(command, answered, decimals);
      const wrong = checkReplies ? replyViolations(command, 200, JSON.parse(body)) : [];
      if (wrong.length === 0) return reply(head, 200, answered.result, body, about);
      return refuse(head, 500, `the handler's reply is outside the contract: ${inWords(wrong)}`, about);
    } catch (error) {
      return refuse(head, 500, 'the outcome is unknown', { ...about, error });
    }
  }

  return { admit, answer, unreadable: refuse };
}

type About = Omit<CallbackEvent, 'requestId' | 'httpStatus' | 'result' | 'durationMs'>;

export const tooLarge = `the body is larger than ${maxBodyBytes} bytes`;

/** The contract's limit of a message. */
const longestMessage = 2_000;

const jsonInUtf8 = /^application\/json *(; *charset *= *"?utf-8"? *)?$/i;

function subjectOf({ data }: CallbackRequest): { account: string; transactionId?: string } {
  return { account: data.account, ...('trans_id' in data && { transactionId: String(data.trans_id) }) };
}

function inWords(violations: readonly Violation[]): string {
  return violations.map(({ field, problem }) => `${field} ${problem}`).join('; ');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
