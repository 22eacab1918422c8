import { hash, randomUUID } from 'node:crypto';
import type { DecodedData } from '../contract/adapter.ts';
import { codecOf } from '../contract/codec.ts';
import type { AnyContract } from '../contract/contract.ts';
import { usualDecimals } from '../contract/money.ts';
import { reasonOf } from '../contract/reason.ts';
import type { Command, Messages } from '../contract/types.ts';
import { visible } from '../contract/visible.ts';
import type { CallOptions, CallOutcome } from './calls.ts';
import { createCallbackClient } from './client.ts';
import type { Clock } from './clock.ts';
import type { Transport } from './exchange.ts';
import type { OperatorSettings } from './operators.ts';
import { type AttemptRecord, movingCommands } from './outbox/outbox.ts';
import { classify, type Verdict } from './verdict.ts';

export interface Attempted {
  /** `not-sent`: it may not leave, and nothing of it has. */
  readonly verdict: Verdict | { readonly kind: 'not-sent' };
  readonly record: AttemptRecord;
}

/** Sends a command once, if it may leave, and classifies what comes back. It never rejects. */
export type Attempt = (
  command: Command,
  data: DecodedData,
  sentBefore: boolean,
  mayLeave?: () => boolean,
) => Promise<Attempted>;

const moving: ReadonlySet<string> = new Set(movingCommands);

/** Enough of an answer to see what it was. */
const longestAnswer = 2_000;

/** Attempts on an operator in this contract. A token that it does not know gives way to the next, at once. */
export function attemptsOn(
  { url, tokens, currencyDecimals = usualDecimals, signingSecret }: OperatorSettings,
  contract: AnyContract,
  transport: Transport,
  clock: Clock,
): Attempt {
  const signed = signingSecret !== undefined && { signingSecret };
  const deadline = (ms: number, over: () => void): (() => void) => clock.deadline(ms, over);
  const clients = tokens.map((token) =>
    createCallbackClient(contract, { url, token, currencyDecimals, ...signed, transport, deadline }),
  );
  const codec = codecOf(contract, currencyDecimals);
  /** The one that was taken last. */
  let current = 0;

  /** Each call tries each token once, whatever others find out meanwhile. */
  async function send(
    command: Command,
    data: DecodedData,
    options: CallOptions,
    first = current,
    tried = 1,
  ): Promise<CallOutcome<Messages>> {
    const client = clients[first];
    if (!client) throw new Error('a delivery needs at least one token');
    const outcome = await client[command](data, options);
    if (outcome.kind !== 'replied') return outcome;
    if (outcome.reply.result !== contract.results.wrongToken) current = first;
    else if (tried < clients.length) return send(command, data, options, (first + 1) % clients.length, tried + 1);
    return outcome;
  }

  /** Of a movement the same at every attempt, whoever makes it and when, since it is made of what the movement says. */
  function webhookIdOf(command: Command, data: DecodedData): string {
    return moving.has(command) ? hash('sha256', codec.encodeRequest(command, { command, data })) : randomUUID();
  }

  const shown = (answer: string): string => {
    const start = answer.slice(0, longestAnswer + Math.max(...tokens.map(({ length }) => length)));
    const clean = tokens.reduce((text, token) => text.replaceAll(token, '…'), start).slice(0, longestAnswer);
    // A database keeps no NUL, and no half of a character.
    return plain.test(clean) ? clean : visible(clean);
  };

  return async (command, data, sentBefore, mayLeave) => {
    const [atMs, begun] = [clock.now(), performance.now()];
    const webhookId = signed ? { webhookId: webhookIdOf(command, data) } : {};
    const options = { ...webhookId, ...(mayLeave && { mayLeave }) };
    // Whatever went wrong here may have gone wrong after the request was sent.
    const outcome = await send(command, data, options).catch(
      (cause: unknown) => ({ kind: 'disconnected', cause }) as const,
    );
    const record = {
      command,
      atMs,
      durationMs: performance.now() - begun,
      outcome: outcome.kind,
      httpStatus: httpStatusOf(outcome),
      answer: shown(answerOf(outcome)),
    };
    if (outcome.kind === 'not-sent') return { verdict: { kind: 'not-sent' }, record };
    return { verdict: classify(contract, command, outcome, sentBefore), record };
  };
}

const plain = /^[\n -~]*$/;

function answerOf(outcome: CallOutcome<Messages>): string {
  if (outcome.kind === 'disconnected') return causeOf(outcome.cause);
  return 'body' in outcome ? outcome.body : '';
}

/** What lies behind the client's general word, where it says. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : reasonOf(error);
}

function httpStatusOf(outcome: CallOutcome<Messages>): number | undefined {
  if (outcome.kind === 'http-error' || outcome.kind === 'violation') return outcome.httpStatus;
  return 'body' in outcome ? 200 : undefined;
}
