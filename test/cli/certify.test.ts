import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v4 } from '../../src/contract/contracts.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { startOperator } from '../certification/operator/operator.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

const players = [
  ['main', '1000'],
  ['second', '100'],
  ['poor', '3.33'],
  ['blocked', '5', '--inactive'],
] as const;
const others = ['--second-account', 'second', '--poor-account', 'poor', '--blocked-account', 'blocked'];

// Most of the time certification waits to see what is remembered, and so both wait together.
describe.concurrent.each([
  ['SQLite', async () => `sqlite:${scratch()[0]}/wallet.db`],
  ['PostgreSQL', () => cluster.createDatabase()],
])('seamless certify against the reference server on %s', (_name, make) => {
  let serving: Serving;
  let database: string;
  beforeAll(async () => {
    database = await make();
    serving = await startServe(['--database', database, '--token', 'Secret-42', '--contract', 'v1,v4'], {
      NODE_ENV: 'production',
    });
    for (const [name, balance, ...flags] of players)
      await seamless(['accounts', 'create', name, '--balance', balance, ...flags], { DATABASE_URL: database });
  });
  afterAll(async () => {
    serving.process.kill('SIGTERM');
    await serving.exited;
  });
  const certify = (...args: string[]) =>
    seamless(['certify', '--url', serving.url, '--token', 'Secret-42', '--account', 'main', ...args]);

  it('certifies it under each contract with nothing failed and nothing skipped, leaves the accounts as they were, and writes its reports', async ({
    expect,
  }) => {
    for (const contract of ['v1', 'v4']) {
      const [folder, remove] = scratch();
      const { code, out } = await certify(...others, '--contract', contract, '--strict', '--report', folder);
      expect([code, out]).toEqual([0, expect.stringContaining('Certified')]);
      const { results } = JSON.parse(readFileSync(`${folder}/report.json`, 'utf8')) as {
        results: { outcome: string }[];
      };
      expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['passed']));
      for (const file of ['report.html', 'report.xml']) {
        expect(existsSync(`${folder}/${file}`)).toBe(true);
        expect(readFileSync(`${folder}/${file}`, 'utf8')).not.toContain('Secret-42');
      }
      const { out: accounts } = await seamless(['accounts', 'list'], { DATABASE_URL: database });
      expect(accounts.split('\n').map((line) => line.split('\t')[2])).toEqual(['5.00', '1000.00', '3.33', '100.00']);
      expect(await seamless(['audit'], { DATABASE_URL: database })).toMatchObject({ code: 0 });
      remove();
    }
  }, 90_000);
});

describe('seamless certify', () => {
  it('skips, and says so, what needs accounts that were not given', async () => {
    // Enough for these, though not for all.
    const operator = await startOperator({ token: 't', accounts: { main: { balanceMinor: 1_000n } } });
    const { code, out } = await seamless([
      ...['certify', '--url', operator.url, '--token', 't', '--account', 'main', '--only', 'money.repeat.*'],
    ]);
    await operator.stop();
    expect(code).toBe(0);
    expect(out).toContain('it needs --second-account');
  });

  it.each([
    [['--only', 'panel.balance,nope.*'], 'no case is named "nope.*"'],
    [['--only', ''], 'no case is named ""'],
    [['--account', 'a b'], '--account must'],
    [['--second-account', 'main'], '--second-account must be another player than --account'],
    [['--unknown-account', 'main'], '--unknown-account must be another player than --account'],
    [['--blocked-account', 'nobody'], 'name one that it knows with --blocked-account'],
    [['--account', 'blocked'], 'may not play: name one that may with --account'],
    [['--account', 'debtor', '--only', 'panel.bet.above-balance'], 'a balance of 0 or more'],
    [['--contract', 'v9'], 'v1 or v4'],
    [['--contract', 'v4'], 'the operator speaks contract v1, not v4'],
    [['--contract', 'v4', '--only', 'protocol.id.above-2-53'], 'no case is named "protocol.id.above-2-53"'],
    [['--report', '/dev/null/reports'], '--report must be a folder that can be written to'],
    [['--report', '/proc/reports/here'], '--report must be a folder that can be written to'],
    [['--blocked-account', 'other'], 'account other may play, or check 22 is not made'],
    [['--second-account', 'blocked'], 'account blocked may not play: name one that may with --second-account'],
    [['--unknown-account', 'other'], 'the operator knows account other: name one that it does not know'],
  ])('can not begin with %j, exit 2, and says why', async (args, why) => {
    const accounts = {
      main: { balanceMinor: 100_000n },
      other: { balanceMinor: 1n },
      blocked: { balanceMinor: 1n, active: false },
      debtor: { balanceMinor: -500n },
    };
    const operator = await startOperator({ token: 't', accounts });
    const { code, out, err } = await seamless([
      'certify',
      '--url',
      operator.url,
      '--token',
      't',
      '--account',
      'main',
      ...args,
    ]);
    await operator.stop();
    expect([code, `${out} ${err}`]).toEqual([2, expect.stringContaining(why)]);
  });

  it('certifies an operator under the contract that it keeps, and not under another one', async () => {
    const accounts = {
      main: { balanceMinor: 100_000n },
      second: { balanceMinor: 50_000n },
      poor: { balanceMinor: 333n },
      blocked: { balanceMinor: 1_000n, active: false },
    };
    const operator = await startOperator({ contract: v4, token: 't', accounts });
    const [folder, remove] = scratch();
    const certify = (...args: string[]) =>
      seamless(['certify', '--url', operator.url, '--token', 't', '--account', 'main', ...others, ...args]);
    const under4 = await certify('--contract', 'v4', '--strict', '--report', folder);
    expect([under4.code, under4.out]).toEqual([0, expect.stringContaining(`contract v4 (${v4.version})`)]);
    const report = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');
    expect(JSON.parse(report('report.json'))).toMatchObject({ contract: 'v4', contractVersion: v4.version });
    expect(report('report.html')).toContain(`<dt>Contract</dt><dd>v4 (${v4.version})</dd>`);
    expect(report('report.xml')).toContain('<property name="contract" value="v4"/>');
    const under1 = await certify('--only', 'panel.*');
    expect([under1.code, `${under1.out} ${under1.err}`]).toEqual([
      2,
      expect.stringContaining('the operator speaks contract v4, not v1: certify it with --contract v4'),
    ]);
    await operator.stop();
    remove();
  });

  it('fails an operator with a defect, exit 1, with the case, the exchange without the token, and the hint', async () => {
    const operator = await startOperator({
      token: 'Secret-42',
      accounts: { main: { balanceMinor: 100_000n } },
      defects: ['no-dedupe-bet'],
    });
    const { code, out, err } = await seamless([
      'certify',
      '--url',
      operator.url,
      '--token',
      'Secret-42',
      '--account',
      'main',
      '--only',
      'panel.*',
    ]);
    await operator.stop();
    expect([code, err]).toEqual([1, expect.stringContaining('not certified')]);
    // Nothing is cut where it isn't a screen that is printed on.
    expect(out.split('\n\n')[1]).not.toContain('…');
    for (const text of ['panel.bet.repeat', 'result 41', 'unique key', '"command":"bet"']) expect(out).toContain(text);
    expect(out).not.toContain('Secret-42');
  });

  it('restarts the operator by the command that is given, and says when it can not be', async () => {
    const operator = await startOperator({ token: 't', accounts: { main: { balanceMinor: 100_000n } } });
    const [folder, remove] = scratch();
    const certify = (command: string) =>
      seamless([
        ...['certify', '--url', operator.url, '--token', 't', '--account', 'main'],
        ...['--only', 'money.restart', '--restart-command', command],
      ]);
    expect((await certify(`touch ${folder}/restarted`)).code).toBe(0);
    expect(existsSync(`${folder}/restarted`)).toBe(true);
    const { code, err, out } = await certify('exit 3');
    expect([code, err, out]).toEqual([
      2,
      expect.any(String),
      expect.stringContaining('could not be restarted: exit 3 ended'),
    ]);
    await operator.stop();
    remove();
  });

  it('tells what it has found when it is interrupted, exit 130, and puts the accounts back', async () => {
    const operator = await startOperator({ token: 't', accounts: { main: { balanceMinor: 100_000n } } });
    const args = ['certify', '--url', operator.url, '--token', 't', '--account', 'main'];
    const child = spawn(process.execPath, ['src/cli/seamless.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const exited = once(child, 'close');
    await expect.poll(() => operator.balanceOf('main'), { interval: 1 }).not.toBe(100_000n);
    child.kill('SIGINT');
    expect(await exited).toEqual([130, null]);
    expect(out).toContain('Interrupted: the run was interrupted');
    expect(err).toBe('seamless: interrupted; the report tells what was found until then\n');
    expect(operator.balanceOf('main')).toBe(100_000n);
    await operator.stop();
  });

  it('tells of an endpoint that is something else that it is not certified, exit 1', async () => {
    const page = createServer((_request, response) => void response.end('<html>Welcome')).listen(0, '127.0.0.1');
    await once(page, 'listening');
    const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}/`;
    const { code, out, err } = await seamless(['certify', '--url', url, '--token', 't', '--account', 'main']);
    page.close();
    expect([code, out, err]).toEqual([
      1,
      expect.stringContaining('Not certified: '),
      expect.stringContaining('does not answer in the protocol, its reply is not JSON'),
    ]);
  });

  it('is inconclusive, exit 2: nobody there, wrong token, unknown account, too little money, no such case', async () => {
    const operator = await startOperator({ token: 'Secret-42', accounts: { main: { balanceMinor: 1n } } });
    const certify = (url: string, token: string, account: string, ...args: string[]) =>
      seamless(['certify', '--url', url, '--token', token, '--account', account, ...args]);
    for (const [printed, reason] of [
      [await certify('http://127.0.0.1:9/', 't', 'main'), 'does not answer'],
      [await certify(operator.url, 'wrong', 'main'), 'give the right one with --token'],
      [await certify(operator.url, 'Secret-42', 'nobody'), 'does not know account nobody'],
      [
        await certify(operator.url, 'Secret-42', 'main', '--only', 'panel.bet.accepted'),
        'account main has 0.01: give one with 50 or more with --account',
      ],
      [
        await certify(operator.url, 'Secret-42', 'main'),
        'account main has 0.01: give one with 50 or more with --account',
      ],
      [await certify(operator.url, 'Secret-42', 'main', '--only', 'no.such.case'), 'no case is named'],
      [
        await seamless(['certify', '--url', 'nowhere', '--account', 'a']),
        '--token-file (CALLBACK_TOKEN_FILE) must be given',
      ],
    ] as const) {
      expect([reason, printed.code]).toEqual([reason, 2]);
      expect(printed.err).toContain(reason);
    }
    await operator.stop();
  });
});
