import { type AnyContract, checkNames, type Contract } from './contract.ts';
import type { CheckName } from './callback.ts';
import type { CheckOf, CommandOf, Messages } from './types.ts';

export interface CheckList<M extends Messages<M>, C extends CommandOf<M>> {
  /** The checks to make, in the order in which to make them. */
  readonly checks: readonly CheckOf<M, C>[];
  /** The same in the wallet's language. */
  readonly names: readonly CheckName[];
  /** What was asked for beside them and is not among the command's checks. */
  readonly ignored: readonly number[];
}

/** Reads the `check` field of requests of each command. A provider hardly ever asks otherwise than it did last. */
export function checkReader<M extends Messages<M>>(
  contract: Contract<M>,
): <C extends CommandOf<M>>(command: C, text: string) => CheckList<M, C> {
  const lastRead = new Map<string, { readonly text: string; readonly list: CheckList<M, CommandOf<M>> }>();
  const names = checkNames(contract);
  return <C extends CommandOf<M>>(command: C, text: string) => {
    const last = lastRead.get(command);
    // Kept by its command: what is found is the list of this one.
    if (last?.text === text) return last.list as CheckList<M, C>;
    const list = readChecks<M, C>(contract.commandChecks[command], names, text);
    lastRead.set(command, { text, list });
    return list;
  };
}

function readChecks<M extends Messages<M>, C extends CommandOf<M>>(
  known: readonly number[],
  names: ReadonlyMap<number, CheckName>,
  text: string,
): CheckList<M, C> {
  const numbers = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const checks = numbers.filter((number) => known.includes(number));
  return {
    checks: checks,
    names: checks.map((check) => names.get(check)).filter((name) => name !== undefined),
    ignored: numbers.filter((number) => !known.includes(number)),
  };
}

/** The numbers of these checks on the wire, as a request asks for them. */
export function checksOnWire({ results }: Pick<AnyContract, 'results'>, names: readonly CheckName[]): string {
  return names.map((name) => results[name]).join(',');
}
