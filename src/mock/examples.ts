/** The answers that the contract's examples hold, and which of them belongs to which request. */
import type { AnyContract } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';
import { at, entries } from './document.ts';

/** An example of a reply. */
export interface Example {
  readonly name: string;
  /** The status under which it stands. */
  readonly httpStatus: number;
  readonly reply: unknown;
  /** The example of a request that has the same name: the two are a pair. */
  readonly request?: unknown;
  /** Whose request it answers. */
  readonly account?: string;
}

export interface CommandExamples {
  readonly all: readonly Example[];
  /** The answer to every account that has no example of its own. */
  readonly accepted: Example;
  /** Every status that the contract has for this command. */
  readonly httpStatuses: readonly number[];
}

/** Reads those of the contract's document, or of another version of it. */
export function examplesIn(
  contract: AnyContract,
  document: object = contract.document,
): (command: Command) => CommandExamples {
  const found = new Map(contract.commands.map((command) => [command, examplesOf(contract, document, command)]));
  return (command) => found.get(command) ?? examplesOf(contract, document, command);
}

/** The answer that is paired with a request of this account. */
export function answerFor({ all, accepted }: CommandExamples, account: string): Example {
  return all.find((example) => example.account === account) ?? accepted;
}

function examplesOf({ callbackPath, results }: AnyContract, document: object, command: Command): CommandExamples {
  const operation = at(document, document, 'paths', `${callbackPath}/${command}`, 'post');
  const responses = entries(at(document, operation, 'responses')).filter(([httpStatus]) =>
    /^[0-9]{3}$/.test(httpStatus),
  );
  const all = responses.flatMap(([httpStatus, response]) =>
    entries(at(document, response, ...inContent)).map(([name, example]): Example => {
      const request = at(document, operation, 'requestBody', ...inContent, name, 'value');
      const account = at(document, request, 'data', 'account');
      const reply = at(document, example, 'value');
      return { name, httpStatus: Number(httpStatus), reply, request, ...(typeof account === 'string' && { account }) };
    }),
  );
  const accepted = all.find(
    ({ reply, request }) => request !== undefined && at(document, reply, 'result') === results.accepted,
  );
  if (!accepted) throw new Error(`the contract has no pair of examples in which ${command} is accepted`);
  return { all, accepted, httpStatuses: responses.map(([httpStatus]) => Number(httpStatus)) };
}

const inContent = ['content', 'application/json', 'examples'] as const;
