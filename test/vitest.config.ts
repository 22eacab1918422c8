import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { wholeMatrix } from './extent.ts';

/*
 * Which test belongs where, on two cores:
 *
 * | | what | when | how long |
 * |---|---|---|---|
 * | quick | needs no more than this process and SQLite | `npm run test:quick`, at every change | under a minute |
 * | waiting | waits for deadlines, leases and retries most of its time | `npm test`, five files at a time | minutes |
 * | together | needs PostgreSQL, packages, or processes of its own | `npm test`, three files at a time | minutes |
 * | racing | races, or kills what it has started | `npm test`, two files at a time | a minute |
 * | alone | plays against deadlines | `npm test`, nothing beside it | minutes |
 * | nightly | the same, further: `extent.ts` | `npm run test:nightly` | as long as it takes |
 *
 * Nothing is proved at night only: of each long run, `npm test` makes a smaller one, or another test that proves it, too.
 */

/** Under a minute together (`npm run test:quick`): everything pure, both edges over HTTP, the wallet on SQLite. */
const quick = [
  'test/contract/*.test.ts',
  'test/wallet/{accountCache,apart,cancel,days,decide,decision,givenBack,guards,hold,ledger,sound,sqlite,terms}.test.ts',
  'test/edge/{addresses,body,edge,pendingReads,providers,rules,survival,token,unknownOutcome}.test.ts',
  'test/server/{inside,limits,log,metrics,rawSockets}.test.ts',
  'test/delivery/{client,durability,verdict,verdicts}.test.ts',
  'test/certification/wire.test.ts',
  'test/certification/report/*.test.ts',
  'test/mock/prefer.test.ts',
  'test/cli/{accounts,node,tokens}.test.ts',
  'test/scaffold/init.test.ts',
  'test/release/package.test.ts',
  'test/torture/{compare,restored}.test.ts',
];

/** Take next to no processor time: they wait until something is late, given up, forgotten or read again. */
const waiting = [
  'test/certification/{falseAlarm,sick}.test.ts',
  'test/certification/samples/*.test.ts',
  'test/cli/{certify,simulate}.test.ts',
  'test/delivery/{letGo,mock,outboxAway,schedule,staleCourse}.test.ts',
  'test/operation/silentEnd.test.ts',
  'test/server/{lines,providers}.test.ts',
  'test/wallet/{absentStandby,firstBatches,heldAccounts}.test.ts',
];

/** Race, or kill what they have started, again and again: beside one other of them at most. */
const racing = ['test/certification/defects.test.ts', 'test/torture/{senders,torture}.test.ts'];

/** At night alone, since by day others prove most of it: `e2e/package`, and `torture/senders` with relays among those that are killed. */
const nightly = ['test/e2e/publication.test.ts', 'test/relay/kills.test.ts'];

/** Play against deadlines with all that the machine has: nothing else runs beside them. */
const alone = ['test/server/overload.test.ts', 'test/share/servers.test.ts', 'test/simulator/*.test.ts'];

const compileCache = resolve('node_modules/.cache/node');

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The processes that tests start by the hundred begin in half the time when Node.js has compiled their modules before.
    env: { NODE_COMPILE_CACHE: compileCache },
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
      { extends: true, test: { name: 'waiting', include: waiting, maxWorkers: 5, sequence: { groupOrder: 1 } } },
      // PostgreSQL, processes that are killed, packages that are installed, every defect certified.
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...quick, ...waiting, ...racing, ...alone, ...(wholeMatrix ? [] : nightly)],
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      { extends: true, test: { name: 'racing', include: racing, maxWorkers: 2, sequence: { groupOrder: 3 } } },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 4 } } },
    ],
  },
});
