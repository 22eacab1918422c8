import { expect, it } from 'vitest';
import { kills } from '../extent.ts';
import { kinds, torture } from '../../scripts/proof/torture/torture.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const names = {
  'sqlite-server': 'the server on SQLite',
  'postgres-servers': 'one of three servers on PostgreSQL',
  postgres: 'PostgreSQL itself',
  commit: 'the connection just behind a commit',
} as const;

/** Each takes the time of a dozen others. */
const lostSeconds = Math.ceil(kills / 3);

const lossless = kinds.filter((kind) => kind !== 'lost-second');

it.each(lossless.map((kind) => [names[kind], kind] as const))(
  `%s is killed ${kills} times under two providers, some of whose wins are held: nothing acknowledged is lost or doubled`,
  async (_name, kind) => {
    const verdict = await torture(kind, kills, seed);
    expect(verdict.wrong, `SEED=${seed}`).toEqual([]);
    expect(verdict.kills).toBeGreaterThanOrEqual(kills);
    expect(verdict.acknowledged).toBeGreaterThan(kills * 10);
    expect(verdict.unanswered, 'the kills must have hit something').toBeGreaterThan(0);
    expect(verdict.released, 'some of the held wins must have been paid').toBeGreaterThan(0);
    expect(verdict.held, 'and others not').toBeGreaterThan(verdict.released);
  },
  180_000,
);

it(`the database comes back without its last second ${lostSeconds} times: that and no more is missing, and nothing rests on it`, async () => {
  const verdict = await torture('lost-second', lostSeconds, seed);
  expect(verdict.wrong, `SEED=${seed}`).toEqual([]);
  expect(verdict.kills).toBe(lostSeconds);
  expect(verdict.lost, 'the lost seconds must have held something').toBeGreaterThan(lostSeconds * 10);
  expect(verdict.unanswered, 'something must have been under way').toBeGreaterThan(0);
}, 600_000);
