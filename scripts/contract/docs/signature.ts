import type { Contract } from '../generate/contract.ts';
import type { Notation } from './notation.ts';

/** The headers of a signed callback. */
export function signatureTable({ components }: Contract, { table }: Notation): string {
  const headers = Object.values(components.parameters ?? {});
  return table(
    ['header', 'meaning'],
    headers.map(({ name, description }) => [`\`${name}\``, description]),
  );
}
