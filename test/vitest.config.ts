import { defineConfig } from 'vitest/config';

/** Under a minute together (`npm run test:quick`): everything pure, both edges over HTTP, the wallet on SQLite. */
const quick = [
  'test/contract/*.test.ts',
  'test/wallet/{accountCache,apart,decide,decision,ledger,sound,sqlite}.test.ts',
  'test/edge/{addresses,body,edge,pendingReads,rules,survival,token,unknownOutcome}.test.ts',
  'test/server/{inside,limits,log,metrics,rawSockets}.test.ts',
  'test/delivery/{client,verdict}.test.ts',
  'test/certification/wire.test.ts',
  'test/certification/report/*.test.ts',
  'test/mock/prefer.test.ts',
  'test/cli/{accounts,node,tokens}.test.ts',
  'test/scaffold/init.test.ts',
  'test/release/package.test.ts',
  'test/torture/restored.test.ts',
];

/** Play against deadlines with all that the machine has: nothing else runs beside them. */
const alone = [
  'test/server/overload.test.ts',
  'test/simulator/*.test.ts',
  'test/cli/simulate.test.ts',
  'test/torture/torture.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for may come late on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    // Of what a test calls in its own process; processes that it starts count for nothing.
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'generated/*.ts', 'scripts/**/*.ts'],
      exclude: ['src/scaffold/templates/**'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: 'dist/coverage',
    },
    projects: [
      // Many of these wait for deadlines and other processes, so that two at a time are quicker on two cores.
      { extends: true, test: { name: 'quick', include: quick, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      // PostgreSQL, processes that are killed, packages that are installed, every defect certified.
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...quick, ...alone],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
