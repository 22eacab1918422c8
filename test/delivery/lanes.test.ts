import { expect, it } from 'vitest';
import { Lanes, type Turn } from '../../src/delivery/lanes.ts';

it('a turn that was given up is passed over, also in the moment in which it comes', async () => {
  const lanes = new Lanes();
  const came: number[] = [];
  const turns = [0, 1, 2, 3].map((n): Turn => ({ come: () => void came.push(n) }));
  expect(turns.map((turn) => lanes.enter('lane', turn))).toEqual([true, false, false, false]);
  const giveUp = (n: number): void => {
    Object.assign(turns[n] ?? {}, { come: undefined });
  };
  giveUp(1);
  lanes.leave('lane');
  giveUp(2);
  await Promise.resolve();
  await Promise.resolve();
  expect(came).toEqual([3]);
  lanes.leave('lane');
  expect(lanes.enter('lane', { come: undefined })).toBe(true);
});
