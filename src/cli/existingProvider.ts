/** What the commands about a provider have in common: that it is there, and why nothing was changed. */
import type { WhyNot } from '../wallet/providerChanges.ts';
import { findProvider, type Provider } from '../wallet/providers.ts';
import type { LedgerReader } from '../wallet/store.ts';
import { Refused } from './input.ts';

/** Printed where something was changed. */
export const knownSoon = 'Every server knows it within 5 seconds.';

export async function existingProvider(reader: LedgerReader, name: string): Promise<Provider> {
  const provider = await findProvider(reader, name);
  if (provider) return provider;
  throw new Refused(`there is no provider ${JSON.stringify(name)}. See them with: seamless providers list`);
}

export function demandDone(whyNot: WhyNot, name: string): void {
  if (whyNot === undefined) return;
  throw new Refused(
    {
      'name-taken': `provider ${name} exists already. See it with: seamless providers show ${name}`,
      'token-taken': 'the token, or secret, is in use already, and tells who is calling: give one that is new',
      'under-way': `a rotation of ${name} is under way: end it with --finish, or both at once with the new file and --finish`,
    }[whyNot],
  );
}
