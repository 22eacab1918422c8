/**
 * npm run overload
 *
 * Finds what the reference server can do, then asks twice as much of it, whether it keeps up or not. Two providers ask, each in a
 * contract and a currency of its own. Exit 1 when a bet was accepted later than its deadline, when none was accepted, when the
 * server can do less than half as much afterwards, or when the ledger doesn't add up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { delivery } from '../../generated/v1/protocol.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { auditedWallet, introduceSecondProvider, secondToken, type StoreKind, storeKinds } from './bench/audited.ts';
import { token } from './bench/http/listening.ts';
import { loadOn, start } from './bench/http/processes.ts';
import { npmScript, positiveNumber, wholeNumber } from '../commandLine.ts';

const {
  seconds,
  connections,
  times,
  store: kind,
} = npmScript('overload', 'ask a server for twice of what it can do')
  .option('--seconds <number>', 'for how long', positiveNumber, 15)
  .option('--connections <number>', 'over how many', wholeNumber(1), 3_000)
  .option('--times <number>', 'of what it can do', positiveNumber, 2)
  .addOption(new Option('--store <kind>', 'where its money is').choices(storeKinds).default('sqlite'))
  .parse()
  .opts<{ seconds: number; connections: number; times: number; store: StoreKind }>();
const leastAfterwards = 0.5;

const folder = mkdtempSync(join(tmpdir(), 'overload-'));
const { database, store, remove } = await auditedWallet(kind, folder);
await introduceSecondProvider(store);
const server = await start(`server.${kind}`, database);
const load = { url: server.url, token, secondToken, giveUpMs: delivery.bet.deadlineMs };

async function saturated(): Promise<number> {
  const { acceptedPerSecond } = await loadOn({ ...load, seconds: 5, connections: 256 });
  return acceptedPerSecond;
}

await loadOn({ ...load, seconds: 2, connections: 64 });
const saturation = await saturated();
console.log(`saturated at ${Math.round(saturation)} bets a second`);
const seen = await loadOn({ ...load, seconds, connections, perSecond: saturation * times });
const { acceptedPerSecond, acceptedLate, unsent, answers } = seen;
console.log(
  `asked for ${times} times that, over ${connections} connections: ${Math.round(acceptedPerSecond)} a second accepted, p99 ${Math.round(seen.p99)} ms, slowest ${Math.round(seen.slowest)} ms;`,
);
console.log(
  `${answers.refused} shed, ${answers.late} late (${acceptedLate} accepted after their deadline, ${unsent} never sent), ${answers.dropped} dropped, ${answers.failed} failed; ${Math.round((await server.resident()) / 1e6)} MB resident`,
);
if (unsent > 0)
  console.log(`${connections} connections are too few to ask for so much: bets waited here for a free one`);
// On a machine that others use, too, it is not what it was before, and the verdict is worth nothing.
const afterwards = await saturated();
console.log(`afterwards saturated at ${Math.round(afterwards)} bets a second`);
await server.stop();

const report = await auditStore(store);
await remove();
rmSync(folder, { recursive: true });

const problems = [
  ...(acceptedLate > 0 ? [`${acceptedLate} bets were accepted after their deadline`] : []),
  ...(acceptedPerSecond > 0 ? [] : ['no bet was accepted']),
  ...(afterwards < saturation * leastAfterwards ? ['afterwards it can do less than half of what it could'] : []),
  ...(answers.failed > 0 ? [`${answers.failed} were answered otherwise than with HTTP 200`] : []),
  ...new Set(report.problems.map((problem) => `the audit: ${problem.broken}`)),
];
console.log(`${report.entries} entries audited; ${problems.length === 0 ? 'it held' : 'it did not hold'}`);
for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
