/** What a callback must look like, validated by hand. */
import type { AnyContract } from '../../../src/contract/contract.ts';
import type { Command } from '../../../src/contract/types.ts';
import { numberText, type ParsedJson } from '../../../src/contract/json.ts';
import { parseMoney } from '../../../src/contract/money.ts';
import { readNames } from './names.ts';
import type { Defect, Has } from './defects.ts';

export interface Asked {
  readonly command: Command;
  readonly account: string;
  /** Of the transaction that it is about, of a cancel the one to undo: as it was sent, or the digits. Empty where the command has none. */
  readonly id: string;
  /** A cancel's own id, where the contract gives it one. */
  readonly ownId?: string;
  readonly idField: 'trans_id' | 'trans_guid';
  readonly idWasString: boolean;
  readonly round: string;
  readonly game: string;
  readonly amount: bigint;
  /** What a cancel says that its target has moved. */
  readonly saidAmount?: bigint;
  readonly type: unknown;
  /** Of a bonus call. */
  readonly bonus: boolean;
  readonly checks: readonly number[];
  readonly timestamp: string;
  /** Whether its sender has hung up. */
  readonly left?: () => boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= longest;
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const gameFields = ['call_id', 'provider_id', 'time_stamp', 'type', 'game_code', 'game_name', 'game_type'];
const idFields = ['trans_id', 'trans_guid', 'cancel_trans_guid', 'cancle_trans_guid'];
const knownFields = new Set([
  'command',
  'data',
  'timestamp',
  'check',
  'account',
  ...idFields,
  'gplay_id',
  'round_id',
  'amount',
  ...gameFields,
]);

/** The request, or what is wrong with it. */
export function readRequest({ value, exact }: ParsedJson, contract: AnyContract, has: Has): Asked | string[] {
  if (!isObject(value) || !isObject(exact)) return ['the body must be a JSON object'];
  const named = value['command'] ?? (has('command-missing-as-bet') ? 'bet' : undefined);
  const command = contract.commands.find((known) => known === named);
  if (!command) return ['command is not one of the six'];
  const data = value['data'];
  const exactData = exact['data'];
  if (!isObject(data) || !isObject(exactData)) return ['data must be an object'];

  const problems: string[] = [];
  const { timestamp, check } = value;
  if (!isText(timestamp, 32)) problems.push('timestamp must be a string');
  const unlooked = has('check-unlooked') && (check === undefined || typeof check === 'number');
  if (has('repeated-check-refused') && new Set(String(check).split(',')).size < String(check).split(',').length)
    problems.push('check must not repeat itself');
  if (unlooked) {
    // As if nothing was asked.
  } else if (typeof check !== 'string' || check.length > 128 || !/^( *[0-9]{1,9} *(, *[0-9]{1,9} *)*)?$/.test(check)) {
    problems.push('check must be a list of numbers, separated by commas');
  }
  if (has('empty-check-refused') && check === '') problems.push('check must not be empty');
  if (has('unknown-fields-refused')) {
    for (const field of Object.keys(data)) if (!knownFields.has(field)) problems.push(`${field} is unknown`);
  }
  if (has('unknown-envelope-refused')) {
    for (const field of Object.keys(value)) if (!knownFields.has(field)) problems.push(`${field} is unknown`);
  }

  const { account } = data;
  const trims = has('account-trimmed') && typeof account === 'string';
  if (!trims && (!isText(account, 64) || !/^[^\s\x00-\x1f\x7f-\x9f]+$/.test(account)))
    problems.push('data.account must be 1 to 64 printable characters');

  const identified = command !== 'authenticate' && command !== 'balance';
  const moving = command === 'bet' || command === 'win';
  const idField = contract.adapter.cancelHasId ? 'trans_guid' : 'trans_id';
  const names = !identified ? { id: '' } : readNames(command, idField, exactData, has);
  if (Array.isArray(names)) problems.push(...names);
  const said =
    command === 'cancel' && (idField === 'trans_guid' || has('cancel-amount-believed'))
      ? exactData['amount']
      : undefined;
  const saidAmount = said === undefined ? undefined : readAmount(said, has('cancel-amount-unchecked'), has);
  if (command === 'cancel' && (said === undefined ? has('cancel-amount-required') : saidAmount === undefined))
    problems.push('data.amount must be a number, not negative, of at most two decimals');
  const beside = has('envelope-over-data')
    ? exact['amount']
    : has('fields-by-any-letters')
      ? exactData['Amount']
      : undefined;
  const amount = moving
    ? readAmount(
        beside ?? exactData['amount'],
        command === 'win' && has('win-amount-unchecked'),
        has,
        command === 'win' ? 'win-amount-coerced' : 'amount-coerced',
      )
    : 0n;
  if (amount === undefined) problems.push('data.amount must be a number, not negative, of at most two decimals');

  const round = data['round_id'];
  const roundNeeded = (moving && !has('missing-round-accepted')) || (command === 'cancel' && has('cancel-needs-round'));
  const roundLooked = moving || command === 'cancel';
  if (round === undefined ? roundNeeded : roundLooked && !(isText(round, 255) && /^[^\x00-\x1f\x7f]+$/.test(round)))
    problems.push('data.round_id must be a string');
  if (moving || command === 'cancel') problems.push(...validateGame(data, moving && has('game-fields-required')));

  if (problems.length > 0 || Array.isArray(names)) return problems;
  return {
    command,
    account: String(account),
    ...names,
    idField,
    ...(saidAmount !== undefined && { saidAmount }),
    idWasString: typeof data[idField] === 'string',
    round: typeof round === 'string' ? round : '',
    game: String(data['game_code']),
    amount: amount ?? 0n,
    type: data['type'],
    bonus: data['type'] === 32,
    checks: (typeof check === 'string' ? check : '')
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(Number),
    timestamp: String(timestamp),
  };
}

/** Whole cents. */
function readAmount(
  item: unknown,
  unchecked: boolean,
  has: Has,
  coerced: Defect = 'amount-coerced',
): bigint | undefined {
  if (item === undefined && has('missing-amount-as-zero')) return 0n;
  if (has(coerced) && typeof item !== 'string' && numberText(item) === undefined)
    return BigInt(Math.round(Number(item) * 100));
  if (has(coerced) && item === '') return 0n;
  const text = typeof item === 'string' && (unchecked || has('string-amount-accepted')) ? item : numberText(item);
  if (text === undefined) return undefined;
  const rounds = has('extra-decimals-rounded') || (coerced === 'win-amount-coerced' && has('win-decimals-rounded'));
  if (has('exponent-misread') && /e/i.test(text)) return parseMoney(text.replace(/e.*/i, ''), 2);
  if (has('amounts-through-doubles')) return BigInt(Math.round(Number(text) * 100));
  if (has('int32-amounts') && Number(text) > 90_000_000) return 100n;
  if (has('fourth-decimal-cut') && /\.\d{4,}$/.test(text)) return parseMoney(text.slice(0, text.indexOf('.') + 3), 2);
  const amount = parseMoney(text, 2) ?? (rounds ? BigInt(Math.round(Number(text) * 100)) : undefined);
  if (amount === undefined || (amount < 0n && !unchecked && !has('negative-amount-accepted'))) return undefined;
  if (has('cents-through-floats')) return BigInt(Math.trunc(Number(text) * 100));
  if (has('truncated-cents')) return amount - (amount % 100n);
  return has('rounded-cents-to-one-decimal') ? ((amount + 5n) / 10n) * 10n : amount;
}

function validateGame(data: Fields, required: boolean): string[] {
  const wrong = gameFields.filter((field) => {
    const item = data[field];
    if (item === undefined) return required && field !== 'time_stamp';
    return field.startsWith('game_') ? typeof item !== 'string' || item.length > 255 : !isCount(item);
  });
  return wrong.map((field) => `data.${field} has the wrong type`);
}
