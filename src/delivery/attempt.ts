import { hash, randomUUID } from 'node:crypto';
import type { DecodedData } from '../contract/adapter.ts';
import { codecOf } from '../contract/codec.ts';
import type { AnyContract } from '../contract/contract.ts';
import { reasonOf } from '../contract/reason.ts';
import type { Command, Messages } from '../contract/types.ts';
import type { CallOutcome } from './calls.ts';
import { createCallbackClient } from './client.ts';
import type { Clock } from './clock.ts';
import type { AttemptRecord, MovingCommand } from './outbox/outbox.ts';
import { classify, type Verdict } from './verdict.ts';

export interface AttemptOptions {
  readonly contract: AnyContract;
  readonly url: string;
  readonly tokens: readonly string[];
  readonly currencyDecimals: number;
  readonly signingSecret?: string;
  readonly clock: Clock;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly observe?: (attempt: AttemptRecord, verdict: Verdict['kind']) => void;
}

export interface Attempted {
  readonly verdict: Verdict;
  readonly record: AttemptRecord;
}

/** Sends a command once and classifies what comes back. */
export type Attempt = (command: Command, data: DecodedData, sentBefore: boolean) => Promise<Attempted>;

const movingCommands: ReadonlySet<string> = new Set(['bet', 'win', 'cancel'] satisfies MovingCommand[]);

/** Enough of an answer to see what it was. */
const longestAnswer = 2_000;

/** Attempts on the operator at `url`. A token that the operator does not know gives way to the next, at once. */
export function attemptsOn({
  contract,
  url,
  tokens,
  currencyDecimals,
  signingSecret,
  clock,
  fetch,
  observe,
}: AttemptOptions): Attempt {
  const signed = signingSecret !== undefined && { signingSecret };
  const common = { url, currencyDecimals, ...signed, fetch, deadline: (ms: number) => clock.deadline(ms) };
  const clients = tokens.map((token) => createCallbackClient(contract, { ...common, token }));
  const codec = codecOf(contract, currencyDecimals);
  let current = 0;

  async function send(command: Command, data: DecodedData, tokensLeft: number): Promise<CallOutcome<Messages>> {
    const client = clients[current % clients.length];
    if (!client) throw new Error('a delivery needs at least one token');
    const outcome = await client[command](data, signed ? { webhookId: webhookIdOf(command, data) } : {});
    const wrongToken = outcome.kind === 'replied' && outcome.reply.result === contract.results.wrongToken;
    if (!wrongToken || tokensLeft === 1) return outcome;
    current++;
    return send(command, data, tokensLeft - 1);
  }

  function answerOf(command: Command, outcome: CallOutcome<Messages>): string {
    switch (outcome.kind) {
      case 'replied':
        return codec.encodeReply(command, outcome.reply);
      case 'disconnected':
        return causeOf(outcome.cause);
      case 'timed-out':
      case 'given-up':
        return '';
      default:
        return outcome.body;
    }
  }

  /** Of a movement the same at every attempt, whoever makes it and when, since it is made of what the movement says. */
  function webhookIdOf(command: Command, data: DecodedData): string {
    return movingCommands.has(command) ? hash('sha256', codec.encodeRequest(command, { command, data })) : randomUUID();
  }

  const withoutTokens = (text: string): string => tokens.reduce((clean, token) => clean.replaceAll(token, '…'), text);

  return async (command, data, sentBefore) => {
    const [atMs, begun] = [clock.now(), performance.now()];
    const outcome = await send(command, data, tokens.length);
    const answer = withoutTokens(answerOf(command, outcome)).slice(0, longestAnswer);
    const record = {
      command,
      atMs,
      durationMs: performance.now() - begun,
      outcome: outcome.kind,
      httpStatus: httpStatusOf(outcome),
      answer,
    };
    const verdict = classify(contract, command, outcome, sentBefore);
    observe?.(record, verdict.kind);
    return { verdict, record };
  };
}

/** What lies behind the client's general word, where it says. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : error.message;
}

function httpStatusOf(outcome: CallOutcome<Messages>): number | undefined {
  if (outcome.kind === 'http-error' || outcome.kind === 'violation') return outcome.httpStatus;
  return outcome.kind === 'timed-out' || outcome.kind === 'given-up' || outcome.kind === 'disconnected'
    ? undefined
    : 200;
}
