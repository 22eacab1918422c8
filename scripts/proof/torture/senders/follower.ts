/** Who reads the lists of settlements on and on, behind a cursor, while all senders append. */
import { setTimeout as pause } from 'node:timers/promises';
import type { OutboxReader } from '../../../../src/delivery/outbox/outbox.ts';
import type { Settlement } from '../../../../src/delivery/outbox/query.ts';

export interface Follower {
  /** Reads to the end, and resolves all that was read, by operator. */
  end(): Promise<ReadonlyMap<string, readonly Settlement[]>>;
}

const pageSize = 50;
const looksEveryMs = 20;

export function follow(outbox: OutboxReader, operators: readonly string[]): Follower {
  let ending = false;
  const following = operators.map(async (operator) => {
    const read: Settlement[] = [];
    for (let cursor = ''; ;) {
      // Before the page: what is appended behind an empty page that was asked for earlier is read once more.
      const isLast = ending;
      const page = await outbox.settlements(operator, cursor, pageSize);
      read.push(...page.items);
      cursor = page.cursor;
      if (page.items.length === 0 && isLast) return [operator, read] as const;
      if (page.items.length === 0) await pause(looksEveryMs);
    }
  });
  return {
    end: async () => {
      ending = true;
      return new Map(await Promise.all(following));
    },
  };
}
