/** Whose request it is: told by its token, before anything else is looked at. */
import { v1 } from '../contract/contracts.ts';
import type { AnyContract } from '../contract/contract.ts';
import { addressVerifier } from './addresses.ts';
import type { KnownProvider, ProviderDirectory } from './providers.ts';
import { type Served, servedTogether, type ServedTogether, servedUnder, type Wallet } from './served.ts';
import { tokenVerifier } from './token.ts';

/** Who may call, where there is one provider. */
export interface CallerOptions {
  /**
   * The tokens that are valid, of which a request has one in its header `Callback-Token` (the contract's security scheme);
   * two while one replaces the other. At least one, and none of them empty. Any other token is answered with result 100.
   */
  readonly tokens: readonly string[];
  /**
   * Who may call: addresses and networks, as in `192.0.2.7` and `10.0.0.0/8`. Anybody when it is not given. Others are
   * answered as with a wrong token.
   */
  readonly allowedAddresses?: readonly string[] | undefined;
}

/** What a request of a provider is verified by, and what answers it. */
export interface Recognised extends Pick<KnownProvider, 'rightAddress' | 'signature'> {
  /** Its name, where there may be several. */
  readonly provider?: string;
  readonly served: ServedTogether;
}

export interface Recognition {
  /** In whose words that is answered which names nobody; its header has the token. */
  readonly envelope: AnyContract;
  readonly find: (token: string | undefined) => Recognised | undefined;
}

/** Throws `Error` without a token, or with an empty one, without a contract, and for an address that is none. */
export function oneProvider(contracts: readonly Served[], { tokens, allowedAddresses }: CallerOptions): Recognition {
  if (tokens.length === 0) throw new Error('at least one token is needed');
  if (tokens.includes('')) throw new Error('a token must not be empty');
  const rightToken = tokenVerifier(tokens);
  const served = servedTogether(contracts);
  const recognised = { served, ...(allowedAddresses && { rightAddress: addressVerifier(allowedAddresses) }) };
  return { envelope: served.first.contract, find: (token) => (rightToken(token) ? recognised : undefined) };
}

/** By the directory that is valid when a request comes. What is prepared for a provider is made once for each directory. */
export function severalProviders(providers: () => ProviderDirectory, wallet: Wallet): Recognition {
  const prepared = new WeakMap<KnownProvider, Recognised>();
  function recognisedAs(known: KnownProvider): Recognised {
    const { name, contracts, currencyDecimals, ...verifiers } = known;
    const served = servedTogether(servedUnder(contracts, wallet, currencyDecimals, name));
    const recognised = { provider: name, served, ...verifiers };
    prepared.set(known, recognised);
    return recognised;
  }
  return {
    // Header, codes and words of what is refused unread are alike in all contracts.
    envelope: v1,
    find: (token) => {
      const known = providers().find(token);
      return known && (prepared.get(known) ?? recognisedAs(known));
    },
  };
}
