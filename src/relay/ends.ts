/** How a delivery ended, whether it is told now or stands in the outbox. */
import { codecOf } from '../contract/codec.ts';
import { parseJson } from '../contract/json.ts';
import { usualDecimals } from '../contract/money.ts';
import type { DeliveryOutcome } from '../delivery/delivery.ts';
import type { OperatorSettings } from '../delivery/operators.ts';
import type { AttemptRecord, DeliveryRecord, DeliveryState } from '../delivery/outbox/outbox.ts';

export interface End {
  readonly state: Exclude<DeliveryState, 'pending'>;
  readonly result?: number;
  readonly balanceMinor?: bigint;
  /** Whether it ended just now. */
  readonly told?: 'now';
}

export function endOf(outcome: Exclude<DeliveryOutcome, { kind: 'unavailable' }>): End {
  const { kind: state } = outcome;
  return {
    state,
    told: 'now',
    ...(outcome.kind === 'refused' && { result: outcome.result }),
    ...('balanceMinor' in outcome && outcome.balanceMinor !== undefined && { balanceMinor: outcome.balanceMinor }),
  };
}

/** Result and balance stand in what the operator answered to the last attempt. */
export function endOfRecord(
  { state, phase }: DeliveryRecord,
  attempts: readonly AttemptRecord[],
  { contract, currencyDecimals = usualDecimals }: OperatorSettings,
): End | undefined {
  if (state === 'pending') return undefined;
  const last = attempts.at(-1);
  if (last?.outcome !== 'replied') return { state };
  const json = parseJson(last.answer);
  const decoded = json && codecOf(contract, currencyDecimals).decodeReply(phase, json);
  if (!decoded || 'violations' in decoded) return { state };
  const reply: unknown = decoded.message;
  return { state, ...(state === 'refused' && resultIn(reply)), ...balanceIn(reply) };
}

function resultIn(reply: unknown): Pick<End, 'result'> {
  const found = typeof reply === 'object' && reply !== null && 'result' in reply ? reply.result : undefined;
  return typeof found === 'number' ? { result: found } : {};
}

function balanceIn(reply: unknown): Pick<End, 'balanceMinor'> {
  const data = typeof reply === 'object' && reply !== null && 'data' in reply ? reply.data : undefined;
  const balance = typeof data === 'object' && data !== null && 'balance' in data ? data.balance : undefined;
  return typeof balance === 'bigint' ? { balanceMinor: balance } : {};
}
