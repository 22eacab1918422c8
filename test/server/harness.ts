/** A reference server on a real file, spoken to over real HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { serve } from '../../src/server/serve.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';

export const token = 'test-token';

export interface Answer {
  readonly httpStatus: number;
  readonly text: string;
  readonly json: unknown;
}

export interface Wallet {
  readonly url: string;
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

export async function startWallet(currencyDecimals = 2): Promise<Wallet> {
  const folder = mkdtempSync(join(tmpdir(), 'wallet-'));
  const store = openSqliteStore(join(folder, 'wallet.db'), currencyDecimals);
  const logged: string[] = [];
  const logger = pino({}, { write: (line: string) => void logged.push(line) });
  const server = await serve({ store, host: '127.0.0.1', port: 0, tokens: [token, 'next-token'], currencyDecimals, logger });
  const url = server.callbackUrl;
  let accounts = 0;

  async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
    const given = { 'callback-token': token, 'content-type': 'application/json', ...headers };
    const response = await fetch(url, { method: 'POST', headers: given, body });
    const text = await response.text();
    return { httpStatus: response.status, text, json: JSON.parse(text) };
  }

  return {
    url,
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
