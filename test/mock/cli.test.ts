import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { contracts, v1, v4 } from '../../src/contract/contracts.ts';
import { scratch, seamless } from '../support/commandLine.ts';
import { copyProject } from '../generator/projectCopy.ts';
import { pairsOf, postTo, requestOf as requestIn } from './harness.ts';

interface MockProcess {
  readonly process: ChildProcess;
  readonly url: string;
  said(): string;
  /** Waits until `words` have been printed. */
  says(words: string): Promise<void>;
  readonly exited: Promise<number | null>;
  send(request: object, headers?: Record<string, string>): ReturnType<typeof postTo>;
}

const started: ChildProcess[] = [];
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

async function startMock(args: string[], cwd = '.'): Promise<MockProcess> {
  const child = spawn(process.execPath, ['src/cli/seamless.ts', 'mock', '--port', '0', ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started.push(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const says = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => (said.includes(words) ? resolve() : undefined);
      child.stderr.on('data', look);
      child.once('exit', () => reject(new Error(`the mock stopped: ${said}`)));
      look();
    });
  await says('The mock is served at');
  const url = /served at (\S+) /.exec(said)?.[1] ?? '';
  const send: MockProcess['send'] = (request, headers) =>
    postTo(url, JSON.stringify(request), { 'callback-token': 'mock', ...headers });
  return { process: child, url, said: () => said, says, exited, send };
}

const requestOf = (command: 'bet' | 'win' | 'balance', data: object = {}) => requestIn(v1, command, data);

describe('seamless mock --contract', () => {
  it.each(Object.values(contracts))('$name answers that contract', async (contract) => {
    const mock = await startMock(['--contract', contract.name]);
    for (const command of contract.commands)
      expect(mock.said()).toContain(`\n  ${command}: ${command}.accepted (any other), `);
    for (const { name } of pairsOf(contract)) expect(mock.said()).toContain(name);
    for (const command of contract.commands)
      expect(await mock.send(requestIn(contract, command))).toMatchObject({ httpStatus: 200, json: { result: 0 } });
    const others = Object.values(contracts).filter((other) => other !== contract);
    for (const other of others) expect(await mock.send(requestIn(other, 'bet'))).toMatchObject({ httpStatus: 400 });
  });

  it('names the contracts that there are, exit 2', async () => {
    for (const name of ['v2', 'toString', ''])
      expect(await seamless(['mock', '--contract', name])).toMatchObject({
        code: 2,
        err: expect.stringContaining('It must be v1 or v4') as string,
      });
  });
});

describe('seamless mock', () => {
  it('tells its URL, its token, its commands and every example, answers, and stops when told', async () => {
    const mock = await startMock([]);
    for (const command of v1.commands)
      expect(mock.said()).toContain(`\n  ${command}: ${command}.accepted (any other), `);
    for (const { name } of pairsOf(v1)) expect(mock.said()).toContain(name);
    expect(mock.said()).toContain('bet.insufficient-balance (poor99)');
    expect(mock.said()).toContain(`served at ${mock.url} and takes the callback-token mock.`);
    expect(await mock.send(requestOf('bet'))).toMatchObject({ httpStatus: 200, json: { result: 0 } });
    expect((await mock.send(requestOf('bet'), { 'callback-token': 'other' })).json).toEqual({
      result: 100,
      status: 'ERROR',
    });
    const never = mock.send(requestOf('bet'), { prefer: 'fault=timeout' }).catch(() => 'cut off');
    await new Promise((resolve) => setTimeout(resolve, 200));
    mock.process.kill('SIGTERM');
    expect(await mock.exited).toBe(0);
    expect(await never).toBe('cut off');
  });

  it('takes an empty host for none given, and not for every interface', async () => {
    expect((await startMock(['--host', ''])).url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('takes a token, faults and a seed', async () => {
    const mock = await startMock([
      '--token',
      't',
      '--fault',
      'win=http-500:100%',
      '--fault',
      'bet=html:100%',
      '--seed',
      '7',
    ]);
    expect(mock.said()).toContain('--seed 7');
    expect((await mock.send(requestOf('bet'))).json).toEqual({ result: 100, status: 'ERROR' });
    const headers = { 'callback-token': 't' };
    await expect(mock.send(requestOf('win'), headers)).rejects.toThrow('JSON');
    await expect(mock.send(requestOf('bet'), headers)).rejects.toThrow('JSON');
    expect((await mock.send(requestOf('balance'), headers)).httpStatus).toBe(200);
    const dynamic = async () => (await mock.send(requestOf('balance'), { ...headers, prefer: 'dynamic=true' })).text;
    expect(await dynamic()).toBe(await dynamic());
  });

  it('reports every unusable flag at once, exit 2', async () => {
    const faults = ['--fault', 'bet=slow:1%', '--fault', 'bet=html:60%', '--fault', 'bet=reset:60%'];
    const { code, err } = await seamless(['mock', '--port', '70000', '--token', 'a b', '--seed', 'x', ...faults]);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      expect.stringContaining('--port must be a whole number from 0 to 65535, not "70000"'),
      expect.stringContaining('--token (CALLBACK_TOKEN) must be'),
      expect.stringContaining('--seed must be a whole number, not "x"'),
      expect.stringMatching(
        /--fault must be COMMAND=KIND:PERCENT%.*timeout, reset, http-500, html, truncated, not "bet=slow:1%"/,
      ),
      expect.stringContaining('--fault: more than 100% of bet shall fail'),
    ]);
  });

  it.each([[['--steal']], [['--port']], [['surplus']]])('refuses %j, exit 2', async (args) => {
    expect((await seamless(['mock', ...args])).code).toBe(2);
  });

  it('tells what to do when the port is taken, exit 2', async () => {
    const { port } = new URL((await startMock([])).url);
    expect(await seamless(['mock', '--port', port])).toMatchObject({
      code: 2,
      err: expect.stringContaining('choose another port with --port') as string,
    });
  });

  it('says how to install Prism where it is missing, and what --watch needs, exit 2', async () => {
    const installed = withoutPrism();
    const peers = (JSON.parse(readFileSync('package.json', 'utf8')) as { peerDependencies: Record<string, string> })
      .peerDependencies;
    const command = `npm install --save-dev ${Object.entries(peers)
      .map(([name, version]) => `${name}@${version}`)
      .join(' ')}`;
    expect(command).toMatch(/@stoplight\/prism-http@[0-9.]+/);
    expect(await runIn(installed, [])).toEqual({
      code: 2,
      err: `seamless: the mock needs Prism, which is not installed. Install it with: ${command}\n`,
    });
    expect(await runIn(installed, ['--watch'])).toEqual({
      code: 2,
      err: "seamless: --watch needs the kit's repository: an installed package has no generator\n",
    });
  });
});

describe('seamless mock --watch', () => {
  it('answers from the contract as it is edited, and keeps its answers when it can not be used', async () => {
    const copy = copyProject();
    cleanUps.push(() => copy.remove());
    const mock = await startMock(['--watch', '--contract', 'v4'], copy.folder);
    const broke = requestIn(v4, 'bet', { account: 'broke99' });
    expect((await mock.send(broke)).json).toMatchObject({ result: 0 });
    // Another contract is not followed.
    copy.change('openapi/callbacks/v1/openapi.yaml', 'openapi: 3.1.0', 'openapi: [');
    copy.change('openapi/callbacks/v4/commands/bet.yaml', 'poor99', 'broke99');
    await mock.says('answers come from its examples now');
    expect((await mock.send(broke)).json).toMatchObject({ result: 31 });
    copy.change('openapi/callbacks/v4/openapi.yaml', 'openapi: 3.1.0', 'openapi: [');
    await mock.says("can't be used; answers stay as they were");
    expect((await mock.send(broke)).json).toMatchObject({ result: 31 });
  });
});

/** The kit as it is when only its own dependencies are installed, without the generator. */
function withoutPrism(): string {
  const [folder, remove] = scratch();
  cleanUps.push(remove);
  for (const part of ['src', 'generated', 'package.json']) cpSync(part, join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync('node_modules')) {
    if (name !== '@stoplight')
      symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name));
  }
  return folder;
}

function runIn(folder: string, args: string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, ['src/cli/seamless.ts', 'mock', '--port', '0', ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started.push(child);
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, err })));
}
