/** The server stub: the generated router and its handlers' types, and the handlers of the kit's own ledger. */
export { type CallbackHandlers, createCallbackRouter } from '../../generated/server.ts';
export type { CallbackContext, CallbackEvent, ServerOptions } from './core.ts';
export { walletHandlers } from './walletHandlers.ts';
