import { defineConfig } from 'vitest/config';

/** Tests that play against deadlines with all that the machine has: nothing else runs beside them. */
const alone = ['test/server/overload.test.ts', 'test/simulator/*.test.ts', 'test/cli/simulate.test.ts', 'test/torture/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for may come late on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      // Many of these wait for deadlines and other processes, so that two at a time are quicker on two cores.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: alone, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
