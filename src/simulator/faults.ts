/** A wire that fails: stands between sender and operator, and does to real requests what networks do. */
import { Agent, createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyContract } from '../contract/contract.ts';
import { parseJson } from '../contract/json.ts';
import { signatureHeaders } from '../contract/signature.ts';
import type { Command } from '../contract/types.ts';
import { seeded, seedOf } from './seeded.ts';

/** All kinds of faults. */
export const faultKinds = ['lost-request', 'lost-response', 'late', 'reset', 'duplicate', 'reorder'] as const;
/**
 * What happens to a request on the wire. `lost-request`: it never arrives. `lost-response`: it arrives, and its answer
 * does not. `late`: it arrives after its deadline, when the sender has given it up. `reset`: the connection breaks in
 * the middle of the answer. `duplicate`: it arrives twice at the same time. `reorder`: it waits, so that later requests
 * arrive before it.
 */
export type FaultKind = (typeof faultKinds)[number];

/** The share of requests that each fault strikes, from 0 to 1; together at most 1. */
export type FaultRates = Readonly<Record<FaultKind, number>>;

/** A proxy on this machine that does to requests what failing networks do. */
export interface FaultyWire {
  /** Send to this in place of the operator's callback URL. */
  readonly url: string;
  /** How often each fault has struck so far. */
  readonly struck: Readonly<Record<FaultKind, number>>;
  /** How often each request has come so far, by its command and its data; what the wire itself doubles counts once. */
  readonly seen: ReadonlyMap<string, number>;
  /** Resolves when no request is on the wire any more, late ones included. */
  drained(): Promise<void>;
  /** Breaks all connections and stops listening. */
  close(): Promise<void>;
}

/** What a faulty wire does, and in front of whom. */
export interface WireOptions {
  readonly contract: AnyContract;
  readonly operatorUrl: string;
  readonly rates: FaultRates;
  /** The same seed and the same requests make the same faults. */
  readonly seed: number;
  /** How many times shorter than in the contract the sender's deadlines are; 1 when not given. */
  readonly timesFaster?: number;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly deadlineMs: number;
  readonly random: () => number;
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

export async function startFaultyWire({
  contract,
  operatorUrl,
  rates,
  seed,
  timesFaster = 1,
}: WireOptions): Promise<FaultyWire> {
  const struck: Record<FaultKind, number> = {
    'lost-request': 0,
    'lost-response': 0,
    late: 0,
    reset: 0,
    duplicate: 0,
    reorder: 0,
  };
  const passedOn = [contract.tokenHeader, 'content-type', ...Object.values(signatureHeaders)];
  const agent = new Agent({ keepAlive: true });
  const seen = new Map<string, number>();
  const onTheWire = new Set<Promise<unknown>>();

  function pass({ request, body }: Exchange): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const given = passedOn.flatMap((name) => {
        const value = request.headers[name];
        return value === undefined ? [] : [[name, value] as const];
      });
      const headers = { ...Object.fromEntries(given), 'content-length': body.length };
      const passed = forward(operatorUrl, { method: request.method ?? 'POST', headers, agent }, (response) => {
        wholeBody(response).then((answered) => resolve({ status: response.statusCode ?? 500, body: answered }), reject);
      });
      passed.on('error', reject);
      passed.end(body);
    });
  }

  const strike: Readonly<Record<FaultKind, (exchange: Exchange) => Promise<unknown>>> = {
    'lost-request': async () => undefined,
    'lost-response': (exchange) => pass(exchange),
    late: async (exchange) => {
      await sleep(exchange.deadlineMs * (1.05 + exchange.random() * 0.5));
      return pass(exchange);
    },
    reset: async (exchange) => {
      const { status, body } = await pass(exchange);
      exchange.response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
      exchange.response.write(body.subarray(0, Math.floor(body.length / 2)), () => exchange.response.destroy());
    },
    duplicate: async (exchange) => {
      const [one, other] = await Promise.all([pass(exchange), pass(exchange)]);
      // The sender hears one of them, and it may be the one that came second.
      answer(exchange.response, exchange.random() < 0.5 ? one : other);
    },
    reorder: async (exchange) => {
      await sleep(exchange.deadlineMs * exchange.random() * 0.1);
      answer(exchange.response, await pass(exchange));
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await wholeBody(request);
    const { name, command } = subjectOf(contract, body);
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    const random = seeded(seedOf(seed, `${name} ${occurrence}`));
    const deadlineMs = contract.delivery[command].deadlineMs / timesFaster;
    const exchange = { request, response, body, deadlineMs, random };
    const fault = draw(rates, random());
    if (!fault) {
      answer(response, await pass(exchange));
      return;
    }
    struck[fault]++;
    await strike[fault](exchange);
  }

  const server = createServer((request, response) => {
    const exchange = serve(request, response)
      .catch(() => response.destroy())
      .finally(() => onTheWire.delete(exchange));
    onTheWire.add(exchange);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the wire does not listen');
  return {
    url: `http://127.0.0.1:${address.port}/callback`,
    struck,
    seen,
    drained: async () => {
      while (onTheWire.size > 0) await Promise.allSettled(onTheWire);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      agent.destroy();
    },
  };
}

function wholeBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('error', reject);
  });
}

function answer(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

/** Which fault a number from 0 to 1 stands for; none when it is beyond all of them. */
function draw(rates: FaultRates, number: number): FaultKind | undefined {
  let sum = 0;
  return faultKinds.find((kind) => (sum += rates[kind]) > number);
}

/** What the faults of a request are drawn by: the command and what it is about, whoever sends it when. */
function subjectOf({ commands }: AnyContract, body: Buffer): { name: string; command: Command } {
  const value = parseJson(body.toString())?.value;
  const said = typeof value === 'object' && value !== null && 'command' in value ? value.command : undefined;
  const command = commands.find((known) => known === said) ?? 'balance';
  const data = typeof value === 'object' && value !== null && 'data' in value ? JSON.stringify(value.data) : '';
  return { name: `${command} ${data}`, command };
}
