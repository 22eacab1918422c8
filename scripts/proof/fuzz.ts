/**
 * npm run fuzz
 *
 * Sends requests made from the contract to the reference server and to the Express router, each in a process of its own.
 * Exit 1 when an answer is not what the contract says, when the two differ, when money is not where the ledger says, or
 * when their memory grows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { auditStore } from '../../src/wallet/audit.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { token } from './bench/http/listening.ts';
import { start } from './bench/http/processes.ts';
import { npmScript, seedOption, wholeNumber } from '../commandLine.ts';
import { type ContractName, players } from './fuzz/documents.ts';
import { introduceProviders, providers } from './torture/providers.ts';
import { fuzz } from './fuzz/fuzz.ts';

const { requests, seed, contract } = npmScript(
  'fuzz',
  'send requests made from the contract, right and wrong, to both edges',
)
  .option('--requests <number>', 'how many', wholeNumber(1_000), 100_000)
  .addOption(
    new Option('--contract <name>', 'made from which contract, by the provider that speaks it')
      .choices(['v1', 'v4'] as const)
      .default('v1'),
  )
  .addOption(seedOption())
  .parse()
  .opts<{ requests: number; seed: number; contract: ContractName }>();
/** Caches and compiled code have their size by then. */
const warmUp = Math.min(20_000, requests / 2);
const mayGrow = 1.15;

const [, second] = providers;
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const files = ['server.sqlite', 'stub.sqlite'].map((name) => [name, join(folder, `${name}.db`)] as const);
for (const [, file] of files) {
  const store = openSqliteStore(file, 2);
  await introduceProviders(store);
  const opening = { active: true, openingMinor: 10n ** 12n };
  await store.createAccount({ ...opening, name: players.v1.name });
  await store.createAccount({ ...opening, name: players.v4.name, currency: second.currency });
  await store.close();
}
const servers = await Promise.all(files.map(([name, file]) => start(name, file)));
const targets = servers.map(({ url }) => ({ url, token: contract === 'v1' ? token : second.token }));
const problems: string[] = [];

const first = await fuzz(contract, targets, warmUp, seed);
const before = await Promise.all(servers.map((server) => server.resident()));
const then = await fuzz(contract, targets, requests - warmUp, seed + warmUp);
const after = await Promise.all(servers.map((server) => server.resident()));
problems.push(...first.wrong, ...then.wrong);
for (const [index, [name]] of files.entries()) {
  const [from = 0, to = 0] = [before[index], after[index]];
  console.log(
    `${name}: ${Math.round(from / 1e6)} MB resident after ${warmUp} requests, ${Math.round(to / 1e6)} MB after all`,
  );
  if (to > from * mayGrow) problems.push(`${name}: its memory has grown by ${Math.round((to / from - 1) * 100)} %`);
}
for (const server of servers) await server.stop();
for (const [name, file] of files) {
  const store = openSqliteStore(file, 2);
  const report = await auditStore(store);
  console.log(`${name}: ${report.entries} entries audited`);
  problems.push(...report.problems.map((problem) => `${name}: ${JSON.stringify(problem)}`));
  await store.close();
}
rmSync(folder, { recursive: true });

console.log(
  `seed ${seed}: ${first.within + then.within} requests within the contract, ${first.outside + then.outside} outside, ${problems.length} problems`,
);
for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
