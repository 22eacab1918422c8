/** Many deliveries, retried or resolved at once. */
import { tell } from '../contract/observer.ts';
import { after as afterMs } from './clock.ts';
import type { Page } from './outbox/query.ts';
import type { Carried } from './outcome.ts';
import type { DeliveryRecord, DeliveryState, Outbox } from './outbox/outbox.ts';

/** Which deliveries are meant: those with these ids, or else all unresolved ones that meet every condition which is given. */
export interface Selection {
  readonly ids?: readonly string[];
  readonly operator?: string;
  /** Created at this time or later, in milliseconds since 1970. */
  readonly createdFromMs?: number;
  /** Created before this time. */
  readonly createdUntilMs?: number;
  /** What the last attempt met: `timed-out` and so on, as in `AttemptRecord.outcome`. */
  readonly error?: string;
  /** Goes on behind what another pass had come to: its `cursor`. */
  readonly after?: string;
  /** How many are begun in a second; 50 when not given, and as many as there are where they are named by their ids. */
  readonly perSecond?: number;
  /** Begins no more when it aborts. */
  readonly signal?: AbortSignal;
  /** Told of each once it has ended. */
  readonly told?: (end: { readonly id: string; readonly state: DeliveryState }) => void;
}

/** What came of a selection. */
export interface BulkReport {
  /** How many ended in each state. What was left alone, since it is neither unresolved nor a refused win or cancel, is not among them. */
  readonly ended: ReadonlyMap<DeliveryState, number>;
  /** All that was selected up to here has been begun: what a further pass goes on behind. */
  readonly cursor: string;
}

/** What goes on with a delivery. */
interface Sender {
  demandReadable(record: DeliveryRecord): void;
  goOn(record: DeliveryRecord): Promise<Carried>;
}

const pageSize = 100;
const usualPerSecond = 50;

/** Tries again. What is named by its id is looked at before anything is begun: where one can't be read, it rejects with `UnusableOutbox`. */
export async function retryAll(
  outbox: Outbox,
  selection: Selection,
  senderTo: (operator: string) => Sender | undefined,
): Promise<BulkReport> {
  for (const id of selection.ids ?? []) {
    const found = await outbox.find(id);
    if (found) senderTo(found.operator)?.demandReadable(found);
  }
  return eachOf(outbox, selection, async ({ id, operator }) => {
    const sender = senderTo(operator);
    const record = sender && (await outbox.reopen(id));
    return record && (await sender.goOn(anew(record))).kind;
  });
}

export function resolveAll(outbox: Outbox, selection: Selection): Promise<BulkReport> {
  return eachOf(outbox, selection, async ({ id }) => ((await outbox.resolve(id)) ? 'resolved' : undefined));
}

/** Begins `work` on each at the rate that is wanted, and waits for the end of all. */
async function eachOf(
  outbox: Outbox,
  selection: Selection,
  work: (record: DeliveryRecord) => Promise<DeliveryState | undefined>,
): Promise<BulkReport> {
  const { ids, perSecond = ids ? Infinity : usualPerSecond, signal, told } = selection;
  const ended = new Map<DeliveryState, number>();
  const underWay = new Set<Promise<void>>();
  const errors: unknown[] = [];
  const begun = performance.now();
  let count = 0;
  let cursor = selection.after ?? '';

  /** `false` where no more is to be begun. */
  async function beginAll(records: readonly DeliveryRecord[]): Promise<boolean> {
    for (const record of records) {
      const waitMs = (count++ * 1_000) / perSecond - (performance.now() - begun);
      if (waitMs > 0) await new Promise<void>((resolve) => afterMs(waitMs, resolve));
      if (signal?.aborted || errors.length > 0) return false;
      const done = work(record)
        .then((state) => {
          if (!state) return;
          ended.set(state, (ended.get(state) ?? 0) + 1);
          tell(told, { id: record.id, state });
        })
        .catch((error: unknown) => void errors.push(error))
        .finally(() => underWay.delete(done));
      underWay.add(done);
    }
    return true;
  }

  for await (const page of selected(outbox, selection)) {
    if (!(await beginAll(page.items))) break;
    cursor = page.cursor;
  }
  await Promise.all(underWay);
  if (errors.length > 0) throw errors[0];
  return { ended, cursor };
}

async function* selected(outbox: Outbox, selection: Selection): AsyncGenerator<Page<DeliveryRecord>> {
  const { ids, operator, createdFromMs, createdUntilMs, error, after: first = '' } = selection;
  if (ids) {
    const found = await Promise.all(Array.from(new Set(ids), (id) => outbox.find(id)));
    yield { items: found.filter((record) => record !== undefined), cursor: first };
    return;
  }
  const query = {
    state: 'unresolved',
    ...(operator !== undefined && { operator }),
    ...(createdFromMs !== undefined && { createdFromMs }),
    ...(createdUntilMs !== undefined && { createdUntilMs }),
    ...(error !== undefined && { error }),
  } as const;
  for (let page = await outbox.list(query, first, pageSize); page.items.length > 0;) {
    yield page;
    page = await outbox.list(query, page.cursor, pageSize);
  }
}

/** It is tried at once, and as often as one that is new. */
function anew({ dueAtMs: _, ...record }: DeliveryRecord): DeliveryRecord {
  return { ...record, attempts: 0 };
}
