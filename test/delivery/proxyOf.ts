import type { Outbox } from '../../src/delivery/outbox/outbox.ts';

/** The methods of an outbox as values, so that one can be replaced. */
export function proxyOf(whole: Outbox): Outbox {
  return {
    leaseMs: whole.leaseMs,
    leased: (id) => whole.leased(id),
    add: (record) => whole.add(record),
    note: (...args) => whole.note(...args),
    letGo: (id) => whole.letGo(id),
    live: () => whole.live(),
    takeOver: (...args) => whole.takeOver(...args),
    reopen: (id) => whole.reopen(id),
    find: (id) => whole.find(id),
    attempts: (id) => whole.attempts(id),
    list: (...args) => whole.list(...args),
    settlements: (...args) => whole.settlements(...args),
    open: () => whole.open(),
    resolve: (id) => whole.resolve(id),
    prune: (...args) => whole.prune(...args),
    close: () => whole.close(),
  };
}

/** A sender that nobody hears of any more, and that does not know it. */
export function deadToOthers(whole: Outbox): Outbox {
  const takeOver: Outbox['takeOver'] = async () => ({ taken: [], leftAlone: [] });
  return { ...proxyOf(whole), leased: () => true, live: async () => undefined, takeOver };
}
