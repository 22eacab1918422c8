import { type CallbackClient, createCallbackClient } from '../../generated/v1/client.ts';
import { results } from '../../generated/v1/protocol.ts';
import { encodeReply } from '../contract/codec.ts';
import { reasonOf } from '../contract/reason.ts';
import type { CallbackData, Command } from '../contract/types.ts';
import type { CallOptions, CallOutcome } from './calls.ts';
import type { Clock } from './clock.ts';
import { classify, type Verdict } from './verdict.ts';
import type { AttemptRecord } from './outbox/outbox.ts';

export interface AttemptOptions {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly currencyDecimals: number;
  readonly clock: Clock;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly observe?: (attempt: AttemptRecord, verdict: Verdict<Command>['kind']) => void;
}

export interface Attempted<C extends Command> {
  readonly verdict: Verdict<C>;
  readonly record: AttemptRecord;
}

/** Sends a command once and classifies what comes back. */
export type Attempt = <C extends Command>(
  command: C,
  data: CallbackData<C>,
  sentBefore: boolean,
) => Promise<Attempted<C>>;

type Calls = { readonly [C in Command]: (data: CallbackData<C>, options?: CallOptions) => Promise<CallOutcome<C>> };

/** Enough of an answer to see what it was. */
const longestAnswer = 2_000;

/** Attempts on the operator at `url`. A token that the operator does not know gives way to the next, at once. */
export function attemptsOn({ url, tokens, currencyDecimals, clock, fetch, observe }: AttemptOptions): Attempt {
  const clients = tokens.map((token): CallbackClient =>
    createCallbackClient({ url, token, currencyDecimals, fetch, deadline: (ms) => clock.deadline(ms) }),
  );
  let current = 0;

  async function send<C extends Command>(
    command: C,
    data: CallbackData<C>,
    tokensLeft: number,
  ): Promise<CallOutcome<C>> {
    const client: Calls | undefined = clients[current % clients.length];
    if (!client) throw new Error('a delivery needs at least one token');
    const outcome = await client[command](data);
    if (outcome.kind !== 'replied' || outcome.reply.result !== results.wrongToken || tokensLeft === 1) return outcome;
    current++;
    return send(command, data, tokensLeft - 1);
  }

  const withoutTokens = (text: string): string => tokens.reduce((clean, token) => clean.replaceAll(token, '…'), text);

  return async (command, data, sentBefore) => {
    const [atMs, begun] = [clock.now(), performance.now()];
    const outcome = await send(command, data, tokens.length);
    const answer = withoutTokens(answerOf(command, outcome, currencyDecimals)).slice(0, longestAnswer);
    const record = {
      command,
      atMs,
      durationMs: performance.now() - begun,
      outcome: outcome.kind,
      httpStatus: httpStatusOf(outcome),
      answer,
    };
    const verdict = classify(command, outcome, sentBefore);
    observe?.(record, verdict.kind);
    return { verdict, record };
  };
}

function answerOf<C extends Command>(command: C, outcome: CallOutcome<C>, decimals: number): string {
  switch (outcome.kind) {
    case 'replied':
      return encodeReply(command, outcome.reply, decimals);
    case 'disconnected':
      return causeOf(outcome.cause);
    case 'timed-out':
    case 'given-up':
      return '';
    default:
      return outcome.body;
  }
}

/** What lies behind the client's general word, where it says. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : error.message;
}

function httpStatusOf<C extends Command>(outcome: CallOutcome<C>): number | undefined {
  if (outcome.kind === 'http-error' || outcome.kind === 'violation') return outcome.httpStatus;
  return outcome.kind === 'timed-out' || outcome.kind === 'given-up' || outcome.kind === 'disconnected'
    ? undefined
    : 200;
}
