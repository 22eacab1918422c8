import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts, v1, v4 } from '../../src/contract/contracts.ts';
import type { AnyContract } from '../../src/contract/contract.ts';
import { wholeMatrix } from '../extent.ts';
import { freePort, startCluster } from '../support/postgres.ts';
import { scratch } from '../support/commandLine.ts';
import { copyProject } from '../generator/projectCopy.ts';

/** A folder with both kinds of projects for each contract, made by the command line of the packed package. */
let folder: string;
const projectOf = (wallet: 'own' | 'kit', { name }: AnyContract = v1): string => join(folder, `${wallet}-${name}`);
const install = ['install', '--no-audit', '--no-fund', '--prefer-offline'];

beforeAll(() => {
  const [scratchFolder, remove] = scratch();
  folder = scratchFolder;
  const sh = (command: string, args: string[], cwd: string): string =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  // Packed in a copy: another test builds in this folder at the same time.
  const copy = copyProject();
  const [packed] = JSON.parse(sh('npm', ['pack', '--json', '--pack-destination', folder], copy.folder)) as [
    { filename: string },
  ];
  copy.remove();
  // That it can be installed is another test's: here it has the packages that are installed already.
  sh('tar', ['-xzf', packed.filename], folder);
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'package/node_modules'));
  const seamless = ['package/dist/src/cli/seamless.js', 'init', '--kit', `./${packed.filename}`];
  for (const contract of Object.values(contracts)) {
    for (const wallet of ['own', 'kit'] as const) {
      const flags = ['--wallet', wallet, '--contract', contract.name];
      sh(process.execPath, [...seamless, ...flags, projectOf(wallet, contract)], folder);
    }
  }
  sh('npm', install, projectOf('own'));
  // What CI does with what was committed, wherever it is.
  sh(
    'bash',
    [
      '-c',
      'git init -q && git add -A && git -c user.name=x -c user.email=x commit -qm x && git clone -q . ../elsewhere',
    ],
    projectOf('own'),
  );
  sh('npm', ['ci', '--ignore-scripts', ...install.slice(1)], join(folder, 'elsewhere'));
  // All of them depend on the same packages.
  const others = Object.values(contracts).flatMap((contract) => [
    projectOf('own', contract),
    projectOf('kit', contract),
  ]);
  for (const other of others.filter((project) => project !== projectOf('own')))
    symlinkSync(join(projectOf('own'), 'node_modules'), join(other, 'node_modules'));
  return remove;
}, 180_000);

interface Project {
  /** Runs a script of its package.json. */
  npm(...args: string[]): Promise<{ status: number; printed: string }>;
  /** Runs a program in its folder, and returns what it prints. */
  node(code: string): string;
  /** Starts the server, and resolves when it is ready. */
  start(): Promise<ChildProcess>;
  readonly url: string;
  /** Where its probes are. */
  readonly insideUrl: string;
}

async function open(cwd: string, given: Record<string, string> = {}): Promise<Project> {
  const [port, insidePort] = [await freePort(), await freePort()];
  const [url, insideUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${insidePort}`];
  // Like a stranger's shell: nothing of the test run's own.
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    PORT: String(port),
    INSIDE_PORT: String(insidePort),
    CERTIFY_URL: `${url}/callback`,
    ...given,
  };
  const scripts = (JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
    .scripts;
  return {
    url,
    insideUrl,
    npm: (...args) =>
      new Promise((resolve) => {
        const child = execFile('npm', ['run', '--silent', ...args], { cwd, env }, (_error, stdout, stderr) =>
          resolve({ status: child.exitCode ?? -1, printed: stdout + stderr }),
        );
      }),
    node: (code) =>
      execFileSync(process.execPath, ['--env-file=.env', '--input-type=module', '-e', code], {
        cwd,
        env,
        encoding: 'utf8',
      }),
    start: async () => {
      const [, ...args] = scripts['start']?.split(' ') ?? [];
      const server = spawn(process.execPath, args, { cwd, env, stdio: 'ignore' });
      const ready = (): Promise<boolean> =>
        fetch(`${insideUrl}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
      while (server.exitCode === null && !(await ready())) await new Promise((resolve) => setTimeout(resolve, 50));
      return server;
    },
  };
}

/** Stops a server as a container platform does, and resolves its exit code. */
async function stop(server: ChildProcess): Promise<number | null> {
  const exited = new Promise<number | null>((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  return exited;
}

let cluster: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

/** Certification plays for seconds; on a busy machine for more. */
const certifyWithinMs = 90_000;

describe.each(Object.values(contracts))('a project for contract $name', { timeout: certifyWithinMs }, (contract) => {
  const { commands, adapter } = contract;

  it('type-checks, answers 99 to all that is not filled in, and is told by certification what is missing', async () => {
    const project = await open(projectOf('own', contract), { CALLBACK_TOKEN: 't' });
    expect(await project.npm('types')).toEqual({ status: 0, printed: '' });
    const server = await project.start();
    const bet = { kind: 'bet', account: 'a', transactionId: '1', roundId: 'r', amountMinor: 1n } as const;
    const cancel = { kind: 'cancel', account: 'a', targetId: '1', transactionId: '2' } as const;
    for (const command of commands) {
      const onWire = JSON.stringify(adapter.toData(command === 'cancel' ? cancel : bet), (_key, value: unknown) =>
        typeof value === 'bigint' ? Number(value) : value,
      );
      const data = JSON.parse(onWire) as object;
      const body = JSON.stringify({ command, data, timestamp: '1', check: '21' });
      const response = await fetch(`${project.url}/callback`, {
        method: 'POST',
        headers: { 'callback-token': 't', 'content-type': 'application/json' },
        body,
      });
      expect(await response.json()).toEqual({
        result: 99,
        status: 'ERROR',
        message: `not filled in yet: src/handlers/${command}.ts`,
      });
    }
    const { status, printed } = await project.npm('certify');
    expect(status).toBe(1);
    expect(printed.split('Not filled in yet:')[1]?.trim().split(/\s+/)).toEqual(
      commands.map((command) => `src/handlers/${command}.ts`).toSorted(),
    );
    expect(await project.npm('players')).toMatchObject({
      status: 1,
      printed: expect.stringContaining('scripts/players.ts') as string,
    });
    expect(await stop(server)).toBe(0);
  });
});

describe('a project on a wallet of its own', { timeout: certifyWithinMs }, () => {
  it('answers callbacks alone on its public port, and probes alone on the inside one', async () => {
    const project = await open(projectOf('own'), { CALLBACK_TOKEN: 't' });
    const server = await project.start();
    const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;
    for (const path of ['/livez', '/readyz', '/'])
      expect([path, await statusOf(project.url + path)]).toEqual([path, 404]);
    expect([await statusOf(`${project.insideUrl}/livez`), await statusOf(`${project.insideUrl}/callback`)]).toEqual([
      200, 404,
    ]);
    expect(await stop(server)).toBe(0);
  });

  it('says in one line that its inside port is taken', async () => {
    const one = await open(projectOf('own'), { CALLBACK_TOKEN: 't' });
    const server = await one.start();
    const other = await open(projectOf('own'), { CALLBACK_TOKEN: 't', INSIDE_PORT: new URL(one.insideUrl).port });
    const { status, printed } = await other.npm('start');
    await stop(server);
    expect([status, printed]).toEqual([1, expect.stringContaining('see INSIDE_HOST and INSIDE_PORT in .env')]);
  });

  it.each([
    ['is only commas', { CALLBACK_TOKEN: ' , ' }],
    ['is the one of the example, in production', { CALLBACK_TOKEN: 'a,change-me', NODE_ENV: 'production' }],
  ])('says in one line, and exits 2, that its token %s', async (_what, given) => {
    const { status, printed } = await (await open(projectOf('own'), given)).npm('start');
    expect([status, printed.trimEnd().split('\n')]).toEqual([2, [expect.stringContaining('CALLBACK_TOKEN')]]);
  });

  it('says in one line, and exits 2, that there is no such port', async () => {
    const { status, printed } = await (
      await open(projectOf('own'), { CALLBACK_TOKEN: 't', PORT: '70000' })
    ).npm('start');
    expect([status, printed.trimEnd().split('\n')]).toEqual([
      2,
      [expect.stringMatching(/^PORT .* 65535, not "70000"$/)],
    ]);
  });

  it('takes an empty host or port for none given', async () => {
    const project = await open(projectOf('own'), {
      CALLBACK_TOKEN: 't',
      HOST: '',
      PORT: '',
      INSIDE_HOST: '',
      INSIDE_PORT: '',
    });
    expect(
      project.node(
        "import { host, insideHost, insidePort, port } from './src/settings.ts'; console.log(host, port, insideHost, insidePort);",
      ),
    ).toBe('127.0.0.1 8080 127.0.0.1 8081\n');
  });

  it('is told in one line what is wrong with a reply', async () => {
    const file = join(projectOf('own'), 'src/handlers/bet.ts');
    const made = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      made.replace(
        '  return {',
        "  if (checks.length > 9) return { result: 42, status: 'ERROR', data: { balance: 1n } };\n  return {",
      ),
    );
    const { status, printed } = await (await open(projectOf('own'))).npm('types');
    writeFileSync(file, made);
    expect([status, printed.trimEnd().split('\n')]).toEqual([
      2,
      [expect.stringMatching(/^src\/handlers\/bet\.ts.*Type '42' is not assignable to type '0 \| 21 /)],
    ]);
  });
});

describe("a project on the kit's ledger", { timeout: certifyWithinMs }, () => {
  it('gives a deposit asked for twice once, and what contradicts it or is negative moves nothing', async () => {
    const project = await open(projectOf('kit'), { DATABASE_URL: await cluster.createDatabase() });
    expect((await project.npm('players')).status).toBe(0);
    // Its own software gives a deposit, and asks again because it did not see the answer.
    expect(
      project.node(`
      import { deposit } from './src/players.ts';
      import { close } from './src/wallet.ts';
      for (const attempt of [1, 2]) console.log((await deposit('poor1234', '4711', 200n)).result);
      await close();
    `),
    ).toBe('accepted\nalreadyProcessed\n');
    expect(
      project.node(`
      import { deposit, openPlayer, withdraw } from './src/players.ts';
      import { close } from './src/wallet.ts';
      for (const asked of [['poor1234', '4711', 201n], ['test1234', '4711', 200n]]) {
        const { result, note } = await deposit(...asked);
        console.log(result, note);
      }
      for (const negative of [() => deposit('poor1234', '1', -50000n), () => withdraw('poor1234', '1', -1000000n), () => openPlayer('overdrawn', -1n)]) {
        await negative().catch((error) => console.log(error.name));
      }
      await close();
    `),
    ).toBe('failed conflict\nfailed conflict\nRangeError\nRangeError\nRangeError\n');
    expect((await project.npm('seamless', '--', 'accounts', 'show', 'poor1234')).printed).toBe(
      'poor1234\tactive\t5.00\n',
    );
    expect((await project.npm('seamless', '--', 'audit')).status).toBe(0);
  });

  it.each([
    ['does not answer', 'postgres://127.0.0.1:9/none', 1],
    ['is not named', '', 2],
  ])('says in one line that its database %s', async (_what, DATABASE_URL, exitCode) => {
    const { status, printed } = await (await open(projectOf('kit'), { DATABASE_URL })).npm('start');
    expect([status, printed.trimEnd().split('\n')]).toEqual([
      exitCode,
      [expect.stringMatching(/^(?!.*--).*DATABASE_URL/)],
    ]);
  });
});

// Most of the time certification waits to see what is remembered, and so all of them wait together; by day one contract of each kind.
describe.concurrent.each(wholeMatrix ? Object.values(contracts) : [v1])(
  "a project for contract $name on the kit's ledger",
  { timeout: certifyWithinMs },
  (contract) => {
    it('is certified as it is', async () => {
      const project = await open(projectOf('kit', contract), { DATABASE_URL: await cluster.createDatabase() });
      expect(await project.npm('types')).toEqual({ status: 0, printed: '' });
      expect(await project.npm('players')).toMatchObject({
        status: 0,
        printed: expect.stringContaining('was made') as string,
      });
      const server = await project.start();
      const { status, printed } = await project.npm('certify', '--', '--strict');
      expect(printed.trimEnd().split('\n').at(-1)).toMatch(/^Certified: \d+ passed$/);
      expect(status).toBe(0);
      expect((await project.npm('seamless', '--', 'accounts', 'show', 'poor1234')).printed).toBe(
        'poor1234\tactive\t3.00\n',
      );
      expect((await project.npm('seamless', '--', 'audit')).status).toBe(0);
      expect(await stop(server)).toBe(0);
    });
  },
);

describe.concurrent.each(wholeMatrix ? Object.values(contracts) : [v4])(
  'a project for contract $name on a wallet of its own',
  { timeout: certifyWithinMs },
  (contract) => {
    it('is certified once the six functions are filled in', async () => {
      for (const part of ['shared', contract.name])
        cpSync(`test/scaffold/filled/${part}`, projectOf('own', contract), { recursive: true });
      const project = await open(projectOf('own', contract), { WALLET: join(folder, `${contract.name}.db`) });
      expect(await project.npm('types')).toEqual({ status: 0, printed: '' });
      expect((await project.npm('players')).status).toBe(0);
      const server = await project.start();
      const { status, printed } = await project.npm('certify', '--', '--strict');
      expect(printed.trimEnd().split('\n').at(-1)).toMatch(/^Certified: \d+ passed$/);
      expect(status).toBe(0);
      expect(await stop(server)).toBe(0);
    });
  },
);
