import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { startOperator } from '../certification/operator/operator.ts';
import { scratch } from '../support/commandLine.ts';
import { freePort } from '../support/postgres.ts';

/** The packed package, installed in an empty project. */
let project: string;
let files: string[];

beforeAll(() => {
  const [folder, remove] = scratch();
  project = folder;
  const sh = (command: string, args: string[], cwd: string): string =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  const [packed] = JSON.parse(sh('npm', ['pack', '--json', '--pack-destination', folder], '.')) as [
    { filename: string; files: { path: string }[] },
  ];
  files = packed.files.map(({ path }) => path);
  writeFileSync(join(folder, 'package.json'), '{"name":"partner","private":true,"type":"module"}');
  sh('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${packed.filename}`], folder);
  return remove;
}, 180_000);

const node = (code: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: project, encoding: 'utf8' });

/** The first TypeScript example of the READMEs that has this text. */
function example(text: string): string {
  const blocks = [
    ...['src/edge/README.md', 'src/delivery/README.md', 'src/relay/README.md']
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
      .matchAll(/```ts\n(.*?)```/gs),
  ].map(([, block = '']) => block);
  const found = blocks.find((block) => block.includes(text));
  if (!found) throw new Error(`no README has an example of ${text}`);
  return found;
}

describe('the packed package', () => {
  it('holds what a user needs and nothing else', () => {
    for (const file of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'openapi/callbacks/v1/openapi.yaml',
      'generated/v1/openapi.json',
      'generated/v4/openapi.json',
      'dist/generated/v1/protocol.js',
      'dist/generated/v4/types.d.ts',
      'dist/src/wallet/postgres/migrations/1.do.ledger.sql',
      'dist/src/cli/seamless.js',
      'dist/docs/index.html',
      'dist/docs/relay/index.html',
      'dist/generated/relay/types.d.ts',
      'generated/relay/openapi.json',
      'openapi/relay/openapi.yaml',
      'openapi/guides/4-going-live.md',
      'dist/src/scaffold/templates/shared/_gitignore',
      'scripts/deploy/seamless.service',
      'src/delivery/README.md',
      '.github/CONTRIBUTING.md',
    ]) {
      expect(files).toContain(file);
    }
    const templates = 'dist/src/scaffold/templates/';
    expect(
      files
        .filter((file) => !file.startsWith(templates) && !file.startsWith('scripts/deploy/') && !file.endsWith('.md'))
        .filter((file) => /^(src|test|scripts|\.)|\.ts$/.test(file) && !file.endsWith('.d.ts')),
    ).toEqual([]);
  });

  it('can be imported by each of its names', () => {
    const printed = node(`
      import { createCallbackRouter } from 'seamless-callback-kit/server';
      import { createCallbackClient } from 'seamless-callback-kit/client';
      import { Ledger, openPostgresStore, openSqliteStore } from 'seamless-callback-kit/wallet';
      import { createDelivery, openOutboxAt } from 'seamless-callback-kit/provider';
      import { createRelayClient } from 'seamless-callback-kit/relay';
      import { parseMoney, v1, v4 } from 'seamless-callback-kit/contract';
      import bundle from 'seamless-callback-kit/openapi.json' with { type: 'json' };
      import callbacks from 'seamless-callback-kit/v4/callbacks.json' with { type: 'json' };
      console.log([createCallbackRouter, createCallbackClient, Ledger, openSqliteStore, parseMoney, createDelivery, openOutboxAt, createRelayClient].map((item) => typeof item).join(), v1.delivery.win.attempts, v4.delivery.win.attempts, bundle.openapi, Object.keys(callbacks.paths).length);
    `);
    expect(printed.trim()).toBe('function,function,function,function,function,function,function,function 4 51 3.1.0 6');
  });

  it('has the command line', () => {
    const database = `sqlite:${project}/wallet.db`;
    const seamless = (...args: string[]): string =>
      execFileSync(process.execPath, ['node_modules/.bin/seamless', ...args], { cwd: project, encoding: 'utf8' });
    expect(seamless('accounts', 'create', 'anna', '--balance', '5', '--database', database)).toBe(
      'anna\tactive\t5.00\n',
    );
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(seamless('--version').trim()).toBe(version);
    const { stderr } = spawnSync(
      process.execPath,
      ['node_modules/.bin/seamless', 'accounts', 'show', 'nobody', '--database', database],
      { cwd: project, encoding: 'utf8' },
    );
    expect(stderr).toContain('with: npx seamless accounts create nobody');
  });

  it('certifies from its file by the line of the README, on whatever Node.js is there', async () => {
    const operator = await startOperator({ token: 'TOKEN', accounts: { test1234: { balanceMinor: 100_000n } } });
    const line = /^npx -y .*-p node@24 .* certify .*$/m.exec(readFileSync('src/certification/README.md', 'utf8'))?.[0];
    // The Node.js of the machine, not the one of the project.
    const PATH = (process.env['PATH'] ?? '').split(':').filter((part) => !part.includes('node_modules'));
    const here = line?.replace('https://operator.example/callback', operator.url) ?? '';
    const env = { ...process.env, PATH: PATH.join(':') };
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', here], { cwd: project, env });
    await operator.stop();
    expect(stdout).toContain('Certified: 6 passed');
    expect(stderr).not.toContain('npm warn');
  }, 180_000);

  it('compiles and runs the examples of the README', async () => {
    const port = String(await freePort());
    const here = (module: string): string =>
      example(module).replace('http://127.0.0.1:8080', `http://127.0.0.1:${port}`);
    writeFileSync(join(project, 'server.ts'), example('seamless-callback-kit/server'));
    writeFileSync(join(project, 'wallet.ts'), example('createWalletRouter'));
    writeFileSync(join(project, 'providers.ts'), example('createProvidersRouter'));
    writeFileSync(join(project, 'client.ts'), here('seamless-callback-kit/client'));
    writeFileSync(join(project, 'relay.ts'), example('seamless-callback-kit/relay'));
    writeFileSync(join(project, 'delivery.ts'), here('seamless-callback-kit/provider'));
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      'node',
      '--typeRoots',
      join(process.cwd(), 'node_modules/@types'),
    ];
    execFileSync(
      process.execPath,
      [
        join(process.cwd(), 'node_modules/typescript/bin/tsc'),
        ...options,
        'server.ts',
        'wallet.ts',
        'providers.ts',
        'client.ts',
        'delivery.ts',
        'relay.ts',
      ],
      { cwd: project, stdio: 'pipe' },
    );
    const server = spawn(process.execPath, ['server.ts'], { cwd: project, env: { ...process.env, PORT: port } });
    try {
      const client = (): string => execFileSync(process.execPath, ['client.ts'], { cwd: project, encoding: 'utf8' });
      await expect.poll(client).toContain('balance: 10000n');
      // The example's bet is not filled in yet, and answers 99.
      expect(execFileSync(process.execPath, ['delivery.ts'], { cwd: project, encoding: 'utf8' })).toBe('refused\n');
    } finally {
      server.kill();
    }
  });
});
