/** The contracts that the kit speaks, by name. A further one is a folder in `openapi/callbacks/`, an adapter, and a line here. */
import { type AnyContract } from './contract.ts';
import { v1 } from './v1.ts';
import { v4 } from './v4.ts';

export { v1, v4 };

export const contracts: Readonly<Record<string, AnyContract>> = { v1, v4 };

/** The contract of this name; `undefined` where there is none. */
export function contractNamed(name: string): AnyContract | undefined {
  return Object.hasOwn(contracts, name) ? contracts[name] : undefined;
}
