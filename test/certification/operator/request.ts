/** What a callback must look like, judged by hand. */
import { type Command, commands } from '../../../generated/v1/protocol.ts';
import { numberText, type ParsedJson } from '../../../src/contract/json.ts';
import { parseDecimal, parseMoney } from '../../../src/contract/money.ts';
import type { Has } from './defects.ts';

export interface Asked {
  readonly command: Command;
  readonly account: string;
  /** The digits; empty where the command has none. */
  readonly id: string;
  readonly idWasString: boolean;
  readonly round: string;
  readonly amount: bigint;
  readonly checks: readonly number[];
  readonly timestamp: string;
}

type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= longest;
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const largestId = 2n ** 63n - 1n;
const gameFields = ['call_id', 'provider_id', 'type', 'game_code', 'game_name', 'game_type'];
const knownFields = new Set([
  'command',
  'data',
  'timestamp',
  'check',
  'account',
  'trans_id',
  'round_id',
  'amount',
  ...gameFields,
]);

/** The request, or what is wrong with it. */
export function readRequest({ value, exact }: ParsedJson, has: Has): Asked | string[] {
  if (!isObject(value) || !isObject(exact)) return ['the body must be a JSON object'];
  const command = commands.find((known) => known === value['command']);
  if (!command) return ['command is not one of the six'];
  const data = value['data'];
  const exactData = exact['data'];
  if (!isObject(data) || !isObject(exactData)) return ['data must be an object'];

  const problems: string[] = [];
  const { timestamp, check } = value;
  if (!isText(timestamp, 32)) problems.push('timestamp must be a string');
  if (typeof check !== 'string' || check.length > 128 || !/^( *[0-9]{1,9} *(, *[0-9]{1,9} *)*)?$/.test(check)) {
    problems.push('check must be a list of numbers, separated by commas');
  }
  if (has('empty-check-refused') && check === '') problems.push('check must not be empty');
  if (has('unknown-fields-refused')) {
    for (const field of [...Object.keys(value), ...Object.keys(data)])
      if (!knownFields.has(field)) problems.push(`${field} is unknown`);
  }

  const { account } = data;
  if (!isText(account, 64) || !/^[^\s\x00-\x1f\x7f-\x9f]+$/.test(account))
    problems.push('data.account must be 1 to 64 printable characters');

  const named = command !== 'authenticate' && command !== 'balance';
  const moving = command === 'bet' || command === 'win';
  const id = named ? readId(exactData['trans_id'], has) : '';
  if (id === undefined) problems.push('data.trans_id must be a whole number from 1 to 2^63-1');
  const amount = moving ? readAmount(exactData['amount'], command === 'win' && has('win-amount-unchecked'), has) : 0n;
  if (amount === undefined) problems.push('data.amount must be a number, not negative, of at most two decimals');

  const round = data['round_id'];
  const roundNeeded = (moving && !has('missing-round-accepted')) || (command === 'cancel' && has('cancel-needs-round'));
  const roundLooked = moving || command === 'cancel';
  if (round === undefined ? roundNeeded : roundLooked && !(isText(round, 255) && /^[^\x00-\x1f\x7f]+$/.test(round)))
    problems.push('data.round_id must be a string');
  if (moving || command === 'cancel') problems.push(...judgeGame(data, moving && has('game-fields-required')));

  if (problems.length > 0) return problems;
  return {
    command,
    account: String(account),
    id: id ?? '',
    idWasString: typeof data['trans_id'] === 'string',
    round: typeof round === 'string' ? round : '',
    amount: amount ?? 0n,
    checks: String(check)
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(Number),
    timestamp: String(timestamp),
  };
}

/** The digits of an id without loss. */
function readId(item: unknown, has: Has): string | undefined {
  if (has('any-id-accepted') && typeof item === 'string') return item;
  if (has('any-id-accepted')) return numberText(item);
  if (typeof item === 'string' && (has('string-id-refused') || !/^[1-9][0-9]{0,18}$/.test(item))) return undefined;
  const text = typeof item === 'string' ? item : numberText(item);
  if (text === undefined) return undefined;
  const id = parseDecimal(text, 0);
  if (id === undefined || id < 1n || id > largestId) return undefined;
  if (has('long-id-refused') && id > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return has('ids-through-floats') ? String(Number(id)) : String(id);
}

/** Whole cents. */
function readAmount(item: unknown, unchecked: boolean, has: Has): bigint | undefined {
  if (item === undefined && has('missing-amount-as-zero')) return 0n;
  const text = typeof item === 'string' && (unchecked || has('string-amount-accepted')) ? item : numberText(item);
  if (text === undefined) return undefined;
  const amount = has('extra-decimals-rounded') ? BigInt(Math.round(Number(text) * 100)) : parseMoney(text, 2);
  if (amount === undefined || (amount < 0n && !unchecked && !has('negative-amount-accepted'))) return undefined;
  if (has('cents-through-floats')) return BigInt(Math.trunc(Number(text) * 100));
  if (has('truncated-cents')) return amount - (amount % 100n);
  return has('rounded-cents-to-one-decimal') ? ((amount + 5n) / 10n) * 10n : amount;
}

function judgeGame(data: Fields, required: boolean): string[] {
  const wrong = gameFields.filter((field) => {
    const item = data[field];
    if (item === undefined) return required;
    return field.startsWith('game_') ? typeof item !== 'string' || item.length > 255 : !isCount(item);
  });
  return wrong.map((field) => `data.${field} has the wrong type`);
}
