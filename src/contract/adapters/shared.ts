/** What the contracts write alike. A field that is not sent is absent, in both directions. */
import type { DecodedData, Subject } from '../adapter.ts';
import type { Movement, Outcome, Play } from '../callback.ts';
import type { AmountMinor } from '../types.ts';

interface PlayOnWire {
  readonly provider_id?: number;
  readonly game_code?: string;
  readonly game_type?: string;
  readonly type?: number;
  readonly call_id?: number;
  readonly time_stamp?: number;
  readonly game_name?: string;
  readonly gplay_id?: string;
}

/** What was played, as far as it was sent. */
export function playIn(sent: PlayOnWire): Play {
  const { provider_id, game_code, game_type, type, call_id, time_stamp, game_name, gplay_id } = sent;
  const play: { -readonly [Name in keyof Play]: Play[Name] } = {};
  if (provider_id !== undefined) play.studio = provider_id;
  if (game_code !== undefined) play.gameCode = game_code;
  if (game_type !== undefined) play.gameType = game_type;
  if (type !== undefined) play.type = type;
  if (call_id !== undefined) play.callId = call_id;
  if (time_stamp !== undefined) play.sentAtMs = time_stamp;
  if (game_name !== undefined) play.gameName = game_name;
  if (gplay_id !== undefined) play.session = gplay_id;
  return play;
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

/** What a request is about whose transaction has this id, if it has one. */
export function subject(data: DecodedData, id: bigint | string | undefined): Subject {
  const { account, round_id, amount } = data as DecodedData & {
    readonly round_id?: string;
    readonly amount?: AmountMinor;
  };
  const subject: { -readonly [Name in keyof Subject]: Subject[Name] } = { account };
  if (id !== undefined) subject.transactionId = String(id);
  if (round_id !== undefined) subject.roundId = round_id;
  if (amount !== undefined) subject.amountMinor = amount;
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
