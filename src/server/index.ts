/** The operator's side, as the package exports it: the endpoint for an operator's own functions or wallet, and the kit's own wallet. */
export type { AnswerOptions, CallbackEvent, ServerOptions } from '../edge/core.ts';
export type { CallbackContext, CallbackHandler, CallbackHandlers } from '../edge/handler.ts';
export {
  createCallbackListener,
  createProvidersListener,
  createWalletListener,
  type ListenerOptions,
  type ProxyOptions,
} from '../edge/listener.ts';
export {
  type CallbackProvider,
  type KnownProvider,
  type KnownSignature,
  type ProviderDirectory,
  providerDirectory,
  type SignaturePolicy,
} from '../edge/providers.ts';
export type { CallerOptions } from '../edge/recognition.ts';
export { createCallbackRouter, createProvidersRouter, createWalletRouter } from '../edge/router.ts';
export type { Wallet } from '../edge/served.ts';
export { tokenHash } from '../edge/token.ts';
export type { TermsOf } from './knownProviders.ts';
export { walletOf } from './walletOf.ts';
