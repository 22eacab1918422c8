/** The provider's own account of the money, from its outbox, against what the operator says. */
import type { AmountMinor } from '../contract/types.ts';
import type { OperatorDelivery } from '../delivery/delivery.ts';
import { allDeliveries, type DeliveryRecord, type OutboxReader } from '../delivery/outbox/outbox.ts';

/** The provider's own account of the money at one operator, by what its outbox knows. Amounts are in minor units. */
export interface Book {
  /** What each account must have gained (or, below 0, lost), by its name. */
  readonly movedMinor: ReadonlyMap<string, AmountMinor>;
  /** The sum of the accepted bets, cancelled ones included. */
  readonly stakedMinor: AmountMinor;
  /** The sum of the accepted wins, cancelled ones included. */
  readonly paidMinor: AmountMinor;
  /** The sum of the bets and wins that a cancel has undone. */
  readonly cancelledMinor: AmountMinor;
  /** Pending and unresolved deliveries, of which nobody knows yet whether they moved anything. */
  readonly open: readonly DeliveryRecord[];
}

/** An account whose balance is not what the book says. Amounts are in minor units. */
export interface Difference {
  readonly account: string;
  /** The balance by the book. */
  readonly expectedMinor: AmountMinor;
  /** The balance by the operator; `undefined` when it did not answer. */
  readonly toldMinor: AmountMinor | undefined;
}

/**
 * Adds up what the outbox knows to be settled. A cancel gives back what its target has moved, whatever the cancel says of
 * it, and does so once; one whose target did not happen, or is itself a cancel, moves nothing.
 */
export async function bookOf(outbox: OutboxReader, operator: string): Promise<Book> {
  const movedMinor = new Map<string, AmountMinor>();
  const standing = new Map<string, AmountMinor>();
  const cancels: DeliveryRecord[] = [];
  const open: DeliveryRecord[] = [];
  let [stakedMinor, paidMinor, cancelledMinor] = [0n, 0n, 0n];

  function move(account: string, deltaMinor: AmountMinor): void {
    movedMinor.set(account, (movedMinor.get(account) ?? 0n) + deltaMinor);
  }

  for await (const record of allDeliveries(outbox, { operator })) {
    const { state, command, account, transactionId, amountMinor } = record;
    if (state === 'pending' || state === 'unresolved') open.push(record);
    if (state !== 'accepted') continue;
    if (command === 'cancel') cancels.push(record);
    else {
      const deltaMinor = command === 'bet' ? -amountMinor : amountMinor;
      standing.set(transactionId, deltaMinor);
      move(account, deltaMinor);
      if (command === 'bet') stakedMinor += amountMinor;
      else paidMinor += amountMinor;
    }
  }
  for (const { account, transactionId } of cancels) {
    const deltaMinor = standing.get(transactionId) ?? 0n;
    standing.delete(transactionId);
    move(account, -deltaMinor);
    cancelledMinor += deltaMinor < 0n ? -deltaMinor : deltaMinor;
  }
  return { movedMinor, stakedMinor, paidMinor, cancelledMinor, open };
}

/** The accounts whose balance is not what the book says it must be. */
export async function compare(
  book: Book,
  openingMinor: ReadonlyMap<string, AmountMinor>,
  delivery: OperatorDelivery,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const [account, opening] of openingMinor) {
    const expectedMinor = opening + (book.movedMinor.get(account) ?? 0n);
    const toldMinor = await balanceOf(delivery, account);
    if (toldMinor !== expectedMinor) differences.push({ account, expectedMinor, toldMinor });
  }
  return differences;
}

/** The account's balance as the operator tells it, or nothing. */
export async function balanceOf(delivery: OperatorDelivery, account: string): Promise<AmountMinor | undefined> {
  const outcome = await delivery.balance({ account });
  return outcome.kind === 'accepted' ? outcome.balanceMinor : undefined;
}
