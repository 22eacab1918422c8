/** An operator that answers as a test tells it to, and a delivery that sends to it, with its outbox on a file and no time to wait for. */
import { createServer, type Server } from 'node:http';
import { expect } from 'vitest';
import type { AnyContract, Callback } from '../../src/contract/index.ts';
import { codecOf } from '../../src/contract/codec.ts';
import { parseJson } from '../../src/contract/json.ts';
import { deliverToOne, type OneOperator, type OneOperatorOptions } from './oneOperator.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { listen } from '../../src/edge/listen.ts';
import { scratch } from '../support/commandLine.ts';
import { type Answer, ok, says, type Sent } from './answers.ts';
import { type TestClock, testClock } from './testClock.ts';

export interface Harness {
  /** What the operator got, in its order. */
  sent: Sent[];
  /** What it answers from now on. */
  answer: Answer;
  readonly server: Server;
  readonly url: string;
  readonly clock: TestClock;
  readonly outbox: Outbox;
  /** Where another sender opens the same outbox. */
  readonly outboxFile: string;
  readonly delivery: OneOperator;
  /** Another delivery from the same outbox. */
  start(options?: Partial<OneOperatorOptions>): OneOperator;
  sentCommands(): string[];
  stop(): Promise<void>;
}

export async function startHarness(contract: AnyContract): Promise<Harness> {
  const [folder, remove] = scratch();
  const outboxFile = `${folder}/outbox.db`;
  const clock = testClock();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const received = { ...sentIn(contract, body), token: request.headers['callback-token'] };
      harness.sent.push(received);
      harness.answer(received, response);
    });
  });
  const url = `${await listen(server, 0, '127.0.0.1')}/callback`;
  const outbox = await openOutbox(openSqliteDatabase(outboxFile), 2_000);
  const start = (options: Partial<OneOperatorOptions> = {}): OneOperator =>
    deliverToOne({ contract, url, tokens: ['secret'], outbox, clock, random: () => 0.5, ...options });
  const delivery = start();
  const harness: Harness = {
    sent: [],
    answer: says(ok),
    server,
    url,
    clock,
    outbox,
    outboxFile,
    delivery,
    start,
    sentCommands: () => harness.sent.map(({ command }) => command),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await delivery.close();
      await outbox.close();
      remove();
    },
  };
  return harness;
}

/** More than the currency of the tests has, since one of them sends in another. */
const decimals = 3;

/** What the operator is sent, read in the contract's words. */
function sentIn(contract: AnyContract, body: string): Omit<Sent, 'token'> {
  const json = parseJson(body) ?? expect.fail(body);
  const { command } = json.value as { command: (typeof contract.commands)[number] };
  const decoded = codecOf(contract, decimals).decodeRequest(command, json);
  if ('violations' in decoded) expect.fail(JSON.stringify(decoded.violations));
  const { data, check } = decoded.message;
  const callback: Callback = contract.adapter.toCallback(command, data, { provider: 'p', checks: [] });
  return { command, data, check, ...namesIn(callback), roundId: contract.adapter.subjectOf(data).roundId };
}

function namesIn(callback: Callback): Pick<Sent, 'transactionId' | 'cancelId'> {
  if (callback.kind === 'cancel') return { transactionId: callback.targetId, cancelId: callback.transactionId };
  return { transactionId: callback.kind === 'enquiry' ? '' : callback.transactionId, cancelId: undefined };
}

let lastId = 0;
export const newId = (): string => String(++lastId);

export const movement = (transactionId = newId(), roundId = `r${transactionId}`) => ({
  account: 'a',
  transactionId,
  roundId,
  amountMinor: 500n,
  play: { gameCode: 'g', type: 1 },
});

export const target = (targetId = newId()) => ({ account: 'a', targetId, roundId: `r${targetId}` });
