/** The providers that a server knows: those of its wallet, which may change at any time, and the one of its own flags. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyContract } from '../contract/contract.ts';
import { contractNamed } from '../contract/contracts.ts';
import { reasonOf } from '../contract/reason.ts';
import { type CallbackProvider, type ProviderDirectory, providerDirectory } from '../edge/providers.ts';
import { tokenHash } from '../edge/token.ts';
import type { PlayedCommand } from '../wallet/command.ts';
import { listProviders, type Provider } from '../wallet/providers.ts';
import { firstProvider } from '../wallet/state.ts';
import type { LedgerReader } from '../wallet/store.ts';

/** A change holds after this, and the time that it takes to read. */
const everyMs = 2_000;

/** What the flags say of the first provider; without a token it does not call. */
export interface ProviderOfFlags {
  readonly contracts: readonly [AnyContract, ...AnyContract[]];
  readonly tokens: readonly string[];
  readonly allowedAddresses?: readonly string[] | undefined;
}

/** What is told of the providers, for log and metrics. */
export interface ProviderEvents {
  /** These are served from now on. */
  readonly served: (providers: readonly CallbackProvider[]) => void;
  /** What keeps some, or all, from being served as the wallet says; told once. */
  readonly failed: (problem: string) => void;
}

/** Under what a provider's callbacks are carried out. */
export type TermsOf = (provider: string) => Pick<PlayedCommand, 'terms' | 'betsPaused'> | undefined;

export interface KnownProviders {
  /** As they were read last. */
  readonly directory: () => ProviderDirectory;
  readonly termsOf: TermsOf;
  stop(): Promise<void>;
}

/** A token by flag is that of a provider of the wallet: it would not tell whose a callback is. */
export class TokenTaken extends Error {
  override readonly name = 'TokenTaken';
}

interface Known {
  readonly directory: ProviderDirectory;
  readonly terms: ReadonlyMap<string, ReturnType<TermsOf>>;
  readonly served: readonly CallbackProvider[];
  readonly problems: readonly string[];
}

/** Reads the providers now, and again and again until it is stopped. Rejects with `TokenTaken`. */
export async function knowProviders(
  reader: LedgerReader,
  ofFlags: ProviderOfFlags,
  { served, failed }: ProviderEvents,
): Promise<KnownProviders> {
  const first = await listProviders(reader);
  refuseTaken(first, ofFlags);
  let last = fingerprint(first);
  let known = toKnown(first, ofFlags);
  const tell = (): void => {
    served(known.served);
    known.problems.forEach(failed);
  };
  tell();
  let failing = false;
  const readAgain = async (): Promise<void> => {
    const providers = await listProviders(reader);
    failing = false;
    const now = fingerprint(providers);
    if (now === last) return;
    known = toKnown(providers, ofFlags);
    last = now;
    tell();
  };
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    while (await sleep(everyMs, true, { signal: stopping.signal, ref: false }).catch(() => false)) {
      await readAgain().catch((error: unknown) => {
        if (!failing) failed(`the providers can't be read, and are as they were: ${reasonOf(error)}`);
        failing = true;
      });
    }
  };
  const watching = watch();
  return {
    directory: () => known.directory,
    termsOf: (provider) => known.terms.get(provider),
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}

function fingerprint(providers: readonly Provider[]): string {
  return JSON.stringify(providers, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

function refuseTaken(providers: readonly Provider[], { tokens }: ProviderOfFlags): void {
  const own = new Set(tokens.map(tokenHash));
  const owner = providers.find(({ tokenHashes }) => tokenHashes.some((hash) => own.has(hash)));
  if (owner) throw new TokenTaken(`it is the token of provider ${owner.name}`);
}

function toKnown(providers: readonly Provider[], ofFlags: ProviderOfFlags): Known {
  const problems: string[] = [];
  const served = providers.flatMap((provider) => toServed(provider, ofFlags, problems));
  return {
    directory: providerDirectory(served),
    terms: new Map(providers.map(({ name, terms, betsPaused }) => [name, { terms, betsPaused }])),
    served,
    problems,
  };
}

/** One that can't be served is told, and keeps no other from it: a newer program may have made it. */
function toServed(provider: Provider, ofFlags: ProviderOfFlags, problems: string[]): CallbackProvider[] {
  try {
    const callbackProvider = toCallbackProvider(provider, ofFlags, problems);
    if (!callbackProvider) return [];
    providerDirectory([callbackProvider]);
    return [callbackProvider];
  } catch (error) {
    problems.push(reasonOf(error));
    return [];
  }
}

function toCallbackProvider(
  provider: Provider,
  ofFlags: ProviderOfFlags,
  problems: string[],
): CallbackProvider | undefined {
  const { name, currencyDecimals, signatureMode: mode, signatureSecrets: secrets } = provider;
  const signature = mode === 'off' ? undefined : { mode, secrets };
  const own = ofFlags.tokens.map(tokenHash);
  if (name === firstProvider) {
    const { contracts, allowedAddresses } = ofFlags;
    return own.length === 0
      ? undefined
      : { name, contracts, tokenHashes: own, allowedAddresses, currencyDecimals, signature };
  }
  const tokenHashes = provider.tokenHashes.filter((hash) => !own.includes(hash));
  if (tokenHashes.length < provider.tokenHashes.length)
    problems.push(`a token of provider ${name} is one by flag as well, and counts as that`);
  const [contract, ...others] = (provider.contracts ?? []).map((contractName) => {
    const found = contractNamed(contractName);
    if (!found) throw new Error(`provider ${name} can't be served: there is no contract ${contractName}`);
    return found;
  });
  if (!contract || tokenHashes.length === 0) return undefined;
  const { allowedAddresses } = provider;
  return { name, contracts: [contract, ...others], tokenHashes, allowedAddresses, currencyDecimals, signature };
}
