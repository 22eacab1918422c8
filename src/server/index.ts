/** The server stub: the generated router and its handlers' types, and the handlers of the kit's own ledger. */
export { type CallbackHandlers, createCallbackListener, createCallbackRouter } from '../../generated/v1/server.ts';
export type { CallbackEvent, ServerOptions } from '../edge/core.ts';
export type { CallbackContext } from '../edge/handler.ts';
export type { ListenerOptions } from '../edge/listener.ts';
export { walletHandlers } from './walletHandlers.ts';
