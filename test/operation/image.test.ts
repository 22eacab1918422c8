import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOperator } from '../certification/operator/operator.ts';
import { freePort } from '../support/postgres.ts';
import { seamless, scratch } from '../support/commandLine.ts';
import { build, copied, type Image, stagesOf } from './dockerfile.ts';

const file = 'scripts/deploy/Dockerfile';
const stages = stagesOf(file);
const last = stages.at(-1);
const ofLast = (name: string): string[] =>
  (last?.instructions ?? []).filter((instruction) => instruction.name === name).map(({ text }) => text);
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: { node: string } };

describe('the Dockerfile', () => {
  it('has only instructions that a builder knows, and adds nothing from elsewhere', () => {
    const known = ['WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'];
    expect(known).toEqual(
      expect.arrayContaining(stages.flatMap(({ instructions }) => instructions.map(({ name }) => name))),
    );
  });

  it('is based on the very Node.js that the tests run on', () => {
    expect(new Set(stages.map(({ base }) => base))).toEqual(new Set([`node:${devDependencies.node}-slim`]));
  });

  it('runs as somebody without rights, and gets signals itself', () => {
    expect(ofLast('USER')).toEqual(['node']);
    for (const text of [...ofLast('ENTRYPOINT'), ...ofLast('CMD')]) expect(JSON.parse(text)).toBeInstanceOf(Array);
    expect(ofLast('CMD')).toHaveLength(1);
  });

  it('copies what is there, from where it was made, and all of it passes its .dockerignore', () => {
    const passes = readFileSync(`${file}.dockerignore`, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1).replace(/\/$/, ''));
    const earlier: string[] = [];
    for (const { name, instructions } of stages) {
      for (const { from, sources } of instructions.filter((instruction) => instruction.name === 'COPY').map(copied)) {
        if (from === undefined) expect(passes).toEqual(expect.arrayContaining([...sources]));
        else expect(earlier).toContain(from);
        if (from === undefined) for (const source of sources) expect(existsSync(source), source).toBe(true);
      }
      earlier.push(name);
    }
  });
});

describe('what the Dockerfile makes', () => {
  const [root, remove] = scratch();
  let server: ChildProcess | undefined;
  let image: Image;
  // Only root is above these rights, and only root can be somebody else.
  const nobody = userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : {};
  beforeAll(() => {
    image = build(stages, '.', root);
    execFileSync('chmod', ['-R', 'a-w', image.folder]);
  });
  afterAll(() => {
    server?.kill('SIGKILL');
    execFileSync('chmod', ['-R', 'u+w', root]);
    remove();
  });

  it('serves from a file system that it may not write to, as a user without rights', async () => {
    const { folder, environment, entrypoint, command } = image;
    const [program, ...args] = [...entrypoint, ...command];
    expect(program).toBe('node');
    // A volume for the money, and the token as a secret; nothing else.
    const data = join(root, 'data');
    const secret = join(root, 'callback-token');
    mkdirSync(data);
    writeFileSync(secret, 'in-a-file\n');
    for (const path of [root, data]) chmodSync(path, 0o777);
    const [port, insidePort] = [await freePort(), await freePort()];
    const env = {
      ...environment,
      PORT: String(port),
      INSIDE_PORT: String(insidePort),
      CALLBACK_TOKEN_FILE: secret,
      DATABASE_URL: `sqlite:${data}/wallet.db`,
    };
    server = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'], ...nobody });
    let said = '';
    server.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const url = `http://127.0.0.1:${port}`;
    const ready = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${insidePort}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await ready())) {
      if (server.exitCode !== null) throw new Error(said);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(
      await seamless(['accounts', 'create', 'anna', '--balance', '5'], { DATABASE_URL: env.DATABASE_URL }),
    ).toMatchObject({ code: 0 });
    const body = JSON.stringify({ command: 'balance', data: { account: 'anna' }, timestamp: '1', check: '21' });
    const response = await fetch(`${url}/callback`, {
      method: 'POST',
      headers: { 'callback-token': 'in-a-file', 'content-type': 'application/json' },
      body,
    });
    expect(await response.json()).toEqual({ result: 0, status: 'OK', data: { balance: 5 } });
    const exited = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGTERM');
    expect(await exited).toBe(0);
  }, 60_000);

  it('certifies, where that is said in place of serving, and writes its reports into a volume', async () => {
    const operator = await startOperator({ token: 'Secret-42', accounts: { main: { balanceMinor: 100_000n } } });
    const reports = join(root, 'certification');
    mkdirSync(reports);
    for (const path of [root, reports]) chmodSync(path, 0o777);
    const { folder, environment, entrypoint } = image;
    const [, ...args] = entrypoint;
    const said = ['certify', '--url', operator.url, '--account', 'main', '--profile', 'panel', '--report', reports];
    const env = { ...environment, CALLBACK_TOKEN: 'Secret-42' };
    const { stdout } = await promisify(execFile)(process.execPath, [...args, ...said], { cwd: folder, env, ...nobody });
    await operator.stop();
    expect(stdout).toContain('Certified: 6 passed');
    expect(readFileSync(join(reports, 'report.xml'), 'utf8')).toContain('failures="0"');
  });
});
