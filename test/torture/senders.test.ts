import { expect, it } from 'vitest';
import { outboxStores, tortureSenders } from '../../scripts/proof/torture/senders/torture.ts';
import { senderKills } from '../extent.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

it.each(outboxStores.map((store) => [names[store], store] as const))(
  `senders and relays on one outbox in %s are killed ${senderKills} times: each operator has what was sent to it, once, and nothing else`,
  async (_name, store) => {
    const verdict = await tortureSenders(store, senderKills, seed);
    expect(verdict.wrong, `SEED=${seed}`).toEqual([]);
    expect(verdict.kills).toBe(senderKills);
    for (const [operator, deliveries] of Object.entries(verdict.deliveries))
      expect([operator, deliveries > senderKills * 5]).toEqual([operator, true]);
    expect(verdict.untold, 'the kills must have hit something').toBeGreaterThan(0);
    expect(verdict.interrupted, 'something must have been taken over at the end').toBeGreaterThan(0);
  },
  240_000 + senderKills * 10_000,
);
