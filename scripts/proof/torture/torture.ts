/** Plays for real while servers and databases are killed, again and again, and audits the ledger after. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../../src/simulator/seeded.ts';
import { auditStore } from '../../../src/wallet/audit.ts';
import { openPostgresStore } from '../../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../../src/wallet/sqlite/store.ts';
import type { Store } from '../../../src/wallet/store.ts';
import { Clerk } from './clerk.ts';
import { startCluster } from '../../../test/support/postgres.ts';
import { loseLastSecond } from './lostSecond.ts';
import { startCommitCutter } from './proxy.ts';
import { introduceProviders, providers } from './providers.ts';
import { compareLedger } from './reconcile.ts';
import { providerOf, type Sender, startSender } from './sender.ts';
import { type Server, startServer } from './server.ts';

export const kinds = ['sqlite-server', 'postgres-servers', 'postgres', 'commit', 'lost-second'] as const;
/**
 * What is killed: the server on SQLite, one of three on PostgreSQL, PostgreSQL itself, or the connection behind a commit;
 * and PostgreSQL under three servers, when it comes back without its last second.
 */
export type Kind = (typeof kinds)[number];

export interface Verdict {
  readonly kills: number;
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly compensated: number;
  /** Acknowledged entries that went with a lost second. */
  readonly lost: number;
  readonly entries: bigint;
  /** Wins that guards have stopped, and those of them that stayed paid. */
  readonly held: number;
  readonly released: number;
  /** Lost, doubled, or otherwise not as it must be. Empty when all is well. */
  readonly wrong: readonly string[];
}

interface Scene {
  readonly database: string;
  readonly servers: number;
  readonly players: number;
  /** Whether each player stays with one server; see the sender. */
  readonly sticky: boolean;
  open(): Promise<Store>;
  /** Kills once and brings back what was killed. */
  kill(stage: Stage): Promise<void>;
  kills(): number;
  remove(): Promise<void>;
}

interface Stage {
  readonly servers: readonly Server[];
  readonly store: Store;
  readonly sender: Sender;
}

/** All play at a time, and each callback goes to any server. */
const anyServer = { players: 16, sticky: false };
const openingMinor = 10_000n;

export async function torture(kind: Kind, kills: number, seed: number): Promise<Verdict> {
  const random = seeded(seed);
  const scene = await scenes[kind](random);
  const store = await scene.open();
  const accounts = Array.from({ length: scene.players }, (_, number) => `player${number}`);
  await introduceProviders(store);
  for (const [number, name] of accounts.entries())
    await store.createAccount({ name, active: true, openingMinor, currency: providerOf(number).currency });
  const [{ token }] = providers;
  const servers = await Promise.all(Array.from({ length: scene.servers }, () => startServer(scene.database, token)));
  const clerk = new Clerk(store, random);
  const { sticky } = scene;
  const urls = servers.map(({ url }) => url);
  const sender = startSender({ urls, accounts, openingMinor, clerk, sticky, random });
  try {
    while (scene.kills() < kills) {
      await pause(100 + random() * 400);
      await scene.kill({ servers, store, sender });
    }
    await pause(200);
    await sender.stop();
    await sender.reconcile();
    const audit = await auditStore(store);
    const { entries } = audit;
    const { held, released, wrong } = await compareLedger(store, audit, sender.books);
    return {
      kills: scene.kills(),
      ...sender.counts,
      entries,
      held,
      released,
      wrong: [...sender.contradictions, ...wrong],
    };
  } finally {
    await clerk.stop();
    for (const server of servers) await server.kill();
    await store.close();
    await scene.remove();
  }
}

const scenes: Record<Kind, (random: () => number) => Promise<Scene>> = {
  'sqlite-server': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'torture-'));
    const file = join(folder, 'wallet.db');
    return {
      ...serverKiller(() => 0),
      database: `sqlite:${file}`,
      servers: 1,
      ...anyServer,
      open: async () => openSqliteStore(file, 2),
      remove: async () => rmSync(folder, { recursive: true }),
    };
  },
  'postgres-servers': async (random) => {
    const cluster = await startCluster();
    const database = await cluster.createDatabase();
    const open = () => openPostgresStore(database, 2);
    return {
      ...serverKiller((servers) => Math.floor(random() * servers)),
      database,
      servers: 3,
      ...anyServer,
      open,
      remove: () => cluster.remove(),
    };
  },
  postgres: async () => {
    const cluster = await startCluster();
    const database = await cluster.createDatabase();
    let kills = 0;
    return {
      database,
      servers: 1,
      ...anyServer,
      open: () => openPostgresStore(database, 2),
      kill: async () => {
        await cluster.kill();
        kills++;
        await cluster.start();
      },
      kills: () => kills,
      remove: () => cluster.remove(),
    };
  },
  commit: async () => {
    const cluster = await startCluster();
    const direct = await cluster.createDatabase();
    const cutter = await startCommitCutter(cluster.port);
    return {
      database: direct.replace(String(cluster.port), String(cutter.port)),
      servers: 1,
      ...anyServer,
      open: () => openPostgresStore(direct, 2),
      kill: async () => {
        const before = cutter.cuts();
        cutter.cutNext();
        while (cutter.cuts() === before) await pause(5);
      },
      kills: () => cutter.cuts(),
      remove: async () => {
        await cutter.close();
        await cluster.remove();
      },
    };
  },
  'lost-second': async () => {
    const cluster = await startCluster();
    const database = await cluster.createDatabase();
    let kills = 0;
    return {
      database,
      servers: 3,
      // More than play at a time: of those who wait, a server keeps in memory what was lost.
      players: 100,
      sticky: true,
      open: () => openPostgresStore(database, 2),
      kill: async ({ store, sender }) => {
        await loseLastSecond(cluster, store, sender);
        kills++;
      },
      kills: () => kills,
      remove: () => cluster.remove(),
    };
  },
};

function serverKiller(choose: (servers: number) => number): Pick<Scene, 'kill' | 'kills'> {
  let kills = 0;
  return {
    kill: async ({ servers }) => {
      const server = servers[choose(servers.length)];
      await server?.kill();
      kills++;
      await server?.start();
    },
    kills: () => kills,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
