import type { Outbox } from '../../src/delivery/outbox/outbox.ts';

/** The methods of an outbox as values, so that one can be replaced. */
export function proxyOf(whole: Outbox): Outbox {
  return {
    leaseMs: whole.leaseMs,
    add: (record) => whole.add(record),
    note: (...args) => whole.note(...args),
    live: () => whole.live(),
    takeOver: (contract) => whole.takeOver(contract),
    reopen: (id) => whole.reopen(id),
    find: (id) => whole.find(id),
    attempts: (id) => whole.attempts(id),
    list: (...args) => whole.list(...args),
    resolve: (id) => whole.resolve(id),
    close: () => whole.close(),
  };
}
