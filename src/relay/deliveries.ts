/** What the relay keeps of each movement; and what a person does with those that did not end well, one or many. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type DeliveryRecord, UnusableOutbox } from '../delivery/outbox/outbox.ts';
import type { DeliveryQuery } from '../delivery/outbox/query.ts';
import type { HandlerOptions } from './handlerOptions.ts';
import type { Failure, Handlers } from './operation.ts';
import { failure, InvalidRequest, unknownDelivery, unknownOperator } from './problem.ts';
import { locationOf, toDelivery, toDeliveryWithAttempts } from './replies.ts';
import type { Selection, Worked } from './types.ts';

/** How long a retry is waited for where the request does not say. */
const usualWaitMs = 4_500;

/** How many are told, or worked on, where the request does not say. */
const usualLimit = 100;

/** The longest that a request works on many. */
const longestMs = 60_000;

type DeliveryHandlers = Pick<
  Handlers,
  'listDeliveries' | 'getDelivery' | 'retryDelivery' | 'resolveDelivery' | 'retryUnresolved' | 'resolveUnresolved'
>;

export function deliveryHandlers({ delivery, outbox, watch }: HandlerOptions): DeliveryHandlers {
  async function retry(id: string, waitMs: number): Promise<void> {
    const retried = delivery.retry({ ids: [id] });
    // What is waited for no longer goes on all the same; what fails then is in the outbox, and taken up again.
    retried.catch(() => undefined);
    await Promise.race([retried, sleep(waitMs, undefined, { ref: false })]);
  }

  /** Begins with all that is selected, one by one, at its rate. */
  async function workOn(
    name: string,
    selection: Selection | undefined,
    begin: (record: DeliveryRecord) => Promise<unknown>,
  ): Promise<{ status: 200; body: Worked } | Failure> {
    if (!watch.settings(name)) return unknownOperator(name);
    const { from, until, error, after = '', limit = usualLimit, perSecond = 50 } = selection ?? {};
    const most = Math.max(1, Math.min(limit, Math.floor((perSecond * longestMs) / 1_000)));
    const query = { ...queryOf({ operator: name, from, until, error }), state: 'unresolved' } as const;
    const { items, cursor } = await outbox.list(query, after, most);
    for (const [index, record] of items.entries()) {
      if (index > 0) await sleep(1_000 / perSecond);
      await begin(record);
    }
    const states: Record<string, number> = {};
    for (const { id } of items) {
      const state = (await outbox.find(id))?.state ?? 'pending';
      states[state] = (states[state] ?? 0) + 1;
    }
    const next = items.length === most ? { next: cursor } : {};
    return { status: 200, body: { begun: items.length, states, ...next } };
  }

  return {
    listDeliveries: async ({ query: { after = '', limit = usualLimit, ...conditions } }) => {
      const { items, cursor } = await outbox.list(queryOf(conditions), after, limit);
      const next = items.length === limit ? { next: cursor } : {};
      return { status: 200, body: { items: items.map(toDelivery), ...next } };
    },
    getDelivery: async ({ path: { delivery: id } }) => {
      const record = await outbox.find(id);
      if (!record) return unknownDelivery(id);
      return { status: 200, body: toDeliveryWithAttempts(record, await outbox.attempts(id)) };
    },
    retryDelivery: async ({ path: { delivery: id }, query: { waitMs = usualWaitMs } }) => {
      const before = await outbox.find(id);
      if (!before) return unknownDelivery(id);
      if (!watch.settings(before.operator)) return unknownOperator(before.operator);
      if (before.state !== 'unresolved' && (before.state !== 'refused' || before.command === 'bet'))
        return failure(
          409,
          'not-retriable',
          `${id} is ${before.state}; only what is unresolved, or a win or cancel that was refused, is tried again`,
        );
      const unreadable = await retry(id, waitMs).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof UnusableOutbox) return failure(409, 'not-retriable', error.message);
          throw error;
        },
      );
      if (unreadable) return unreadable;
      const record = (await outbox.find(id)) ?? before;
      return record.state === 'pending'
        ? { status: 202, body: toDelivery(record), location: locationOf(id) }
        : { status: 200, body: toDelivery(record) };
    },
    resolveDelivery: async ({ path: { delivery: id } }) => {
      const before = await outbox.find(id);
      if (!before) return unknownDelivery(id);
      if (!(await outbox.resolve(id)))
        return failure(
          409,
          'not-resolvable',
          `${id} is ${before.state}; only what is unresolved or refused can be resolved`,
        );
      return { status: 200, body: toDelivery((await outbox.find(id)) ?? before) };
    },
    retryUnresolved: ({ path, body }) => workOn(path.operator, body, ({ id }) => retry(id, 0).catch(() => undefined)),
    resolveUnresolved: ({ path, body }) => workOn(path.operator, body, ({ id }) => outbox.resolve(id)),
  };
}

interface Conditions {
  readonly operator?: string | undefined;
  readonly account?: string | undefined;
  readonly round?: string | undefined;
  readonly transaction?: string | undefined;
  readonly state?: DeliveryRecord['state'] | undefined;
  readonly error?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

function queryOf({ operator, account, round, transaction, state, error, from, until }: Conditions): DeliveryQuery {
  return {
    ...(operator !== undefined && { operator }),
    ...(account !== undefined && { account }),
    ...(round !== undefined && { roundId: round }),
    ...(transaction !== undefined && { transactionId: transaction }),
    ...(state !== undefined && { state }),
    ...(error !== undefined && { error }),
    ...(from !== undefined && { createdFromMs: msOf(from) }),
    ...(until !== undefined && { createdUntilMs: msOf(until) }),
  };
}

/** Throws `InvalidRequest` for a time that the form has and no clock shows, as a leap second. */
function msOf(time: string): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) throw new InvalidRequest(`${time} is no time`);
  return ms;
}
