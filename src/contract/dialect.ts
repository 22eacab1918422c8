/** The one place that knows how a transaction and its outcome are named on the wire. */
import { results } from '../../generated/v1/protocol.ts';
import type { Callback, Outcome } from './callback.ts';
import { exactAt, numberText, type ParsedJson } from './json.ts';
import type { AmountMinor, CallbackData, CallbackReply, Check, Command } from './types.ts';
import { visible } from './visible.ts';

type MovementData = CallbackData<'bet' | 'win'>;
type ReferenceData = CallbackData<'cancel' | 'status'>;

export function enquiry(data: CallbackData<'authenticate' | 'balance'>, checks: readonly Check[]): Callback {
  return { kind: 'enquiry', account: data.account, checks };
}

export function movement(kind: 'bet' | 'win', data: MovementData, checks: readonly Check[]): Callback {
  const { account, round_id: roundId, amount: amountMinor } = data;
  return { kind, account, transactionId: transactionId(data), roundId, amountMinor, checks };
}

export function reference(kind: 'cancel' | 'status', data: ReferenceData, checks: readonly Check[]): Callback {
  return { kind, account: data.account, transactionId: transactionId(data), checks };
}

/** The name of the transaction inside the program: `5` and `"5"` are the same. */
function transactionId(data: MovementData | ReferenceData): string {
  return String(data.trans_id);
}

/** The cancel that undoes a bet or a win. */
export function cancelOf(data: MovementData): CallbackData<'cancel'> {
  const { amount, type, call_id, ...rest } = data;
  return rest;
}

/** What a command is about, for a log or an outbox; what a command does not name is absent. */
export function subjectOf(data: CallbackData): Subject {
  const { account, trans_id, round_id, amount }: Partial<MovementData> & { readonly account: string } = data;
  const subject: { -readonly [Name in keyof Subject]: Subject[Name] } = { account };
  if (trans_id !== undefined) subject.transactionId = String(trans_id);
  if (round_id !== undefined) subject.roundId = round_id;
  if (amount !== undefined) subject.amountMinor = amount;
  return subject;
}

/** Longer than anything that the contract allows in its place. */
const longestReadable = 255;

/** What a request is about that is outside the contract, as far as that can be read; only for people. */
export function readableSubject(json: ParsedJson): Partial<Subject> {
  const [account, transactionId, roundId] = ['account', 'trans_id', 'round_id'].map((name) => readable(json, name));
  return { ...(account && { account }), ...(transactionId && { transactionId }), ...(roundId && { roundId }) };
}

function readable(json: ParsedJson, name: string): string | undefined {
  const { data } = isObject(json.value) ? json.value : {};
  const item = exactAt(json, ['data', name], isObject(data) ? data[name] : undefined);
  // What has been decoded by now is a bigint.
  const text = typeof item === 'string' || typeof item === 'bigint' ? String(item) : numberText(item);
  return text === undefined || text.length > longestReadable ? undefined : visible(text);
}

function isObject(item: unknown): item is Readonly<Record<string, unknown>> {
  return typeof item === 'object' && item !== null;
}

export interface Subject {
  readonly account: string;
  readonly transactionId?: string;
  readonly roundId?: string;
  readonly amountMinor?: AmountMinor;
}

type AcceptedData<C extends Command> = Extract<CallbackReply<C>, { result: typeof results.accepted }>['data'];

const acceptedData: {
  readonly [C in Command]: (data: CallbackData<C>, balance: AmountMinor, outcome: Outcome) => AcceptedData<C>;
} = {
  authenticate: ({ account }, balance) => ({ account, balance }),
  balance: (_data, balance) => ({ balance }),
  bet: (_data, balance) => ({ balance }),
  win: (_data, balance) => ({ balance }),
  cancel: (_data, balance) => ({ balance }),
  status: ({ trans_id }, _balance, { transaction }) => ({
    trans_id,
    trans_status: transaction === 'cancelled' ? 'CANCELED' : 'OK',
  }),
};

/** The answer on the wire. An outcome that this command can't have is a bug and throws. */
export function toReply<C extends Command>(command: C, data: CallbackData<C>, outcome: Outcome): CallbackReply<C> {
  const { result, balanceMinor } = outcome;
  if (result === 'accepted') {
    if (balanceMinor === undefined) throw new Error(`an accepted ${command} has no balance`);
    const reply = { result: results.accepted, status: 'OK', data: acceptedData[command](data, balanceMinor, outcome) };
    return reply as CallbackReply<C>;
  }
  const balance = balanceMinor === undefined ? {} : { data: { balance: balanceMinor } };
  // Which result carries a balance is decided with the result; the edge checks it against the schema.
  return { result: results[result], status: 'ERROR', ...balance } as unknown as CallbackReply<C>;
}
