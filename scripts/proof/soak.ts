/**
 * npm run soak
 *
 * Keeps a server at half of what it can do, with faults: part of the traffic goes over a failing wire, strangers send what
 * is outside the contract, connections break off. Each minute its memory, handles and p99 are read from /metrics. Exit 1
 * when one of them has grown, a steady bet was not accepted, a balance is off, or the ledger does not add up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import { delivery } from '../../generated/v1/protocol.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { auditedWallet, type StoreKind, storeKinds } from './bench/audited.ts';
import { loadOn } from './bench/http/processes.ts';
import { npmScript, seedOption, wholeNumber } from '../commandLine.ts';
import { scrape } from './scrape.ts';
import { minuteOf } from './soak/traffic.ts';
import { type Figures, figuresOf, growths } from './soak/verdict.ts';
import { startServer } from './torture/server.ts';

const {
  minutes,
  store: kind,
  seed,
} = npmScript('soak', 'keep a server at half of what it can do, with faults, and see that it stays as it is')
  .option('--minutes <number>', 'for how long', wholeNumber(3), 30)
  .addOption(new Option('--store <kind>', 'where its money is').choices(storeKinds).default('sqlite'))
  .addOption(seedOption())
  .parse()
  .opts<{ minutes: number; store: StoreKind; seed: number }>();

const token = 'soak';
const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const players = Array.from({ length: 10 }, (_, number) => `player${number}`);
const { database, store, remove } = await auditedWallet(kind, folder, [...players, 'test1234']);

const server = await startServer(kind === 'sqlite' ? `sqlite:${database}` : database, token);
const { url, insideUrl } = server;
const { acceptedPerSecond } = await loadOn({
  url,
  token,
  seconds: 5,
  connections: 64,
  giveUpMs: delivery.bet.deadlineMs,
});
const perSecond = acceptedPerSecond / 2;
console.log(
  `seed ${seed}: ${Math.round(acceptedPerSecond)} bets/s with all that it can take; ${minutes} minutes at half of it`,
);

const problems: string[] = [];
const sampled: Figures[] = [];
for (let number = 1; number <= minutes; number++) {
  const before = await scrape(insideUrl);
  const { seen, wrong } = await minuteOf({ number, url, token, folder, perSecond, seconds: 60, seed, players });
  problems.push(...wrong);
  // Who has hung up is gone by then.
  await sleep(2_000);
  const figures = figuresOf(before, await scrape(insideUrl), seen);
  sampled.push(figures);
  console.log(`minute ${number}: ${inWords(figures)}`);
}
await server.kill();
problems.push(...growths(sampled));
const report = await auditStore(store);
problems.push(...report.problems.map(({ broken, row }) => `${broken}: ${Object.values(row).join(' ')}`));
await remove();
rmSync(folder, { recursive: true });

console.log(
  `${report.entries} entries audited. ${problems.length === 0 ? 'Flat, and all is well.' : `${problems.length} problems:`}`,
);
for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

function inWords(figures: Figures): string {
  return (Object.keys(figures) as (keyof Figures)[]).map((name) => `${name} ${figures[name].toFixed(1)}`).join(', ');
}
