import { beforeEach, describe, expect, it } from 'vitest';
import { GroupCommitter } from '../../src/database/groupCommitter.ts';

let groups: (readonly string[])[];
let committer: GroupCommitter<string>;
beforeEach(() => {
  groups = [];
  committer = new GroupCommitter({
    largest: () => 100,
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    commit: async (group) => void groups.push(group),
  });
});

/** Longer than any test waits. */
const longMs = 60_000;

describe('what can wait for its commit', () => {
  it('goes with the next group that is begun anyway, in its order', async () => {
    committer.add('patient', longMs);
    committer.add('another', longMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(groups).toEqual([]);
    committer.add('hasty');
    await committer.drained();
    expect(groups).toEqual([['patient', 'another', 'hasty']]);
  });

  it('goes by itself when nothing comes in its time', async () => {
    committer.add('patient', 5);
    await expect.poll(() => groups).toEqual([['patient']]);
    expect(committer.idle).toBe(true);
    committer.add('later', 5);
    await expect.poll(() => groups).toEqual([['patient'], ['later']]);
  });

  it('is committed before it is said that nothing waits', async () => {
    committer.add('patient', longMs);
    await committer.drained();
    expect(groups).toEqual([['patient']]);
    expect(committer.waiting).toBe(0);
  });
});
