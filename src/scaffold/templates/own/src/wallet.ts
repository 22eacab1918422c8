/** Your wallet, as the server sees it: the six functions, whether it can work at present, and its end. */
import type { CallbackHandlers } from '{{kitName}}/server';
{{handlerImports}}

export const handlers: CallbackHandlers = { {{handlerNames}} };

/** Rejects while your wallet can't work: then `/readyz` says so. Fill in: ask your database for something small. */
export async function ready(): Promise<void> {}

/** Called when the last callback is answered. Fill in: close what you have opened. */
export async function close(): Promise<void> {}
