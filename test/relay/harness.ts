/** A relay over HTTP in this process, with the reference wallet as its operators. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { listen } from '../../src/edge/listen.ts';
import { createRelayClient, type RelayClient } from '../../src/relay/client.ts';
import { newToken } from '../../src/relay/keys.ts';
import { scopes, type Scope } from '../../src/relay/scopes.ts';
import { type RunningRelay, serveRelay } from '../../src/relay/serve.ts';
import { openRelayStoreAt } from '../../src/relay/store/open.ts';

export interface OperatorInFile {
  readonly name: string;
  readonly url: string;
  readonly contract?: string;
  readonly [more: string]: unknown;
}

/** The token of every operator here. */
export const token = 'token-of-the-operator';

/** Writes an operators file. */
export function writeOperators(folder: string, operators: readonly OperatorInFile[]): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'token'), `${token}\n`);
  const file = join(folder, 'operators.json');
  const entries = operators.map((operator) => ({ contract: 'v1', tokenFiles: ['token'], ...operator }));
  writeFileSync(file, JSON.stringify({ operators: entries }));
  return file;
}

export interface Relay extends RunningRelay {
  /** May do everything. */
  readonly client: RelayClient;
  readonly key: string;
  /** What it has logged, line by line. */
  logged(): Record<string, unknown>[];
  ask(method: string, path: string, body?: unknown, key?: string): Promise<Asked>;
}

export interface Asked {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly body: unknown;
}

let keys = 0;

export async function newKey(outbox: string, may: readonly Scope[] = scopes, operators?: string[]): Promise<string> {
  const store = await openRelayStoreAt(outbox);
  const made = newToken();
  const key = { name: `key-${++keys}-${process.pid}`, scopes: may, ...(operators && { operators }) };
  await store.addKey(key, made);
  await store.close();
  return made;
}

export async function startRelay(outbox: string, operators: string): Promise<Relay> {
  const key = await newKey(outbox);
  const lines: string[] = [];
  const at = { host: '127.0.0.1', port: 0, insideHost: '127.0.0.1', insidePort: 0 };
  const log = { write: (line: string) => void lines.push(line) };
  const relay = await serveRelay({ ...at, outbox, operators, checkReplies: true, lines: log });
  const ask: Relay['ask'] = async (method, path, body, as = key) => {
    const headers = {
      authorization: `Bearer ${as}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(relay.url + path, { method, headers, ...(body !== undefined && { body: sent }) });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  return {
    ...relay,
    key,
    client: createRelayClient({ url: relay.url, key }),
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    ask,
  };
}

/** An operator that does what it is told, and nothing by itself. */
export async function startOperator(listener: RequestListener): Promise<{ url: string; server: Server; stop(): void }> {
  const server = createServer(listener);
  const url = await listen(server, 0, '127.0.0.1');
  return {
    url,
    server,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let last = 1_000;
export const newId = (): string => String(++last);

export const movement = (transactionId = newId(), amountMinor = '500') => ({
  account: 'anna',
  transactionId,
  roundId: `r${transactionId}`,
  amountMinor,
});
