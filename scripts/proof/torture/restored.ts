/** Whether a restored ledger has lost what came after its copy was taken: all of that, and nothing else. */
import type { Entry } from '../../../src/wallet/state.ts';
import { type Acknowledged, standsAs } from './acknowledged.ts';

export interface Comparison {
  readonly kept: Acknowledged[];
  readonly lost: Acknowledged[];
  readonly wrong: string[];
}

/**
 * Compares an account's journal with its `entries`. What was answered before the copy must be there as it was acknowledged,
 * and what was sent after it must not. What was under way at the copy may be there, and the transaction `openId`, which
 * is under way now, may be there again.
 */
export function compare(
  journal: readonly Acknowledged[],
  entries: readonly Entry[],
  copiedAtMs: number,
  openId: bigint | undefined,
): Comparison {
  const kept: Acknowledged[] = [];
  const lost: Acknowledged[] = [];
  const wrong: string[] = [];
  const byId = Map.groupBy(entries, ({ transactionId }) => transactionId);
  for (const acknowledged of journal) {
    const { kind, id, answeredAtMs, sentAtMs } = acknowledged;
    const entry = byId.get(String(id))?.find((one) => standsAs[kind].some((as) => as === one.kind));
    const isLost = entry === undefined || sentAtMs > copiedAtMs;
    (isLost ? lost : kept).push(acknowledged);
    if (!entry && answeredAtMs < copiedAtMs)
      wrong.push(`${kind} ${id} was acknowledged before the copy, and is missing`);
    if (entry && isLost && id !== openId)
      wrong.push(`${kind} ${id} was sent after the copy, and is there all the same`);
    if (entry && !isLost && !isAsAcknowledged(entry, acknowledged))
      wrong.push(
        `${kind} ${id} is not as it was acknowledged, but a ${entry.kind} with balance ${entry.balanceAfterMinor}`,
      );
  }
  return { kept, lost, wrong: [...wrong, ...strangers(journal, entries, openId)] };
}

/** What moved follows: the audit compares it with the balances before and after. */
function isAsAcknowledged(entry: Entry, { balanceAfterMinor }: Acknowledged): boolean {
  return entry.balanceAfterMinor === balanceAfterMinor;
}

/** Entries of transactions that nobody was told of. A bet without an answer is known by its cancel. */
function strangers(journal: readonly Acknowledged[], entries: readonly Entry[], openId: bigint | undefined): string[] {
  const known = new Set([...journal.map(({ id }) => String(id)), String(openId)]);
  return entries
    .filter(({ kind, transactionId }) => kind !== 'opening' && !known.has(transactionId))
    .map(({ kind, transactionId }) => `${kind} ${transactionId} is there, and was never acknowledged`);
}
