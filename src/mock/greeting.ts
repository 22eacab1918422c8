import type { AnyContract } from '../contract/contract.ts';
import { type CommandExamples, examplesIn } from './examples.ts';

/** What the mock can be asked for: the examples of each command, with the account that each answers. */
export function greeting(contract: AnyContract): string {
  const { commands } = contract;
  const examplesOf = examplesIn(contract);
  const names = commands.map((command) => namesIn(examplesOf(command)));
  const shared = (names[0] ?? []).filter((name) => names.every((others) => others.includes(name)));
  const lines = commands.map((command) => `  ${command}: ${ownExamples(examplesOf(command), shared).join(', ')}`);
  return `Examples, with the account that each answers:\n${lines.join('\n')}\n  and for each of them: ${shared.join(', ')}`;
}

function namesIn({ all }: CommandExamples): string[] {
  return all.map(({ name }) => name);
}

function ownExamples({ all, accepted }: CommandExamples, shared: readonly string[]): string[] {
  const own = all.filter(({ name }) => !shared.includes(name));
  return own.map((example) => {
    const account = example === accepted ? 'any other' : example.account;
    return account === undefined ? example.name : `${example.name} (${account})`;
  });
}
