/** Bets that are right, and bets that are right but for one thing. */
import type { Prose } from '../case.ts';
import type { Data, Moving, Request } from '../requests.ts';
import type { Trial } from '../trial.ts';
import type { Answer } from '../answer.ts';
import type { Dialect, Id } from './dialects.ts';

export const inputHint =
  'Validate the request against the contract before any work, and answer what is outside of it with HTTP 400 and result 99.';

/** A movement of 5.00 (in cents of two decimals) that would be carried out. */
export function right(t: Trial, command: Moving): Request {
  return t.request(command, t.movementData(command, t.newId(), 500n));
}

export function rightBet(t: Trial): Request {
  return right(t, 'bet');
}

/** A cancel that names itself. */
export function cancelItself(t: Trial, id: Id): Promise<Answer> {
  return t.raw(JSON.stringify(t.request('cancel', t.cancelData(id, { cancelId: id }), '21,22,41,43')));
}

/** A bet that is right but for one thing; what it says replaces what is right. */
export interface Spoilt {
  readonly name: string;
  readonly only?: string;
  /** Where it is believed, it may leave no balance. */
  readonly late?: boolean;
  readonly what: Prose;
  /** A win in place of the bet. */
  readonly command?: Moving;
  readonly spoil: (bet: Request, words: Dialect) => object | string;
}

/** The same bet with other fields. */
export const withData =
  (change: Data) =>
  (bet: Request): object => ({ ...bet, data: { ...bet.data, ...change } });

/** Those of its round, which no other request had. */
const digitsOf = (bet: Request): string => String(bet.data['round_id']);

/** Its digits, which no other request had, and SQL. */
const quoted = (bet: Request, { idField }: Dialect): object =>
  withData({ [idField]: `${digitsOf(bet)}' OR '1'='1` })(bet);

/** What some languages take for a number. */
const noAmounts = [
  ['true', true],
  ['null', null],
  ['empty', ''],
  ['list', [5]],
] as const;

/** What is no id, of digits that no other has. */
const noIds = {
  zero: { what: '0', of: () => '0' },
  negative: { what: 'negative', of: (digits: string) => `-${digits}` },
  fraction: { what: 'no whole number', of: (digits: string) => `${digits}.9` },
  'too-large': { what: 'above 2^63', of: (digits: string) => `9${digits}000000`.padEnd(20, '7') },
} as const;

export const mustRefuse: readonly Spoilt[] = [
  { name: 'json.malformed', what: 'JSON that breaks off', spoil: (bet) => JSON.stringify(bet).slice(0, -5) },
  { name: 'json.empty', what: 'An empty body', spoil: () => '' },
  { name: 'json.not-an-object', what: 'JSON that is no object', spoil: (bet) => [bet] },
  { name: 'command.unknown', what: 'An unknown command', spoil: (bet) => ({ ...bet, command: 'bet2' }) },
  {
    name: 'command.inherited',
    what: 'A command that is the name of something inside',
    spoil: (bet) => ({ ...bet, command: 'toString' }),
  },
  { name: 'data.null', what: 'A request whose data is null', spoil: (bet) => ({ ...bet, data: null }) },
  { name: 'data.missing', what: 'A request without data', spoil: ({ data: _data, ...rest }) => rest },
  { name: 'account.missing', what: 'A bet without account', spoil: withData({ account: undefined }) },
  { name: 'account.number', what: 'An account that is a number', spoil: withData({ account: 12345 }) },
  { name: 'account.quote', what: 'An account with quotes', spoil: withData({ account: `x'--";` }) },
  {
    name: 'account.quote.or',
    what: 'An account that would match any in SQL that is glued together',
    spoil: withData({ account: `x'OR'1'='1` }),
  },
  { name: 'account.control', what: 'An account with control characters', spoil: withData({ account: 'a\u0000b\n' }) },
  {
    name: 'id.missing',
    what: ({ idField }) => `A bet without ${idField}`,
    spoil: (bet, { idField }) => withData({ [idField]: undefined })(bet),
  },
  {
    name: 'id.quote',
    only: 'v1',
    what: ({ idField }) => `A ${idField} with quotes`,
    spoil: quoted,
  },
  ...(['cancel', 'status'] as const).map((command): Spoilt => ({
    name: `id.quote.${command}`,
    only: 'v1',
    what: ({ idField }) => `A ${command} whose ${idField} has quotes`,
    spoil: (bet, words) => ({ ...quoted(bet, words), command, check: '21,42' }),
  })),
  {
    name: 'id.empty',
    only: 'v4',
    what: 'A bet with an empty trans_guid',
    spoil: withData({ trans_guid: '' }),
  },
  {
    name: 'id.control',
    only: 'v4',
    what: 'A trans_guid with control characters',
    spoil: (bet) => withData({ trans_guid: `${digitsOf(bet)}\u0000\n1` })(bet),
  },
  {
    name: 'cancel.target.missing',
    only: 'v4',
    what: 'A cancel that names nothing to undo',
    spoil: (bet) => ({ ...bet, command: 'cancel', check: '21,22,41,43' }),
  },
  { name: 'amount.missing', late: true, what: 'A bet without amount', spoil: withData({ amount: undefined }) },
  { name: 'amount.negative', late: true, what: 'A negative amount', spoil: withData({ amount: -5 }) },
  { name: 'amount.string', late: true, what: 'An amount that is a string', spoil: withData({ amount: '5' }) },
  {
    name: 'win.amount.missing',
    late: true,
    what: 'A win without amount',
    command: 'win',
    spoil: withData({ amount: undefined }),
  },
  {
    name: 'win.amount.negative',
    late: true,
    what: 'A win of a negative amount',
    command: 'win',
    spoil: withData({ amount: -5 }),
  },
  {
    name: 'win.amount.string',
    late: true,
    what: 'A win whose amount is a string',
    command: 'win',
    spoil: withData({ amount: '5' }),
  },
  ...(['bet', 'win'] as const).flatMap((command) =>
    noAmounts.map(([name, value]): Spoilt => ({
      name: command === 'win' ? `win.amount.${name}` : `amount.${name}`,
      late: true,
      command,
      what: `A ${command} whose amount is ${JSON.stringify(value)}`,
      spoil: withData({ amount: value }),
    })),
  ),
  ...(['zero', 'negative', 'fraction', 'too-large'] as const).map((name): Spoilt => ({
    name: `id.${name}`,
    only: 'v1',
    what: `A trans_id that is ${noIds[name].what}`,
    spoil: (bet) => withData({ trans_id: JSON.rawJSON(noIds[name].of(digitsOf(bet))) })(bet),
  })),
  {
    name: 'account.blank',
    what: 'An account with a blank at its end',
    spoil: (bet) => withData({ account: `${String(bet.data['account'])} ` })(bet),
  },
  { name: 'data.list', what: 'A request whose data is a list', spoil: (bet) => ({ ...bet, data: [bet.data] }) },
  { name: 'command.missing', what: 'A request without command', spoil: ({ command: _command, ...rest }) => rest },
  { name: 'json.deep', what: 'JSON of ten thousand levels', spoil: () => `${'['.repeat(10_000)}${']'.repeat(10_000)}` },
  { name: 'amount.huge', late: true, what: 'An amount beyond any balance', spoil: withData({ amount: 1e300 }) },
];
