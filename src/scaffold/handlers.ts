/** What the contract says of a command, as the comment over the function that answers it. */
import { inspect } from 'node:util';
import document from '../../generated/v1/callbacks.json' with { type: 'json' };
import { callbackPath, checkMeanings, type Command, resultMeanings, results } from '../../generated/v1/protocol.ts';
import { decodeReply } from '../contract/codec.ts';
import { parseJson } from '../contract/json.ts';
import { checksOf, deliveryOf } from '../contract/types.ts';

/** The contract's examples are in a currency with cents. */
const exampleDecimals = 2;

const meanings: Readonly<Record<string, string>> = resultMeanings;

/** The text of a documentation comment, its stars included. */
export function handlerComment(command: Command): string {
  const { summary, description } = document.paths[`${callbackPath}/${command}` as const].post;
  const checks = checksOf[command].map((check) => `  ${check}  ${checkMeanings[check]}`);
  const lines = [
    summary,
    '',
    ...description.trim().split('\n'),
    '',
    'Make the checks in `checks`, in their order; the number of the first that fails is the result:',
    ...checks,
    '',
    ...unaskedRules(command),
    '',
    'The replies. Money is in minor units:',
    ...repliesTo(command),
    '',
    ...deliveryInWords(command),
  ];
  return lines.map((line) => ` * ${line}`.trimEnd()).join('\n');
}

/** What holds whatever `checks` says. */
function unaskedRules(command: Command): string[] {
  const {
    accepted,
    alreadyProcessed,
    failed,
    inactiveAccount,
    insufficientBalance,
    unknownAccount,
    unknownTransaction,
  } = results;
  const checks: readonly number[] = checksOf[command];
  const held = [unknownAccount, insufficientBalance, unknownTransaction].filter((check) => checks.includes(check));
  const [are, they] = held.length > 1 ? ['are', 'they are'] : ['is', 'it is'];
  const moves = checks.includes(alreadyProcessed);
  return [
    `${held.join(' and ')} ${are} answered also when ${they} not asked; ${inactiveAccount} only when it is.`,
    ...(moves
      ? [
          `When ${alreadyProcessed} is not asked, a repeat moves nothing: the same once more answers ${accepted}, another amount,`,
          `account or round ${failed}. What was cancelled, before or after it came, answers ${alreadyProcessed} always.`,
        ]
      : []),
    ...(moves || checks.includes(unknownTransaction)
      ? ["An id is a bigint or a string: 5n and '5' are the same transaction."]
      : []),
  ];
}

/** As a program writes them, by result, each result with what it means. */
function repliesTo(command: Command): string[] {
  const { examples } =
    document.paths[`${callbackPath}/${command}` as const].post.responses[200].content['application/json'];
  const byShape = new Map<string, { result: number; text: string }>();
  for (const { value } of Object.values<{ value: { result: number } }>(examples).toReversed()) {
    const text = literal(command, value);
    byShape.set(`${value.result}: ${text.replace(/\d+/g, '')}`, { result: value.result, text });
  }
  const byResult = Map.groupBy([...byShape.values()].toReversed(), ({ result }) => result);
  // The wrong token is answered before a handler is called.
  byResult.delete(results.wrongToken);
  return [...byResult].flatMap(([result, replies]) => [
    ...replies.map(({ text }) => `  ${text}`),
    ...meaningOf(result).map((line) => `      ${line}`),
  ]);
}

function meaningOf(result: number): string[] {
  const [name = ''] = Object.entries(results).find(([, code]) => code === result) ?? [];
  return (meanings[name] ?? '').split('\n');
}

function literal(command: Command, onWire: object): string {
  const json = parseJson(JSON.stringify(onWire));
  const decoded = json && decodeReply(command, json, exampleDecimals);
  if (!decoded || 'violations' in decoded)
    throw new Error(`the contract has an example of ${command} that is outside of it`);
  return inspect(decoded.message, { breakLength: Infinity, depth: null });
}

function deliveryInWords(command: Command): string[] {
  const { checks, deadlineMs, attempts, delayMs, whenUnresolved } = deliveryOf[command];
  const tries = delayMs
    ? `sends it up to ${attempts} times, ${delayMs.min} to ${delayMs.max} ms apart`
    : 'sends it once';
  return [
    `The provider asks for the checks ${checks}, waits ${deadlineMs} ms for an answer (\`context.signal\` aborts then), and`,
    `${tries}. Unanswered after that, ${whenUnresolved === 'nothing' ? 'nothing follows' : `a ${whenUnresolved} follows`}.`,
  ];
}
