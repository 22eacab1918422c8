/** Who plays: two providers, each in a contract and a currency of its own, and guarded so that some wins of both are held. */
import { v1, v4 } from '../../../src/contract/contracts.ts';
import { tokenHash } from '../../../src/edge/token.ts';
import { createCurrency, noCurrency } from '../../../src/wallet/currency.ts';
import { createProvider, setGuards } from '../../../src/wallet/providerChanges.ts';
import { firstProvider } from '../../../src/wallet/state.ts';
import type { Store } from '../../../src/wallet/store.ts';
import type { Guard, Guards } from '../../../src/wallet/terms.ts';

/** What a win may be at most, and how many times its stake. */
export const limits = { largestWinMinor: 900n, roundMultiple: 3n } as const;

/** The first is that of the servers' flags. */
export const providers = [
  { name: firstProvider, contract: v1, token: 'torture', currency: noCurrency, decimals: 2 },
  { name: 'studio-b', contract: v4, token: 'torture-b', currency: 'JPY', decimals: 0 },
] as const;
export type TorturingProvider = (typeof providers)[number];

/** All are looked at; who plays here comes near some limits only. */
const far: Guard = { mode: 'enforce', limit: 10n ** 15n };
const guards: Guards = {
  'unmatched-win': far,
  'largest-win': { mode: 'enforce', limit: limits.largestWinMinor },
  'round-multiple': { mode: 'enforce', limit: limits.roundMultiple },
  'account-day': far,
  'provider-hour': far,
  'largest-bonus': far,
  'bonus-day': far,
};

/** To a wallet that no server serves yet. */
export async function introduceProviders(store: Store): Promise<void> {
  const [first, second] = providers;
  await setGuards(store, first.name, guards);
  const { name, contract, token, currency, decimals } = second;
  await createCurrency(store, { code: currency, decimals });
  await createProvider(store, {
    ...{ name, contracts: [contract.name], currency, guards, tokenHash: tokenHash(token) },
    ...{ allowedAddresses: undefined, signatureMode: 'off', signatureSecret: undefined },
  });
}
