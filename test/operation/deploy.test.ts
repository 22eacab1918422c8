import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { serveConfiguration } from '../../src/cli/configuration.ts';
import { startFlags } from '../../src/process/tricks/startFlags.ts';
import type { Environment } from '../../src/cli/input.ts';
import type { Note } from '../../src/contract/callback.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { entryKinds } from '../../src/wallet/state.ts';
import { scratch, seamless, startServe } from '../support/commandLine.ts';

const read = (name: string): string => readFileSync(`scripts/deploy/${name}`, 'utf8');
const guide = read('README.md');
const onCall = read('onCall.md');

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: Environment;
  readonly secrets: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stop_grace_period: string;
}
const compose = parse(read('compose.yaml')) as {
  services: Record<'database' | 'wallet', Service>;
  secrets: Record<string, { file: string }>;
};
const { wallet, database } = compose.services;
const unprivileged = ['no-new-privileges:true'];

/** Settings as a supervisor gives them, with files for the secrets that they name. */
function configurationOf(
  environment: Environment,
  args: Readonly<Record<string, string>> = {},
): ReturnType<typeof serveConfiguration> {
  const [folder, remove] = scratch();
  const secret = (path: string | undefined, text: string): string => {
    const file = join(folder, path ?? 'missing');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  try {
    const token = secret(environment['CALLBACK_TOKEN_FILE'] ?? args['--token-file'], 'a-token\n');
    const url = secret(
      environment['DATABASE_URL_FILE'] ?? args['--database-file'],
      'postgres://seamless:x@database/seamless\n',
    );
    return serveConfiguration({ tokenFile: token, databaseFile: url }, { ...environment, NODE_ENV: 'production' });
  } finally {
    remove();
  }
}

describe('compose.yaml', () => {
  it('gives the server no more than it needs', () => {
    expect(wallet).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: unprivileged,
      ulimits: { core: 0 },
    });
    expect(database).toMatchObject({ user: 'postgres', cap_drop: ['ALL'], security_opt: unprivileged });
    expect(database.image).toMatch(/^postgres:\d+\.\d+$/);
    for (const { healthcheck } of [wallet, database]) expect(healthcheck.test[0]).toBe('CMD');
  });

  it('keeps every secret in a file that the guide makes, and none in the environment', () => {
    for (const [name, { file }] of Object.entries(compose.secrets)) {
      expect([...wallet.secrets, ...database.secrets], name).toContain(name);
      expect(guide).toContain(file.replace('./', ''));
    }
    for (const { environment, secrets } of [wallet, database]) {
      const named = Object.values(environment).flatMap(
        (value) => /^\/run\/secrets\/(\w+)$/.exec(value ?? '')?.[1] ?? [],
      );
      expect(named.toSorted()).toEqual(secrets.toSorted());
      expect(
        Object.keys(environment).filter((key) => /TOKEN|PASSWORD|URL/.test(key) && !key.endsWith('_FILE')),
      ).toEqual([]);
    }
  });

  it('publishes the public port alone, and asks on the inside one how the server is', () => {
    const image = read('Dockerfile');
    const [, port, insidePort] = /^ENV .*\bPORT=(\d+) INSIDE_HOST=0\.0\.0\.0 INSIDE_PORT=(\d+)$/m.exec(image) ?? [];
    expect(wallet.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(database.ports).toBeUndefined();
    expect(image).toMatch(new RegExp(`^EXPOSE ${port}$`, 'm'));
    expect(image).toContain('http://127.0.0.1:${process.env.INSIDE_PORT}/livez');
    expect(wallet.healthcheck.test.join(' ')).toContain(`http://127.0.0.1:${insidePort}/readyz`);
  });

  it('has settings that the server takes, and lets it drain before it is killed', () => {
    const { tokens, database: url, drainMs } = configurationOf(wallet.environment);
    expect([tokens, url]).toEqual([['a-token'], 'postgres://seamless:x@database/seamless']);
    expect(Number(/^(\d+)s$/.exec(wallet.stop_grace_period)?.[1]) * 1_000).toBeGreaterThan(drainMs + 10_000);
  });
});

describe('seamless.service', () => {
  const unit = read('seamless.service');
  const values = (name: string): string[] =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  const words = (values('ExecStart')[0] ?? '').replace(` ${startFlags.join(' ')}`, '').split(' ');

  it('starts the package with settings that the server takes, and lets it drain before it is killed', () => {
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { seamless: string } };
    expect(words[1]).toContain(`seamless-callback-kit/${bin.seamless}`);
    const environment = Object.fromEntries(
      (values('Environment')[0] ?? '').split(' ').map((pair) => pair.split('=') as [string, string]),
    );
    const { drainMs } = configurationOf(environment, {
      '--token-file': 'callback-token',
      '--database-file': 'database-url',
    });
    expect(Number(values('TimeoutStopSec')[0]) * 1_000).toBeGreaterThan(drainMs + 10_000);
  });

  it('loads each secret that it names', () => {
    const loaded = values('LoadCredential').map((value) => value.split(':')[0]);
    expect(loaded.toSorted()).toEqual(words.flatMap((word) => /^%d\/(.+)$/.exec(word)?.[1] ?? []).toSorted());
    for (const value of values('LoadCredential')) expect(guide).toContain(value.split(':')[1]);
  });

  it('leaves no core dump, which would hold the token', () => {
    expect(values('LimitCORE')).toEqual(['0']);
  });

  const { error } = spawnSync('systemd-analyze', ['--version']);
  it.skipIf(error)(
    `is a unit that systemd takes, and well locked up${error ? ' (skipped: there is no systemd-analyze here)' : ''}`,
    () => {
      const [folder, remove] = scratch();
      try {
        const file = join(folder, 'seamless.service');
        writeFileSync(file, unit.replace('=/usr/bin/node ', `=${process.execPath} `));
        expect(spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })).toMatchObject({
          status: 0,
          stderr: '',
        });
        // In tenths; 96 is a service without any limits.
        execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', file], {
          stdio: 'pipe',
        });
      } finally {
        remove();
      }
    },
  );
});

it('Node.js is told the same wherever a server is started', () => {
  expect(manifest.scripts.start).toMatch(`node ${startFlags.join(' ')} src/`);
  expect(read('seamless.service')).toContain(`/node ${startFlags.join(' ')} /`);
  expect(read('Dockerfile')).toContain(`"node", ${startFlags.map((flag) => JSON.stringify(flag)).join(', ')}, "`);
  expect(guide).toContain(`\`${startFlags.join(' ')}\``);
});

describe('the guide', () => {
  const [folder, remove] = scratch();
  afterAll(() => remove());

  it('shows a log line as the server writes it', async () => {
    const shown = JSON.parse(/```json\n(.*)\n```/.exec(onCall)?.[1] ?? '{}') as object;
    const serving = await startServe(['--database', `sqlite:${folder}/wallet.db`, '--token', 't']);
    const body = JSON.stringify({
      command: 'bet',
      data: { account: 'test1234', trans_id: 1676358190, round_id: '818395446', amount: 0.9 },
      timestamp: '1',
      check: '21',
    });
    await fetch(serving.url, {
      method: 'POST',
      headers: { 'callback-token': 't', 'content-type': 'application/json' },
      body,
    });
    serving.process.kill('SIGTERM');
    await serving.exited;
    const written = JSON.parse(serving.logged().split('\n')[0] ?? '{}') as Record<string, unknown>;
    const ofThisRun = ['time', 'pid', 'hostname', 'requestId', 'durationMs'];
    expect({
      ...written,
      ...Object.fromEntries(Object.entries(shown).filter(([key]) => ofThisRun.includes(key))),
    }).toEqual(shown);
    expect(Object.keys(written)).toEqual(Object.keys(shown));
  });

  it("shows a player's history as the command tells it", async () => {
    const [, asked = '', shown] = /```console\n\$ seamless (accounts history .*)\n([^`]*)\n```/.exec(onCall) ?? [];
    const file = `${folder}/history.db`;
    const store = openSqliteStore(file, 2);
    await store.createAccount({ name: 'anna', active: true, openingMinor: 100_000n });
    const moved = (kind: 'bet' | 'win', transactionId: string, roundId: string, amountMinor: bigint) => ({
      kind,
      provider: 'default',
      account: 'anna',
      transactionId,
      roundId,
      amountMinor,
      checks: [],
    });
    await store.settle([
      moved('bet', '1676358190', '818395446', 90n),
      { kind: 'cancel', provider: 'default', account: 'anna', targetId: '1676358190', checks: [] },
    ]);
    await store.settle([moved('bet', '1676358195', '818395447', 500n), moved('win', '1676358196', '818395447', 750n)]);
    await store.close();
    const db = new DatabaseSync(file);
    const set = db.prepare('UPDATE ledger_entry SET at_ms = ? WHERE account_version = ?');
    for (const [index, line] of (shown ?? '').split('\n').entries()) set.run(Date.parse(line.slice(0, 24)), index + 2);
    db.close();
    expect(await seamless([...asked.split(' '), '--database', `sqlite:${file}`])).toEqual({
      code: 0,
      out: shown,
      err: '',
    });
  });

  it('tells what each note, table, column and kind of entry means', () => {
    const notes: Record<Note, true> = {
      repeat: true,
      conflict: true,
      tombstone: true,
      'cancelled-before': true,
      owed: true,
      'out-of-range': true,
      'other-currency': true,
      paused: true,
      shed: true,
    };
    for (const note of Object.keys(notes)) expect(onCall).toContain(`| \`${note}\` |`);
    const file = `${folder}/tables.db`;
    void openSqliteStore(file, 2).close();
    const db = new DatabaseSync(file);
    const columns = db
      .prepare(
        `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table'`,
      )
      .all();
    db.close();
    expect(columns.length).toBeGreaterThan(10);
    const tables = guide.slice(guide.indexOf('## The tables'));
    for (const { table, column } of columns)
      expect(tables.slice(tables.indexOf(`| \`${String(table)}\` |`)).split('\n\n')[0]).toContain(
        `\`${String(column)}\``,
      );
    for (const kind of entryKinds) expect(tables).toContain(`\`${kind}\``);
  });
});
