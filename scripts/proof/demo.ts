/**
 * npm run demo: a wallet server, players over a wire that fails, the reconciliation of every balance, and the
 * audit of the ledger. Exit 1 when a cent is missing.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmScript } from '../commandLine.ts';

npmScript('demo', 'a wallet, players over a failing wire, every balance reconciled, the ledger audited').parse();

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const database = `sqlite:${join(folder, 'wallet.db')}`;
const token = 'demo';

const server = spawn(
  process.execPath,
  ['src/cli/seamless.ts', 'serve', '--port', '0', '--inside-port', '0', '--database', database, '--token', token],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
try {
  const url = await served();
  console.log(
    `A wallet is served at ${url}. Fifty players play 300 rounds over a wire on which every sixth request fails.\n`,
  );
  seamless(
    'simulate',
    '--url',
    url,
    '--token',
    token,
    '--database',
    database,
    '--players',
    '50',
    '--rounds',
    '300',
    '--faults',
    '3%',
  );
  console.log('\nThe ledger is audited.\n');
  seamless('audit', '--database', database);
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(folder, { recursive: true });
}

async function served(): Promise<string> {
  let said = '';
  for await (const chunk of server.stderr) {
    said += String(chunk);
    const url = /served at (\S+)\./.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the server did not start: ${said}`);
}

function seamless(...args: string[]): void {
  const { status } = spawnSync(process.execPath, ['src/cli/seamless.ts', ...args], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = status ?? 1;
}
