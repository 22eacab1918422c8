import { type Check, checksOf, type Command } from './types.ts';

export interface CheckList {
  /** The checks to make, in the order in which to make them. */
  readonly checks: readonly Check[];
  /** What was asked for beside them and is not among the command's checks. */
  readonly ignored: readonly number[];
}

/** Reads the `check` field of a request of this command. A provider hardly ever asks otherwise than it did last. */
export function parseChecks(command: Command, text: string): CheckList {
  const last = lastRead.get(command);
  if (last?.text === text) return last.list;
  const list = readChecks(command, text);
  lastRead.set(command, { text, list });
  return list;
}

const lastRead = new Map<Command, { readonly text: string; readonly list: CheckList }>();

function readChecks(command: Command, text: string): CheckList {
  const numbers = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const known = (number: number): number is Check => checksOf[command].some((check) => check === number);
  return { checks: numbers.filter(known), ignored: numbers.filter((number) => !known(number)) };
}
