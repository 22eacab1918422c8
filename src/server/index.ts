/** The operator's side, as the package exports it: the endpoint for an operator's own functions or wallet, and the kit's own wallet. */
export type { CallbackEvent, ServerOptions } from '../edge/core.ts';
export type { CallbackContext, CallbackHandler, CallbackHandlers } from '../edge/handler.ts';
export { createCallbackListener, createWalletListener, type ListenerOptions } from '../edge/listener.ts';
export { createCallbackRouter, createWalletRouter } from '../edge/router.ts';
export type { Wallet } from '../edge/served.ts';
export { walletOf } from './walletOf.ts';
