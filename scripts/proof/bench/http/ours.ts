/** Our edges with a wallet that says yes. */
import express from 'express';
import { callbackPath } from '../../../../generated/v1/protocol.ts';
import { createCallbackListener, createProvidersListener } from '../../../../src/edge/listener.ts';
import { providerDirectory, type SignaturePolicy } from '../../../../src/edge/providers.ts';
import type { Wallet } from '../../../../src/edge/served.ts';
import { tokenHash } from '../../../../src/edge/token.ts';
import { createCallbackRouter } from '../../../../src/edge/router.ts';
import type { CallbackHandlers } from '../../../../src/edge/handler.ts';
import type { V1 } from '../../../../src/contract/types.ts';
import { v1 } from '../../../../src/contract/contracts.ts';
import { gatheredLines } from '../../../../src/process/lines.ts';
import { observeWith } from '../../../../src/server/observation.ts';
import { createProvidersRouter } from '../../../../src/edge/router.ts';
import { knowProviders } from '../../../../src/server/knownProviders.ts';
import { walletOf } from '../../../../src/server/walletOf.ts';
import { Ledger } from '../../../../src/wallet/ledger.ts';
import { openSqliteStore } from '../../../../src/wallet/sqlite/store.ts';
import { contract, listening, signingSecret, token } from './listening.ts';

const reply = { result: 0, status: 'OK', data: { balance: 100_000n } } as const;
const failed = { result: 99, status: 'ERROR' } as const;
const handlers: CallbackHandlers<V1> = {
  authenticate: async () => failed,
  balance: async () => failed,
  bet: async () => reply,
  win: async () => failed,
  cancel: async () => failed,
  status: async () => failed,
};
const quiet = { tokens: [token], checkReplies: false } as const;

/** With everything on: a log line and figures for each callback. */
export function edge(): Promise<string> {
  return listening(
    createCallbackListener(v1, handlers, { ...quiet, observe: observeWith([v1], gatheredLines()).callback }),
  );
}

/** The same, for a provider that is known by its token, and a wallet in one function. */
export function providersEdge(signature?: SignaturePolicy): Promise<string> {
  const provider = { name: 'bench', contracts: [v1], tokenHashes: [tokenHash(token)], currencyDecimals: 2 } as const;
  const directory = providerDirectory([{ ...provider, signature }]);
  const wallet: Wallet = async () => ({ result: 'accepted', balanceMinor: 100_000n });
  const observe = observeWith([v1], gatheredLines()).callback;
  return listening(createProvidersListener(() => directory, wallet, { checkReplies: false, observe }));
}

/** And whose callbacks have to be signed. */
export function signedEdge(): Promise<string> {
  return providersEdge({ mode: 'required', secrets: [signingSecret] });
}

export function quietEdge(): Promise<string> {
  return listening(createCallbackListener(v1, handlers, quiet));
}

export function expressStub(): Promise<string> {
  return listening(express().use(callbackPath, createCallbackRouter(v1, handlers, quiet)));
}

/** The router that implementers mount, on a real wallet and for all of its providers. */
export async function expressStubOnSqlite(file: string): Promise<string> {
  const store = openSqliteStore(file, 2);
  const events = { served: () => undefined, failed: () => undefined };
  const { directory, termsOf } = await knowProviders(store, { ...quiet, contracts: [contract] }, events);
  const router = createProvidersRouter(directory, walletOf(new Ledger(store), termsOf), { checkReplies: false });
  return listening(express().use(callbackPath, router));
}
