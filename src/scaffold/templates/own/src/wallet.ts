/** Your wallet, as the server sees it: the six functions, whether it can work at present, and its end. */
import type { RequestListener } from 'node:http';
import { {{contract}}, type {{messages}} } from '{{kitName}}/contract';
import { type CallbackHandlers, createCallbackListener, type ListenerOptions } from '{{kitName}}/server';
{{handlerImports}}

const handlers: CallbackHandlers<{{messages}}> = { {{handlerNames}} };

/** Answers the provider's callbacks, in contract {{contract}}. */
export function createListener(options: ListenerOptions): RequestListener {
  return createCallbackListener({{contract}}, handlers, options);
}

/** Rejects while your wallet can't work: then `/readyz` says so. Fill in: ask your database for something small. */
export async function ready(): Promise<void> {}

/** Called when the last callback is answered. Fill in: close what you have opened. */
export async function close(): Promise<void> {}
