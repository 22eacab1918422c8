/** From the wallet's words to the API's. */
import { resultName } from '../contract/contract.ts';
import type { OperatorSettings } from '../delivery/operators.ts';
import type { AttemptRecord, DeliveryRecord } from '../delivery/outbox/outbox.ts';
import type { Settlement as Settled } from '../delivery/outbox/query.ts';
import type { End } from './ends.ts';
import type { BetOutcome, Delivery, DeliveryWithAttempts, Pending, SettledOutcome, Settlement } from './types.ts';

/** What a bet ended as, for a game: whatever is neither taken nor refused does not count. */
export function betReply(operator: OperatorSettings, deliveryId: string, end: End): { status: 200; body: BetOutcome } {
  const { state } = end;
  if (state !== 'accepted' && state !== 'refused') return { status: 200, body: { outcome: 'not-placed', deliveryId } };
  return { status: 200, body: { outcome: state, ...answerIn(operator, end), deliveryId } };
}

export function settledReply(
  operator: OperatorSettings,
  deliveryId: string,
  end: End,
): { status: 200; body: SettledOutcome } {
  return { status: 200, body: { outcome: end.state, ...answerIn(operator, end), deliveryId } };
}

export function pendingReply(deliveryId: string): { status: 202; body: Pending; location: string } {
  return { status: 202, body: { outcome: 'pending', deliveryId }, location: locationOf(deliveryId) };
}

export function locationOf(deliveryId: string): string {
  return `/deliveries/${encodeURIComponent(deliveryId)}`;
}

/** What the operator said beside yes or no. */
export function answerIn(
  { contract }: OperatorSettings,
  { result, balanceMinor }: Pick<End, 'result' | 'balanceMinor'>,
): Pick<SettledOutcome, 'result' | 'reason' | 'balanceMinor'> {
  const reason = result === undefined ? undefined : resultName(contract, result);
  return {
    ...(result !== undefined && { result }),
    ...(reason !== undefined && { reason }),
    ...(balanceMinor !== undefined && { balanceMinor: String(balanceMinor) }),
  };
}

export function toDelivery(record: DeliveryRecord): Delivery {
  const { id, operator, contract, command, phase, account, transactionId, roundId, state, attempts } = record;
  const known = { id, operator, contract, command, phase, account, transactionId, roundId, state, attempts };
  return { ...known, amountMinor: String(record.amountMinor), createdAt: toTime(record.createdAtMs) };
}

export function toDeliveryWithAttempts(
  record: DeliveryRecord,
  attempts: readonly AttemptRecord[],
): DeliveryWithAttempts {
  return {
    ...toDelivery(record),
    log: attempts.map(({ command, atMs, durationMs, outcome, httpStatus, answer }) => ({
      command,
      at: toTime(atMs),
      durationMs,
      outcome,
      ...(httpStatus !== undefined && { httpStatus }),
      answer,
    })),
  };
}

export function toSettlement({ delivery, state, atMs }: Settled): Settlement {
  const { id: deliveryId, command, account, transactionId, roundId, amountMinor } = delivery;
  const known = { deliveryId, command, account, transactionId, roundId, amountMinor: String(amountMinor) };
  return { ...known, state, settledAt: toTime(atMs) };
}

export function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
