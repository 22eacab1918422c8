/** An operator that answers as a test tells it to, and a delivery that sends to it, with its outbox on a file and no time to wait for. */
import { createServer, type Server } from 'node:http';
import { createDelivery, type Delivery, type DeliveryOptions } from '../../src/delivery/delivery.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { openSqliteSql } from '../../src/delivery/outbox/sqlite.ts';
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
  readonly delivery: Delivery;
  /** Another delivery from the same outbox. */
  start(options?: Partial<DeliveryOptions>): Delivery;
  sentCommands(): string[];
  stop(): Promise<void>;
}

export async function startHarness(): Promise<Harness> {
  const [folder, remove] = scratch();
  const outboxFile = `${folder}/outbox.db`;
  const clock = testClock();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const received = { ...(JSON.parse(body) as Sent), token: request.headers['callback-token'] };
      harness.sent.push(received);
      harness.answer(received, response);
    });
  });
  const url = `${await listen(server, 0, '127.0.0.1')}/callback`;
  const outbox = await openOutbox(openSqliteSql(outboxFile), 300);
  const start = (options: Partial<DeliveryOptions> = {}): Delivery =>
    createDelivery({ url, tokens: ['secret'], outbox, clock, random: () => 0.5, ...options });
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

let lastId = 0n;
export const newId = (): bigint => ++lastId;

export const movement = (trans_id = newId(), round_id = `r${trans_id}`) => ({
  account: 'a',
  trans_id,
  round_id,
  amount: 500n,
  game_code: 'g',
  type: 1,
});

export const target = (trans_id = newId()) => ({ account: 'a', trans_id, round_id: `r${trans_id}` });
