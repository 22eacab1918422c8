/** A contract, and what answers its callbacks: functions for its commands, or a wallet that knows no wire. */
import type { DecodedData } from '../contract/adapter.ts';
import type { Callback, Outcome } from '../contract/callback.ts';
import { type CheckList, checkReader } from '../contract/checks.ts';
import { codecOf, textViolations } from '../contract/codec.ts';
import type { Violation } from '../contract/violation.ts';
import { type AnyContract, anyContract, type Contract } from '../contract/contract.ts';
import type { ParsedJson } from '../contract/json.ts';
import { isKnown, resultOf, toReply } from '../contract/reply.ts';
import type { CallbackData, CommandOf, Messages } from '../contract/types.ts';
import type { CallbackContext, CallbackHandlers, NotedContext } from './handler.ts';

/**
 * A wallet in one function, whatever the contract: what came of a callback. When it throws or rejects, it says that it
 * cannot know whether money moved, and the provider gets HTTP 500.
 */
export type Wallet = (callback: Callback, context: CallbackContext) => Promise<Outcome>;

/** A reply as JSON, with its code. */
interface Answered {
  readonly result: number;
  readonly body: string;
}

/** A request within the contract, ready to be answered. */
export interface ReadRequest {
  readonly data: DecodedData;
  /** What was asked for beside the checks that its command has. */
  readonly ignoredChecks: readonly number[];
  /** `unknown` where nobody knows yet how it ends. */
  answer(context: NotedContext): Promise<Answered | 'unknown'>;
}

/** A contract with what answers its callbacks, whatever the types of its messages are. */
export interface Served {
  readonly contract: AnyContract;
  /** Reads the body of a request of this command, which the contract's schema has accepted. */
  readonly read: (command: string, json: ParsedJson) => ReadRequest | { readonly violations: readonly Violation[] };
}

/** Serves a contract by functions for its commands. */
export function servedByHandlers<M extends Messages<M>>(
  contract: Contract<M>,
  handlers: CallbackHandlers<M>,
  decimals: number,
): Served {
  const codec = codecOf(contract, decimals);
  return reading(contract, decimals, (command, data, { checks }) => async (context) => {
    const reply = await handlers[command](data, checks, context);
    return { result: resultOf(reply), body: codec.encodeReply(command, reply) };
  });
}

/** Serves a contract by a wallet, for the provider of this name. */
function servedByWallet(contract: AnyContract, wallet: Wallet, provider: string, decimals: number): Served {
  const { adapter } = contract;
  const codec = codecOf(contract, decimals);
  return reading(contract, decimals, (command, data, { names }) => {
    const callback = adapter.toCallback(command, data, { provider, checks: names });
    return async (context) => {
      const outcome = await wallet(callback, context);
      if (outcome.note) context.note(outcome.note);
      context.caught = outcome.caught ?? [];
      if (!isKnown(outcome)) {
        context.note(outcome.result);
        return 'unknown';
      }
      const reply = toReply(contract, command, data, outcome);
      return { result: reply.result, body: codec.encodeReply(command, reply) };
    };
  });
}

/** Serves all of these contracts by one wallet, for the provider of this name. */
export function servedUnder(
  contracts: readonly AnyContract[],
  wallet: Wallet,
  currencyDecimals: number,
  provider: string,
): Served[] {
  return contracts.map((contract) => servedByWallet(contract, wallet, provider, currencyDecimals));
}

/** What a callback calls its provider where there is only one. */
export const onlyProvider = 'default';

/** Contracts that are served side by side; the body tells which it is in. */
export interface ServedTogether {
  /** In whose words that is answered which is in none. */
  readonly first: Served;
  /** The fields of all of them that name a transaction. */
  readonly idFields: readonly string[];
  /** The contract of a request with this `data`: one that names a transaction as the request does, or the first. */
  readonly of: (data: unknown) => Served;
}

/** Throws `Error` when there is none. */
export function servedTogether(served: readonly Served[]): ServedTogether {
  const [first] = served;
  if (!first) throw new Error('at least one contract is needed');
  // In an older contract the fields of a newer one are unknown, and allowed: so the newest that has one decides.
  const newestFirst = served.toSorted((one, other) =>
    other.contract.version.localeCompare(one.contract.version, 'en', { numeric: true }),
  );
  return {
    first,
    idFields: served.flatMap(({ contract }) => contract.adapter.idFields),
    of: (data) => {
      if (newestFirst.length === 1 || !isObject(data)) return first;
      const names = ({ contract }: Served): boolean =>
        contract.adapter.idFields.some((field) => data[field] !== undefined && data[field] !== null);
      return newestFirst.find(names) ?? first;
    },
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type AnswerTo<M extends Messages<M>> = <C extends CommandOf<M>>(
  command: C,
  data: CallbackData<M, C>,
  list: CheckList<M, C>,
) => ReadRequest['answer'];

function reading<M extends Messages<M>>(contract: Contract<M>, decimals: number, answerTo: AnswerTo<M>): Served {
  const { decodeRequest } = codecOf(contract, decimals);
  const readChecks = checkReader(contract);
  return {
    contract: anyContract(contract),
    read: (name, json) => {
      const command = contract.commands.find((known) => known === name);
      if (command === undefined) throw new Error(`contract ${contract.name} has no command ${name}`);
      const brokenTexts = textViolations(contract, command, json);
      const decoded = decodeRequest(command, json);
      if ('violations' in decoded) return { violations: [...decoded.violations, ...brokenTexts] };
      if (brokenTexts.length > 0) return { violations: brokenTexts };
      const { data, check } = decoded.message;
      const list = readChecks(command, check);
      return { data, ignoredChecks: list.ignored, answer: answerTo(command, data, list) };
    },
  };
}
