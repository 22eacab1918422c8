import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accounts, entryColumns, playValues } from './load.ts';

/** One statement per bet, as a careful hand would write it: the update guards, the unique key guards, no round trip is lost. */
const oneStatement = (account: string): string => `
  \\set i :i + 1
  \\set a random(0, ${accounts - 1})
  \\set id :base + :client_id * 10000000 + :i
  WITH moved AS (
    UPDATE ledger_account SET balance_minor = balance_minor - 1, version = version + 1
      WHERE name = ${account} AND active AND balance_minor >= 1 RETURNING name, balance_minor, version)
  INSERT INTO ledger_entry (${entryColumns}) SELECT (:id)::text, 0, 'bet', name, (:id)::text, -1, balance_minor, version, 0, ${playValues} FROM moved;`;

let runs = 0;

/** Bets per second through pgbench with prepared statements. */
export async function pgbench(url: string, clients: number, on: 'spread' | 'hot', seconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pgbench-'));
  const script = join(folder, 'bet.sql');
  writeFileSync(
    script,
    oneStatement(on === 'hot' ? `'a0'` : `'a' || :a`)
      .replaceAll('\n    ', ' ')
      .replaceAll('\n      ', ' ')
      .replace(/RETURNING(.*)\)\n/, 'RETURNING$1)'),
  );
  const base = String(1_000_000_000_000 + ++runs * 1_000_000_000);
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    '2',
    '-T',
    String(seconds),
    '-D',
    'i=0',
    '-D',
    `base=${base}`,
    '-f',
    script,
    url,
  ];
  try {
    const { stdout } = await promisify(execFile)(program(), args);
    const tps = /tps = ([0-9.]+)/.exec(stdout)?.[1];
    if (tps === undefined) throw new Error(`pgbench printed no tps:\n${stdout}`);
    return Number(tps);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where pgbench is, or the reason why there is no benchmark without it. */
export function program(): string {
  const debian = '/usr/lib/postgresql';
  const versions = tryTo(() => readdirSync(debian)) ?? [];
  const found = ['pgbench', ...versions.map((version) => join(debian, version, 'bin/pgbench'))].find((path) =>
    tryTo(() => execFileSync(path, ['--version'])),
  );
  if (found !== undefined) return found;
  console.error('pgbench is not installed. On Debian: apt-get install postgresql');
  process.exit(2);
}

export const pgbenchVersion = (): string => execFileSync(program(), ['--version'], { encoding: 'utf8' }).trim();

function tryTo<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
