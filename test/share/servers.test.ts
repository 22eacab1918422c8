import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contracts } from '../../src/contract/contracts.ts';
import { playersIn } from '../../scripts/contract/share/players.ts';
import { samplesIn } from '../../scripts/contract/share/samples.ts';
import { serverFiles } from '../../scripts/contract/share/servers.ts';
import { type Printed, scratch, seamless } from '../support/commandLine.ts';
import { missing as noMariaDb, type MariaDb, startMariaDb } from './mariadb.ts';
import { lacks, php, python, type Sample, startSample } from './sampleServer.ts';

const token = 'Secret-42';
const noPython = lacks('python3', '-c', 'import sqlite3');
const noPhp = lacks('php', '-r', 'exit(extension_loaded("pdo_sqlite") ? 0 : 1);');
const noPhpForMysql = lacks('php', '-r', 'exit(extension_loaded("pdo_mysql") ? 0 : 1);');

const servers: readonly {
  readonly named: string;
  readonly sample: Sample;
  readonly missing: string | undefined;
  readonly database: (folder: string, contract: string) => string;
}[] = [
  { named: 'in Python on SQLite', sample: python, missing: noPython, database: () => 'wallet.db' },
  { named: 'in PHP on SQLite', sample: php, missing: noPhp, database: () => 'sqlite:wallet.db' },
  {
    named: 'in PHP on MariaDB',
    sample: php,
    missing: noPhpForMysql ?? noMariaDb,
    database: (_folder, contract) => mariaDb?.createDatabase(contract) ?? '',
  },
];

const trials = Object.values(contracts).flatMap(({ name: contract }) =>
  servers.map((server) => ({ ...server, contract, title: `${server.named}, under contract ${contract}` })),
);

const [folder, remove] = scratch();
let mariaDb: MariaDb | undefined;
const printed = new Map<string, Promise<Printed>>();

// All of them wait more than they work: for what a certification sees after 12 seconds.
beforeAll(async () => {
  if (trials.some(({ named, missing }) => named.endsWith('MariaDB') && !missing)) mariaDb = await startMariaDb(folder);
  for (const trial of trials.filter(({ missing }) => !missing)) printed.set(trial.title, certified(trial));
  await Promise.allSettled(printed.values());
}, 120_000);

afterAll(async () => {
  await mariaDb?.stop();
  remove();
});

/** What certification says of the sample, begun anew with the players of the examples. */
async function certified({ contract, title, sample, database }: (typeof trials)[number]): Promise<Printed> {
  const players = playersIn(samplesIn(readFileSync(`generated/${contract}/openapi.json`, 'utf8')));
  const home = join(folder, title.replaceAll(/\W+/g, '-'));
  const settings = { CONTRACT: contract, CALLBACK_TOKEN: token, DATABASE: database(home, contract) };
  const serving = await startSample(sample, await serverFiles(players), home, settings);
  try {
    const accounts = {
      account: 'test1234',
      'second-account': 'again99',
      'poor-account': 'poor99',
      'blocked-account': 'blocked99',
    };
    const flags = Object.entries(accounts).flatMap(([flag, account]) => [`--${flag}`, account]);
    return await seamless([
      'certify',
      '--contract',
      contract,
      '--url',
      serving.url,
      '--token',
      token,
      '--strict',
      ...flags,
    ]);
  } finally {
    await serving.stop();
  }
}

for (const { title, missing } of trials) {
  const skipped = missing === undefined ? '' : ` (skipped: this machine lacks ${missing})`;
  it.skipIf(missing !== undefined)(`certifies the sample server ${title}, with nothing failed${skipped}`, async () => {
    const { code, out } = (await printed.get(title)) ?? { code: -1, out: '' };
    expect([code, out]).toEqual([0, expect.stringMatching(/^Certified: \d+ passed$/m)]);
  });
}

const pythonIs = noPython === undefined ? '' : ` (skipped: this machine lacks ${noPython})`;

it.skipIf(noPython !== undefined)(
  `the one in Python says where it answers, and that players are there${pythonIs}`,
  async () => {
    const home = join(folder, 'twice');
    mkdirSync(home);
    const env = { PATH: process.env['PATH'], CONTRACT: 'v1', CALLBACK_TOKEN: token, DATABASE: join(home, 'wallet.db') };
    const program = resolve('scripts/contract/share/servers/python/callback.py');
    const input = "INSERT INTO account (name, active, balance) VALUES ('anna', 1, 100);";
    const [first, second] = [1, 2].map(() => spawnSync('python3', [program], { env, input, encoding: 'utf8' }));
    expect([first?.status, second?.status, second?.stderr]).toEqual([
      0,
      1,
      'the players are there already: nothing was changed\n',
    ]);
    const child = spawn('python3', [program, '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [, url = ''] = /^answers callbacks at (http:\S+)\n$/.exec(line.toString()) ?? [];
    expect((await fetch(url, { method: 'POST' })).ok).toBe(true);
    child.kill();
  },
);

it('each sample server is one file that can be read in one sitting', async () => {
  const files = [...(await serverFiles([]))].filter(([file]) => !file.endsWith('.sql'));
  for (const [file, text] of files) expect([file, text.trimEnd().split('\n').length < 250]).toEqual([file, true]);
});
