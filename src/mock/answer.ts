/** From a callback to the answer that the contract's examples have for it. */
import { randomUUID } from 'node:crypto';
import { type Codec, codecOf, textViolations } from '../contract/codec.ts';
import type { Violation } from '../contract/violation.ts';
import type { AnyContract } from '../contract/contract.ts';
import type { ParsedJson } from '../contract/json.ts';
import type { Command, Messages } from '../contract/types.ts';
import type { HttpReply } from '../edge/core.ts';
import { bodyOf, noSuchCommand, parseBody, type Refusal, violationsFound } from '../edge/admission.ts';
import { isObject, property } from './document.ts';
import { answerFor, type CommandExamples, type Example, examplesIn } from './examples.ts';
import type { Fault } from './faults.ts';
import { parsePrefer, type Preferences } from './prefer.ts';
import { type AskPrism, openPrism, type Wanted } from './prism.ts';

/** A contract that is ready to be answered from. */
export interface Examples {
  readonly contract: AnyContract;
  readonly codec: Codec<Messages>;
  readonly examplesOf: (command: Command) => CommandExamples;
  readonly ask: AskPrism;
}

/** Reads the examples in a version of the contract's document. Throws `PrismMissing` when Prism is not installed. */
export async function openExamples(
  contract: AnyContract,
  document: object,
  currencyDecimals: number,
): Promise<Examples> {
  return {
    contract,
    codec: codecOf(contract, currencyDecimals),
    examplesOf: examplesIn(contract, document),
    ask: await openPrism(contract, document),
  };
}

export interface AnswerSettings {
  /** Of answers that are made up. Another one each time when there is none. */
  readonly seed?: string;
  readonly currencyDecimals: number;
  /** Tells whether this callback shall fail. */
  readonly drawFault: (command: Command) => Fault | undefined;
}

/** What is to be sent, and how. */
export interface Answer {
  readonly reply: HttpReply;
  readonly waitMs?: number;
  readonly fault?: Fault | undefined;
}

export function refuse(contract: AnyContract, refusal: Refusal): Answer {
  return { reply: { httpStatus: refusal.httpStatus, body: bodyOf(contract, refusal) } };
}

/** Answers the bytes of a body. */
export async function answer(
  opened: Examples,
  bytes: Buffer,
  prefer: string,
  settings: AnswerSettings,
): Promise<Answer> {
  const { contract } = opened;
  const parsed = parseBody(bytes);
  if ('httpStatus' in parsed) return refuse(contract, parsed);
  const { body, json } = parsed;
  const command = contract.commands.find((known) => known === body['command']);
  if (command === undefined) return refuse(contract, noSuchCommand(contract));
  const { data } = body;
  const outside = (violations: readonly Violation[]): Answer => refuse(contract, violationsFound(violations));
  const amended = isObject(data) ? (contract.adapter.amend?.(command, data) ?? []) : [];
  if (amended.length > 0) return outside(amended);
  const examples = opened.examplesOf(command);
  const preferences = parsePrefer(prefer, examples);
  if ('violations' in preferences) return outside(preferences.violations);
  const account = property(data, 'account');
  const { example, wanted } = choose(examples, typeof account === 'string' ? account : '', preferences, settings.seed);
  const answered = await opened.ask(command, body, wanted);
  if ('violations' in answered) return outside(answered.violations);
  const decoded = decode(opened, command, json);
  if ('violations' in decoded) return outside(decoded.violations);
  const made = wanted.dynamicSeed === undefined ? answered.reply : rounded(answered.reply, settings.currencyDecimals);
  const reply = echoing(made, (example.request ? example : examples.accepted).request, decoded.message);
  if (!isObject(reply)) throw new Error(`the contract's reply ${example.name} is not an object`);
  const drawn = settings.drawFault(command);
  return {
    reply: { httpStatus: wanted.httpStatus, body: opened.codec.encodeExampleReply(command, reply) },
    waitMs: preferences.waitMs ?? 0,
    fault: preferences.fault ?? drawn,
  };
}

function decode(
  { contract, codec }: Examples,
  command: Command,
  json: ParsedJson,
): { readonly message: object } | { readonly violations: readonly Violation[] } {
  const brokenTexts = textViolations(contract, command, json);
  const decoded = codec.decodeRequest(command, json);
  if ('violations' in decoded) return { violations: [...decoded.violations, ...brokenTexts] };
  return brokenTexts.length > 0 ? { violations: brokenTexts } : decoded;
}

/** The answer that is preferred, or else the one that is paired with the account. */
function choose(
  examples: CommandExamples,
  account: string,
  preferences: Preferences,
  seed: string | undefined,
): { example: Example; wanted: Wanted } {
  const paired = preferences.example ?? answerFor(examples, account);
  const { httpStatus = preferences.dynamic ? examples.accepted.httpStatus : paired.httpStatus } = preferences;
  const example =
    paired.httpStatus === httpStatus
      ? paired
      : (examples.all.find((other) => other.httpStatus === httpStatus) ?? paired);
  if (preferences.dynamic)
    return { example, wanted: { httpStatus, dynamicSeed: preferences.seed ?? seed ?? randomUUID() } };
  return { example, wanted: { httpStatus, ...(example.httpStatus === httpStatus && { example: example.name }) } };
}

/**
 * The reply with each field that the request has too as it was asked, to the digit. What counts as a field
 * of the request is what its example has: unknown fields change nothing.
 */
function echoing(reply: unknown, example: unknown, asked: unknown): unknown {
  if (example === undefined || asked === undefined) return reply;
  if (!isObject(reply)) return asked;
  const fields = Object.entries(reply).map(([key, item]) => [
    key,
    echoing(item, property(example, key), property(asked, key)),
  ]);
  return Object.fromEntries(fields);
}

/** Money that is made up has any number of decimals, the currency's does not. */
function rounded(reply: unknown, decimals: number): unknown {
  return JSON.parse(JSON.stringify(reply), (_key, item: unknown) =>
    typeof item === 'number' ? Number(item.toFixed(decimals)) : item,
  );
}
