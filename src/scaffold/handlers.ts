/** What a contract says of a command, as the comment over the function that answers it. */
import { inspect } from 'node:util';
import { codecOf } from '../contract/codec.ts';
import { type AnyContract, resultName } from '../contract/contract.ts';
import { parseJson } from '../contract/json.ts';
import { resultOf } from '../contract/reply.ts';
import type { Command } from '../contract/types.ts';

/** The contract's examples are in a currency with cents. */
const exampleDecimals = 2;

/** The text of a documentation comment, its stars included. */
export function handlerComment(contract: AnyContract, command: Command): string {
  const { summary, description } = operationOf(contract, command);
  const checks = contract.commandChecks[command].map((check) => `  ${check}  ${contract.checkMeanings[check] ?? ''}`);
  const lines = [
    summary,
    '',
    ...description.trim().split('\n'),
    '',
    'Make the checks in `checks`, in their order; the number of the first that fails is the result:',
    ...checks,
    '',
    ...unaskedRules(contract, command),
    '',
    'The replies. Money is in minor units:',
    ...repliesTo(contract, command),
    '',
    ...deliveryInWords(contract, command),
  ];
  return lines.map((line) => ` * ${line}`.trimEnd()).join('\n');
}

function operationOf({ name, document, callbackPath }: AnyContract, command: Command) {
  const operation = document.paths[`${callbackPath}/${command}`]?.post;
  if (!operation) throw new Error(`the document of contract ${name} has no ${command}`);
  return operation;
}

/** What holds whatever `checks` says. */
function unaskedRules(
  { results, commandChecks, exactRequestFields, adapter }: AnyContract,
  command: Command,
): string[] {
  const {
    accepted,
    alreadyProcessed,
    failed,
    inactiveAccount,
    insufficientBalance,
    unknownAccount,
    unknownTransaction,
    unknownTarget,
  } = results;
  const checks = commandChecks[command];
  // Where a cancel names its target in a field of its own, the check of that target is the one to answer unasked.
  const unknown = unknownTarget !== undefined && checks.includes(unknownTarget) ? unknownTarget : unknownTransaction;
  const held = [unknownAccount, insufficientBalance, unknown].filter((check) => checks.includes(check));
  const [are, they] = held.length > 1 ? ['are', 'they are'] : ['is', 'it is'];
  const moves = checks.includes(alreadyProcessed);
  const ownCancel = command === 'cancel' && adapter.cancelHasId;
  return [
    `${held.join(' and ')} ${are} answered also when ${they} not asked; ${inactiveAccount} only when it is.`,
    ...(moves && !ownCancel
      ? [
          `When ${alreadyProcessed} is not asked, a repeat moves nothing: the same once more answers ${accepted}, another amount,`,
          `account or round ${failed}. What was cancelled, before or after it came, answers ${alreadyProcessed} always.`,
        ]
      : []),
    ...(ownCancel
      ? [
          `When ${alreadyProcessed} is not asked, the same cancel once more answers ${accepted} and moves nothing, and one whose id is`,
          `another transaction's answers ${failed}. Another cancel of what is cancelled answers ${accepted}, and moves nothing.`,
        ]
      : []),
    ...(exactRequestFields[command].some(({ kind }) => kind === 'int64')
      ? ["An id is a bigint or a string: 5n and '5' are the same transaction."]
      : []),
  ];
}

/** As a program writes them, by result, each result with what it means. */
function repliesTo(contract: AnyContract, command: Command): string[] {
  const { examples = {} } = operationOf(contract, command).responses['200']?.content?.['application/json'] ?? {};
  const byShape = new Map<string, { result: number; text: string }>();
  for (const { value } of Object.values(examples).toReversed()) {
    const result = resultOf(value);
    const text = literal(contract, command, value);
    byShape.set(`${result}: ${text.replace(/\d+/g, '')}`, { result, text });
  }
  const byResult = Map.groupBy([...byShape.values()].toReversed(), ({ result }) => result);
  // The wrong token is answered before a handler is called.
  byResult.delete(contract.results.wrongToken);
  return [...byResult].flatMap(([result, replies]) => [
    ...replies.map(({ text }) => `  ${text}`),
    ...meaningOf(contract, result).map((line) => `      ${line}`),
  ]);
}

function meaningOf(contract: AnyContract, result: number): string[] {
  return (contract.resultMeanings[resultName(contract, result) ?? ''] ?? '').split('\n');
}

function literal(contract: AnyContract, command: Command, onWire: object): string {
  const json = parseJson(JSON.stringify(onWire));
  const decoded = json && codecOf(contract, exampleDecimals).decodeReply(command, json);
  if (!decoded || 'violations' in decoded)
    throw new Error(`the contract has an example of ${command} that is outside of it`);
  return inspect(decoded.message, { breakLength: Infinity, depth: null });
}

function deliveryInWords({ delivery, results }: AnyContract, command: Command): string[] {
  const { checks, deadlineMs, attempts, delayMs, until, whenUnresolved } = delivery[command];
  const ended = until === 'accepted' ? `, until ${results.accepted} or a result that settles it` : '';
  const tries = delayMs
    ? `sends it up to ${attempts} times, ${delayMs.min} to ${delayMs.max} ms apart${ended}`
    : 'sends it once';
  return [
    `The provider asks for the checks ${checks}, waits ${deadlineMs} ms for an answer (\`context.signal\` aborts then), and`,
    `${tries}. Unanswered after that, ${whenUnresolved === 'nothing' ? 'nothing follows' : `a ${whenUnresolved} follows`}.`,
  ];
}
