/** A reference server on a real file, spoken to over real HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { pino } from 'pino';
import type { AnyContract } from '../../src/contract/contract.ts';
import { v1 } from '../../src/contract/contracts.ts';
import type { CallbackEvent } from '../../src/edge/core.ts';
import { type Limits, limits } from '../../src/process/limits.ts';
import { listen } from '../../src/edge/listen.ts';
import { createProvidersRouter, createWalletRouter } from '../../src/edge/router.ts';
import { knowProviders } from '../../src/server/knownProviders.ts';
import { type RunningServer, serve } from '../../src/server/serve.ts';
import { walletOf } from '../../src/server/walletOf.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { Store } from '../../src/wallet/store.ts';

export const token = 'test-token';

export interface Answer {
  readonly httpStatus: number;
  readonly text: string;
  readonly json: unknown;
}

export interface Wallet {
  readonly url: string;
  /** Where probes and metrics are; the Express edge has none. */
  readonly insideUrl: string;
  readonly store: Store;
  /** The log lines so far. */
  readonly logged: string[];
  /** Opens an account of its own for one test and returns its name. */
  open(balanceMinor: bigint, active?: boolean): Promise<string>;
  setActive(account: string, active: boolean): Promise<void>;
  /** Sends a command with the given checks. */
  send(command: string, data: object, check: string): Promise<Answer>;
  /** Sends any body at all. */
  post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

/** The two ways to the same core: the reference server's own, and the router that implementers mount. */
export const edges = ['listener', 'express'] as const;

export async function startWallet(
  edge: (typeof edges)[number] = 'listener',
  within: Limits = limits,
  contracts: readonly [AnyContract, ...AnyContract[]] = [v1],
  /** Makes other providers, which are served then, too. */
  introduce?: (store: Store) => Promise<void>,
): Promise<Wallet> {
  const folder = mkdtempSync(join(tmpdir(), 'wallet-'));
  const store = openSqliteStore(join(folder, 'wallet.db'), 2);
  await introduce?.(store);
  const logged: string[] = [];
  const options = { tokens: [token, 'next-token'], currencyDecimals: 2 };
  const lines = { write: (line: string) => void logged.push(line) };
  const server = edge === 'listener' ? await serveIt() : await serveByExpress();
  const { callbackUrl: url, insideUrl } = server;

  function serveIt(): Promise<RunningServer> {
    return serve({ ...options, contracts, store, host: '127.0.0.1', port: 0, lines, limits: within });
  }

  async function serveByExpress(): Promise<RunningServer> {
    const [{ callbackPath }] = contracts;
    const logger = pino({}, lines);
    const observe = (event: CallbackEvent): void => logger.info(event);
    const ledger = new Ledger(store);
    const events = { served: () => undefined, failed: () => undefined };
    const known = introduce && (await knowProviders(store, { ...options, contracts }, events));
    const router = known
      ? createProvidersRouter(known.directory, walletOf(ledger, known.termsOf), { observe })
      : createWalletRouter(contracts, walletOf(ledger), { ...options, observe });
    const app = express().use(callbackPath, router);
    const http = createServer(app);
    const callbackUrl = (await listen(http, 0, '127.0.0.1')) + callbackPath;
    return {
      callbackUrl,
      insideUrl: '',
      stop: async () => {
        http.closeAllConnections();
        http.close();
        await known?.stop();
        await store.close();
      },
    };
  }

  let accounts = 0;

  async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
    const given = { 'callback-token': token, 'content-type': 'application/json', ...headers };
    const response = await fetch(url, { method: 'POST', headers: given, body });
    const text = await response.text();
    return { httpStatus: response.status, text, json: JSON.parse(text) };
  }

  return {
    url,
    insideUrl,
    store,
    logged,
    post,
    open: async (openingMinor, active = true) => {
      const name = `player${++accounts}`;
      await store.createAccount({ name, active, openingMinor });
      return name;
    },
    setActive: async (account, active) => {
      await store.setActive(account, active);
    },
    send: (command, data, check) => post(JSON.stringify({ command, data, timestamp: '1600000001', check })),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
