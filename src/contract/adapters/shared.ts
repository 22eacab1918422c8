/** What the contracts write alike. A field that is not sent is absent, in both directions. */
import type { DecodedData, Subject } from '../adapter.ts';
import type { Movement, Outcome, Play } from '../callback.ts';
import type { AmountMinor } from '../types.ts';

/** What informs, as far as it was sent. A command's schema has looked at some of it only: what else stands there may be anything. */
type PlayOnWire = Readonly<
  Partial<
    Record<
      'provider_id' | 'game_code' | 'game_type' | 'type' | 'call_id' | 'time_stamp' | 'game_name' | 'gplay_id',
      unknown
    >
  >
>;

/** What was played. Nothing is decided by it, nor refused: what is no whole number or no text counts as not sent. */
export function playIn(sent: PlayOnWire): Play {
  const { provider_id, game_code, game_type, type, call_id, time_stamp, game_name, gplay_id } = sent;
  const play: { -readonly [Name in keyof Play]: Play[Name] } = {};
  if (isWhole(provider_id)) play.studio = provider_id;
  if (typeof game_code === 'string') play.gameCode = game_code;
  if (typeof game_type === 'string') play.gameType = game_type;
  if (isWhole(type)) play.type = type;
  if (isWhole(call_id)) play.callId = call_id;
  if (isWhole(time_stamp)) play.sentAtMs = time_stamp;
  if (typeof game_name === 'string') play.gameName = game_name;
  if (typeof gplay_id === 'string') play.session = gplay_id;
  return play;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

export type Moved = Pick<Movement, 'account'> & {
  readonly roundId?: string | undefined;
  readonly amountMinor?: AmountMinor | undefined;
  readonly play?: Play | undefined;
};

/** The fields that a bet, win or cancel has in every contract. */
export function movementData({ account, roundId, amountMinor, play = {} }: Moved): DecodedData {
  return {
    account,
    ...(play.callId !== undefined && { call_id: play.callId }),
    ...(roundId !== undefined && { round_id: roundId }),
    ...(play.studio !== undefined && { provider_id: play.studio }),
    ...(play.gameCode !== undefined && { game_code: play.gameCode }),
    ...(play.gameType !== undefined && { game_type: play.gameType }),
    ...(amountMinor !== undefined && { amount: amountMinor }),
    ...(play.type !== undefined && { type: play.type }),
  };
}

/**
 * What a request is about whose transaction has this id. Not every command has these fields: where its schema does not look,
 * what stands there may be anything, and counts only where it is what the field is elsewhere.
 */
export function subject(data: DecodedData, id: unknown): Subject {
  const { account, round_id, amount } = data as DecodedData & {
    readonly round_id?: unknown;
    readonly amount?: unknown;
  };
  const subject: { -readonly [Name in keyof Subject]: Subject[Name] } = { account };
  if (typeof id === 'string' || typeof id === 'bigint') subject.transactionId = String(id);
  if (typeof round_id === 'string') subject.roundId = round_id;
  if (typeof amount === 'bigint') subject.amountMinor = amount;
  return subject;
}

/** The counterpart of `statusOnWire`, in a reply that the contract's schema has accepted. */
export function transactionIn(reply: object): Outcome['transaction'] {
  const { data } = reply as { readonly data?: { readonly trans_status?: string } };
  if (data?.trans_status === undefined) return undefined;
  return data.trans_status === statusOnWire.cancelled ? 'cancelled' : 'standing';
}

export const statusOnWire = { standing: 'OK', cancelled: 'CANCELED' } as const satisfies Record<
  NonNullable<Outcome['transaction']>,
  string
>;
