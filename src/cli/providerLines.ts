/** How a provider is told of. Tokens and secrets are in no line. */
import type { Provider } from '../wallet/providers.ts';
import { guardLines } from './guards.ts';

/** In a list. */
export function providerLine(provider: Provider): string {
  const { name, contracts, terms } = provider;
  return [name, contracts?.join() ?? fromFlags, terms.currency, stateOf(provider)].join('\t');
}

/** All that is known of it. */
export function providerLines(provider: Provider): string[] {
  const { contracts, terms, allowedAddresses, signatureMode } = provider;
  const ofFlags = contracts === undefined;
  const lines = {
    contract: contracts?.join() ?? fromFlags,
    currency: terms.currency,
    state: stateOf(provider),
    addresses: ofFlags ? fromFlags : (allowedAddresses?.join() ?? 'any'),
    tokens: ofFlags ? fromFlags : countOf(provider.tokenHashes, 'token'),
    signature: `${signatureMode}${provider.signatureSecrets.length > 0 ? `, ${countOf(provider.signatureSecrets, 'secret')}` : ''}`,
  };
  return [
    ...Object.entries(lines).map(([label, text]) => `${label}\t${text}`),
    ...guardLines(provider).map((line) => `guard\t${line}`),
  ];
}

const fromFlags = "by the server's flags";

function countOf({ length }: readonly string[], what: string): string {
  return length > 1 ? `two ${what}s are valid, until the rotation is finished` : `one ${what} is valid`;
}

function stateOf({ betsPaused, terms: { winsHeld } }: Provider): string {
  const states = [...(betsPaused ? ['no new bets'] : []), ...(winsHeld ? ['every win is held'] : [])];
  return states.join(', ') || 'active';
}
