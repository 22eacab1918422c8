/** The providers whose callbacks come to one URL: a request's token tells which of them sent it. */
import type { AnyContract } from '../contract/contract.ts';
import { type SignatureVerifier, signatureVerifier } from '../contract/signature.ts';
import { addressVerifier } from './addresses.ts';
import { isTokenHash, tokenFinder } from './token.ts';

/** A provider, and how its callbacks are verified and read. */
export interface CallbackProvider {
  /** As a callback names it: 1 to 32 of `a-z`, `0-9` and `-`, of which the first is no `-`. */
  readonly name: string;
  /** In which its callbacks may come; the body tells which. */
  readonly contracts: readonly [AnyContract, ...AnyContract[]];
  /** SHA-256 of each of its tokens, in hex; two while one replaces the other. At least one. */
  readonly tokenHashes: readonly string[];
  /** From where it may call: addresses and networks, as in `192.0.2.7` and `10.0.0.0/8`. From anywhere when it is not given. */
  readonly allowedAddresses?: readonly string[] | undefined;
  /** Decimals of its currency, by which amounts on the wire become minor units. */
  readonly currencyDecimals: number;
  /** Whether its callbacks are signed. Nothing is looked at when it is not given. */
  readonly signature?: SignaturePolicy | undefined;
}

export interface SignaturePolicy {
  /** `observe`: what is not rightly signed is served, and noted. `required`: it is answered as a wrong token is. */
  readonly mode: 'observe' | 'required';
  /** `whsec_` and then 24 to 64 bytes in base64; two while one replaces the other. At least one. */
  readonly secrets: readonly string[];
}

/** A provider as it is known by its token, with what its requests are verified by. */
export interface KnownProvider extends Pick<CallbackProvider, 'name' | 'contracts' | 'currencyDecimals'> {
  /** Absent where it may call from anywhere. */
  readonly rightAddress?: (address: string | undefined) => boolean;
  readonly signature?: KnownSignature;
}

export interface KnownSignature {
  readonly required: boolean;
  readonly verify: SignatureVerifier;
}

/** Never changes; what changes is which one is asked. */
export interface ProviderDirectory {
  /** The provider whose token it is, found in a time that does not depend on the token. */
  readonly find: (token: string | undefined) => KnownProvider | undefined;
}

/**
 * Knows these providers by their tokens. Throws `Error` when two have one name or one token, for a provider without a token, for a
 * hash that is none, and for an address or a secret that is none.
 */
export function providerDirectory(providers: readonly CallbackProvider[]): ProviderDirectory {
  const names = new Set<string>();
  const owners = new Map<string, KnownProvider>();
  for (const provider of providers) {
    const { name, tokenHashes } = provider;
    if (names.has(name)) throw new Error(`two providers have the name ${name}`);
    names.add(name);
    if (tokenHashes.length === 0) throw new Error(`provider ${name} needs at least one token`);
    const known = knownOf(provider);
    for (const tokenHash of new Set(tokenHashes)) {
      if (!isTokenHash(tokenHash))
        throw new Error(`provider ${name}: a token must be given as its SHA-256, in 64 hexadecimal digits`);
      const owner = owners.get(tokenHash);
      if (owner) throw new Error(`providers ${owner.name} and ${name} have the same token`);
      owners.set(tokenHash, known);
    }
  }
  return { find: tokenFinder(owners) };
}

function knownOf({ name, contracts, currencyDecimals, allowedAddresses, signature }: CallbackProvider): KnownProvider {
  try {
    return {
      name,
      contracts,
      currencyDecimals,
      ...(allowedAddresses && { rightAddress: addressVerifier(allowedAddresses) }),
      ...(signature && {
        signature: { required: signature.mode === 'required', verify: signatureVerifier(signature.secrets) },
      }),
    };
  } catch (cause) {
    throw new Error(`provider ${name} can't be served: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
