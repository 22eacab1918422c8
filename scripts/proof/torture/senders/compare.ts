/** What of an operator must say the same: its ledger, its deliveries and their settlements, what games were told, what the wire saw. */
import { type DeliveryRecord, deliveryId } from '../../../../src/delivery/outbox/outbox.ts';
import type { Settlement } from '../../../../src/delivery/outbox/query.ts';
import { firstProvider, type Entry } from '../../../../src/wallet/state.ts';
import type { Told } from './told.ts';

/** All that there is of one operator. */
export interface Evidence {
  readonly records: readonly DeliveryRecord[];
  /** Of the operator's ledger. */
  readonly entries: readonly Entry[];
}

/** What an operator's ledger has of a transaction. */
interface Known {
  /** The bet or win. */
  readonly movements: readonly Entry[];
  /** Whether something of it counts. */
  readonly stands: boolean;
  readonly cancelRequests: number;
}

/** Each bet, win and cancel against the ledger, and the ledger against them. */
export function compareLedger({ records, entries }: Evidence): string[] {
  const ledger = ledgerOf(entries);
  const byTransaction = Map.groupBy(records, ({ transactionId }) => transactionId);
  const wrong: string[] = [];
  for (const [transactionId, about] of byTransaction)
    wrong.push(...compareTransaction(about, ledger.get(transactionId)));
  for (const transactionId of ledger.keys())
    if (!byTransaction.has(transactionId)) wrong.push(`${transactionId} was never sent to this operator`);
  return wrong;
}

function ledgerOf(entries: readonly Entry[]): Map<string, Known> {
  const sent = entries.filter(({ provider }) => provider === firstProvider);
  const about = Map.groupBy(sent, ({ targetId, transactionId }) => targetId ?? transactionId);
  return new Map(
    Array.from(about, ([id, some]) => {
      const movements = some.filter(({ kind }) => kind === 'bet' || kind === 'win');
      const isUndone = some.some(({ kind }) => kind === 'cancel');
      const cancelRequests = some.filter(({ kind }) => kind === 'cancel-request').length;
      return [id, { movements, stands: movements.length > 0 && !isUndone, cancelRequests }];
    }),
  );
}

function compareTransaction(about: readonly DeliveryRecord[], known: Known | undefined): string[] {
  const { movements = [], stands = false, cancelRequests = 0 } = known ?? {};
  const wrong: string[] = [];
  const isCancelled = about.some(({ command, state }) => command === 'cancel' && state === 'accepted');
  for (const record of about) {
    const { id, command, state, account, amountMinor } = record;
    if (state === 'pending' || state === 'unresolved') wrong.push(`${id} is still ${state}`);
    if (command !== 'bet' && state === 'refused') wrong.push(`${id} was refused`);
    if (command === 'cancel') continue;
    const mustStand = state === 'accepted' && !isCancelled;
    if (stands !== mustStand) wrong.push(`${id} is ${state}, and ${stands ? 'stands' : 'does not stand'}`);
    const deltaMinor = command === 'bet' ? -amountMinor : amountMinor;
    const isRight = (entry: Entry): boolean =>
      entry.kind === command && entry.account === account && entry.deltaMinor === deltaMinor;
    if (state === 'accepted' && (movements.length !== 1 || !movements.every(isRight)))
      wrong.push(`${id} is accepted, and in the ledger ${movements.length} times, or otherwise`);
  }
  const cancels = about.filter(({ command, state }) => command === 'cancel' || state === 'cancelled').length;
  if (cancelRequests > cancels)
    wrong.push(`${about[0]?.id ?? ''} was cancelled under ${cancelRequests} ids, and not ${cancels}`);
  return wrong;
}

/** How each delivery ended: once, but for what was tried again; and as whoever read on behind a cursor had it. */
export function compareSettlements(
  records: readonly DeliveryRecord[],
  settlements: readonly Settlement[],
  followed: readonly Settlement[],
): string[] {
  const rows = (list: readonly Settlement[]): string[] => list.map(({ delivery, state }) => `${delivery.id} ${state}`);
  const wrong: string[] = [];
  const [all, read] = [rows(settlements), rows(followed)];
  const differs = Array.from({ length: Math.max(all.length, read.length) }, (_, row) => row).find(
    (row) => all[row] !== read[row],
  );
  if (differs !== undefined)
    wrong.push(`settlement ${differs} is ${all[differs] ?? 'none'}, and who read on had ${read[differs] ?? 'none'}`);
  const byId = Map.groupBy(settlements, ({ delivery }) => delivery.id);
  for (const { id, state } of records) {
    const ends = (byId.get(id) ?? []).map((settled) => settled.state);
    const isInOrder = ends.at(-1) === state && ends.slice(0, -1).every((end) => end === 'unresolved');
    if (!isInOrder) wrong.push(`${id} is ${state}, and was settled as ${ends.join(', ') || 'nothing'}`);
    byId.delete(id);
  }
  for (const id of byId.keys()) wrong.push(`${id} was settled, and is not there`);
  return wrong;
}

/** What a game was told must hold. */
export function compareTold({ records, entries }: Evidence, told: readonly Told[]): string[] {
  const ledger = ledgerOf(entries);
  const byId = new Map(records.map((record) => [record.id, record]));
  return told.flatMap(({ operator, command, transactionId, outcome, reason = '' }) => {
    const id = deliveryId({ operator, command, transactionId });
    const is = (expected: DeliveryRecord['state']): boolean => byId.get(id)?.state === expected;
    const stands = ledger.get(transactionId)?.stands ?? false;
    const isUndone = byId.get(deliveryId({ operator, command: 'cancel', transactionId }))?.state === 'accepted';
    const holds = {
      accepted: is('accepted') && stands === (command !== 'cancel' && !isUndone),
      refused: is('refused') && !stands,
      cancelled: !stands,
      // Not begun, or begun again later.
      unavailable: true,
      // Nobody knew then.
      unresolved: true,
      rejected: false,
    }[outcome];
    return holds
      ? []
      : [`${id} was told to be ${outcome}${reason && `: ${reason}`}, and is ${byId.get(id)?.state ?? 'not there'}`];
  });
}

/** A bet is sent once, and never again, whoever takes it over. */
export function betsSentAgain(seen: ReadonlyMap<string, number>): string[] {
  return Array.from(seen, ([request, times]) =>
    request.startsWith('bet ') && times > 1 ? [`sent ${times} times: ${request}`] : [],
  ).flat();
}
