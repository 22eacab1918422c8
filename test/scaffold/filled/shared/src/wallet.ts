/** Your wallet, as the server sees it: the six functions, whether it can work at present, and its end. */
import type { RequestListener } from 'node:http';
import { createCallbackListener, type ListenerOptions } from 'seamless-callback-kit/server';
import { contract, type Handlers } from './contract.ts';
import { database } from './database.ts';
import { authenticate } from './handlers/authenticate.ts';
import { balance } from './handlers/balance.ts';
import { bet } from './handlers/bet.ts';
import { cancel } from './handlers/cancel.ts';
import { status } from './handlers/status.ts';
import { win } from './handlers/win.ts';

const handlers: Handlers = { authenticate, balance, bet, win, cancel, status };

export function createListener(options: ListenerOptions): RequestListener {
  return createCallbackListener(contract, handlers, options);
}

export async function ready(): Promise<void> {
  database.prepare('SELECT 1 FROM player').get();
}

export async function close(): Promise<void> {
  database.close();
}
