import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v1, v4 } from '../../src/contract/contracts.ts';
import { copyProject, type ProjectCopy } from './projectCopy.ts';

const { delivery, version } = v1;

let project: ProjectCopy;
beforeEach(() => void (project = copyProject()));
afterEach(() => project.remove());

const generated = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(project.folder, 'generated/v1')).map((file) => [file, project.read(`generated/v1/${file}`)]),
  );

/** What a command that fails prints, and its exit code. */
function failure(run: () => string): string {
  try {
    return `it did not fail: ${run()}`;
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return `exit ${status}\n${stderr}`;
  }
}

describe('generate', () => {
  it('writes the same bytes every time, and in each file what made it', () => {
    const before = generated();
    project.node('scripts/contract/generate.ts');
    expect(generated()).toEqual(before);
    for (const text of Object.values(before)) expect(text.slice(0, 120)).toContain('npm run generate');
  });

  it('makes the types of our own APIs of what they say', () => {
    project.change(
      'openapi/relay/schemas/movements.yaml',
      '    roundId:\n',
      '    wager:\n      type: string\n      description: x\n    roundId:\n',
    );
    expect(failure(() => project.node('scripts/contract/generate.ts', '--check'))).toMatch(/^exit 1\n[^]*wager/);
    project.node('scripts/contract/generate.ts');
    expect(project.read('generated/relay/types.ts')).toContain('wager?: string');
  });

  it('removes what is no longer generated', () => {
    project.write('generated/v1/old.ts', '');
    project.node('scripts/contract/generate.ts');
    expect(Object.keys(generated())).not.toContain('old.ts');
  });

  it('takes two components of one name for an error', () => {
    project.change('openapi/schemas/money.yaml', 'Balance:', 'Message:\n  type: string\n  description: x\nBalance:');
    project.change(
      'openapi/callbacks/v1/commands/bet.yaml',
      '$ref: ../../../schemas/money.yaml#/Amount',
      '$ref: ../../../schemas/money.yaml#/Message',
    );
    expect(failure(() => project.node('scripts/contract/generate.ts'))).toMatch(/same name but different content/);
  });

  it('a slip in the YAML is told once, with its file and line, by every script, and nothing is made', () => {
    project.change('openapi/callbacks/v1/commands/bet.yaml', 'BetData:', 'BetData: [x');
    const line =
      project
        .read('openapi/callbacks/v1/commands/bet.yaml')
        .split('\n')
        .findIndex((text) => text.startsWith('BetData: [x')) + 1;
    const before = generated();
    for (const script of [
      ['generate.ts'],
      ['generate.ts', '--check'],
      ['diff.ts'],
      ['release.ts'],
      ['docs.ts'],
      ['share.ts', '--draft'],
    ]) {
      const told = failure(() => project.node(`scripts/contract/${script[0]}`, ...script.slice(1)));
      expect(told).toMatch(
        new RegExp(`^exit 2\n[a-z:]+: openapi/callbacks/v1/commands/bet\\.yaml:(${line}|${line + 1}):\\d+: .+\n$`),
      );
    }
    expect(generated()).toEqual(before);
    expect(existsSync(join(project.folder, 'dist'))).toBe(false);
  }, 90_000);

  it('what has no YAML to blame, as a reference to nothing, is told without a trace', () => {
    project.change('openapi/callbacks/v1/commands/bet.yaml', 'money.yaml#/Amount', 'money.yaml#/Amuont');
    const told = failure(() => project.node('scripts/contract/generate.ts'));
    expect(told).toMatch(/^exit 2\n[^]*bet\.yaml:\d+:\d+[^]*Can't resolve \$ref/);
    expect(told).not.toMatch(/^ +at /m);
  });

  const slips: [slip: string, file: string, from: string, to: string, told: RegExp][] = [
    [
      'a version that YAML reads as a number',
      'openapi.yaml',
      `version: ${version}`,
      'version: 1.1',
      /^info\.version must be three numbers, as in 1\.0\.0; it is 1\.1$/,
    ],
    [
      'a type that JSON Schema does not have',
      'schemas/game.yaml',
      'type: string',
      'type: strng',
      /^components\.schemas\.GameCode\.type must be one of .*string.*; it is "strng"\. `npm run lint:contract` tells file and line$/,
    ],
  ];
  it.each(slips)(
    '%s is told in one line by every script, and nothing is made',
    (_slip, file, from, to, told) => {
      project.change(file.startsWith('schemas') ? `openapi/${file}` : `openapi/callbacks/v1/${file}`, from, to);
      const before = generated();
      for (const script of [
        ['generate.ts'],
        ['generate.ts', '--check'],
        ['diff.ts'],
        ['release.ts'],
        ['docs.ts'],
        ['share.ts'],
        ['share.ts', '--draft'],
      ]) {
        const [exit, line = '', ...rest] = failure(() =>
          project.node(`scripts/contract/${script[0]}`, ...script.slice(1)),
        ).split('\n');
        expect([exit, ...rest]).toEqual(['exit 2', '']);
        expect(line.replace(/^[a-z:]+: /, '')).toMatch(told);
      }
      expect(generated()).toEqual(before);
      expect(existsSync(join(project.folder, 'dist'))).toBe(false);
    },
    120_000,
  );

  const balance = delivery.balance;
  it.each([
    ['a misspelt term', 'deadlineMs:', 'deadlinMs:', ['deadlineMs is missing', 'deadlinMs is not known']],
    [
      'a missing delay between attempts',
      `      delayMs: {min: ${balance.delayMs.min}, max: ${balance.delayMs.max}}\n`,
      '',
      ['delayMs is missing'],
    ],
    ['half a delay', `max: ${balance.delayMs.max}`, '', ['delayMs.max is missing']],
    [
      'a misspelt value',
      'whenUnresolved: nothing',
      'whenUnresolved: cancl',
      ['whenUnresolved must be one of nothing, cancel; it is "cancl"'],
    ],
    [
      'a number of another kind',
      `deadlineMs: ${balance.deadlineMs}`,
      'deadlineMs: 2s',
      ['deadlineMs must be integer; it is "2s"'],
    ],
    [
      'a check without a number',
      `checks: '${balance.checks}'`,
      'checks: account',
      ['checks must be the numbers of checks, as in "21,22"; it is "account"'],
    ],
  ])('%s in how a command is delivered is refused by its name', (_slip, from, to, told) => {
    project.change('openapi/callbacks/v1/commands/balance.yaml', from, to);
    const before = generated();
    const lines = told.map((line) => `webhooks.balance.post.x-delivery.${line}`);
    expect(failure(() => project.node('scripts/contract/generate.ts'))).toBe(`exit 2\ngenerate: ${lines.join('\n')}\n`);
    expect(generated()).toEqual(before);
  });

  it('a pattern that is no regular expression is told in one line', () => {
    project.change('openapi/schemas/game.yaml', 'maxLength: 255', 'pattern: "[a"');
    expect(failure(() => project.node('scripts/contract/generate.ts'))).toMatch(
      /^exit 2\ngenerate: .*Invalid regular expression: \/\[a\/.*`npm run lint:contract`.*\n$/,
    );
  });

  it('what a command lacks is told in one line', () => {
    project.change('openapi/callbacks/v1/commands/balance.yaml', "      '200':", "      '201':");
    expect(failure(() => project.node('scripts/contract/generate.ts'))).toBe(
      'exit 2\ngenerate: webhook balance has no response 200\n',
    );
  });

  it('docs and share make nothing of what is not generated yet', () => {
    project.change(
      'openapi/callbacks/v1/commands/balance.yaml',
      `deadlineMs: ${delivery.balance.deadlineMs}`,
      'deadlineMs: 350',
    );
    for (const script of [['scripts/contract/docs.ts'], ['scripts/contract/share.ts', '--draft']]) {
      expect(failure(() => project.node(...script))).toMatch(/^exit [12]\n.*npm run generate/);
    }
    expect(existsSync(join(project.folder, 'dist'))).toBe(false);
  }, 90_000);

  it('makes a changed deadline the deadline of the server', () => {
    project.change(
      'openapi/callbacks/v1/commands/balance.yaml',
      `deadlineMs: ${delivery.balance.deadlineMs}`,
      'deadlineMs: 350',
    );
    project.node('scripts/contract/generate.ts');
    project.write('probe.ts', deadlineProbe);
    const elapsedMs = Number(project.node('probe.ts'));
    expect(elapsedMs).toBeGreaterThanOrEqual(350);
    expect(elapsedMs).toBeLessThan(1_500);
  });

  it('takes a field of a kind that the contract did not have before, with all that is made of it', () => {
    project.write('openapi/schemas/game.yaml', `${project.read('openapi/schemas/game.yaml')}${newKinds}`);
    project.change(
      'openapi/callbacks/v1/commands/bet.yaml',
      '    type:\n',
      '    free:\n      $ref: ../../../schemas/game.yaml#/Free\n    marks:\n      $ref: ../../../schemas/game.yaml#/Marks\n    type:\n',
    );
    project.node('scripts/contract/generate.ts');
    project.write('scripts/probe.ts', newKindsProbe);
    project.node('node_modules/typescript/bin/tsc');
    expect(JSON.parse(project.node('scripts/probe.ts'))).toEqual({
      received: [{ free: true, marks: ['spring'] }],
      wrong: expect.stringContaining('data.free must be boolean') as string,
      fuzzed: true,
    });
    project.node('scripts/contract/share.ts', '--draft');
  }, 120_000);

  it('serves and calls a seventh command with no change in scripts/ or src/', () => {
    addSeventhCommand();
    project.node('scripts/contract/generate.ts');
    project.write('probe.ts', seventhCommandProbe);
    expect(JSON.parse(project.node('probe.ts'))).toMatchObject({
      kind: 'replied',
      reply: { result: 0, status: 'OK', data: { balance: 'bigint 725' } },
    });
    expect(project.read('generated/v1/protocol.ts')).toContain('"jackpot"');
    expect(project.read('generated/v1/callbacks.json')).toContain('/callback/jackpot');
  });
});

describe('a third contract', () => {
  it('is a folder, and nothing in scripts/ need change', () => {
    cpSync(join(project.folder, 'openapi/callbacks/v4'), join(project.folder, 'openapi/callbacks/v9'), {
      recursive: true,
    });
    rmSync(join(project.folder, 'openapi/callbacks/v9/released'), { recursive: true, force: true });
    project.change('openapi/callbacks/v9/openapi.yaml', `version: ${v4.version}`, 'version: 9.0.0');
    project.node('scripts/contract/generate.ts');
    expect(project.node('scripts/contract/generate.ts', '--check')).toBe('');
    expect(project.read('generated/v9/protocol.ts')).toContain('export const name = "v9" as const');

    expect(failure(() => project.node('scripts/contract/diff.ts', 'v9'))).toMatch(/^exit 1/);
    project.change('CHANGELOG.md', '## Contract', '## Contract 9.0.0 - unreleased\n\n### Added\n\n- x\n\n## Contract');
    expect(project.node('scripts/contract/diff.ts')).toContain('Contract v9 9.0.0 was never released');
    expect(project.node('scripts/contract/diff.ts', 'v4', 'v9')).toContain(
      'As it was: what all commands share, authenticate',
    );

    project.node('scripts/contract/docs.ts', '--no-api');
    expect(project.read('dist/docs/index.html')).toContain('href="v9/index.html"');
    expect(project.read('dist/docs/v9/index.html')).toContain('cancel_trans_guid');
    project.node('scripts/contract/share.ts', '--draft');
    expect(readdirSync(join(project.folder, 'dist'))).toEqual(
      expect.arrayContaining(
        [v1.version, v4.version, '9.0.0'].map((packed) => `seamless-callback-${packed}-draft.zip`),
      ),
    );

    project.change('CHANGELOG.md', '9.0.0 - unreleased', '9.0.0 - 2027-01-31');
    expect(project.node('scripts/contract/release.ts', 'v9')).toContain('openapi/callbacks/v9/released/9.0.0.json');
    expect(project.node('scripts/contract/diff.ts', 'v9')).toContain('They say the same');
  }, 120_000);
});

describe('generate:check', () => {
  it('passes on what was generated', () => {
    expect(project.node('scripts/contract/generate.ts', '--check')).toBe('');
  });

  it('prints the difference and the command that mends it, for a stale, a missing and a surplus file', () => {
    project.change(
      'openapi/callbacks/v1/commands/bet.yaml',
      `deadlineMs: ${delivery.bet.deadlineMs}`,
      'deadlineMs: 1500',
    );
    const stale = failure(() => project.node('scripts/contract/generate.ts', '--check'));
    expect(stale).toMatch(/^exit 1/);
    expect(stale).toContain('+    "deadlineMs": 1500');
    expect(stale).toContain('npm run generate');
    project.node('scripts/contract/generate.ts');
    project.write('generated/surplus.ts', 'export {};\n');
    expect(failure(() => project.node('scripts/contract/generate.ts', '--check'))).toContain('surplus.ts');
  });
});

function addSeventhCommand(): void {
  const jackpot = project
    .read('openapi/callbacks/v1/commands/win.yaml')
    .replaceAll('win', 'jackpot')
    .replaceAll('Win', 'Jackpot')
    .replaceAll('vsjackpot', 'vswin');
  project.write('openapi/callbacks/v1/commands/jackpot.yaml', jackpot);
  project.change(
    'openapi/callbacks/v1/openapi.yaml',
    'webhooks:\n',
    'webhooks:\n  jackpot:\n    $ref: commands/jackpot.yaml#/webhook\n',
  );
  project.change(
    'openapi/callbacks/v1/openapi.yaml',
    '      oneOf:\n',
    '      oneOf:\n        - $ref: commands/jackpot.yaml#/JackpotRequest\n',
  );
  project.change(
    'openapi/callbacks/v1/openapi.yaml',
    '        mapping:\n',
    '        mapping:\n          jackpot: commands/jackpot.yaml#/JackpotRequest\n',
  );
}

const newKinds = `
Free:
  type: boolean
  description: Whether the stake is a present.
  examples: [true]
Marks:
  type: array
  maxItems: 3
  items:
    type: string
    maxLength: 10
  description: What the game notes of the stake.
  examples: [[spring, late]]
`;

const newKindsProbe = `
import { createServer } from 'node:http';
import fc from 'fast-check';
import { v1, type V1 } from '../src/contract/index.ts';
import { createCallbackClient } from '../src/delivery/client.ts';
import { type CallbackHandlers, createCallbackListener } from '../src/server/index.ts';
import { documents } from './proof/fuzz/documents.ts';
import { bodies } from './proof/fuzz/requests.ts';

const refuse = async () => ({ result: 99, status: 'ERROR' }) as const;
const received: object[] = [];
const bet: CallbackHandlers<V1>['bet'] = async ({ free, marks }) => {
  received.push({ free, marks });
  return { result: 99, status: 'ERROR' };
};
const server = createServer(createCallbackListener(v1, { authenticate: refuse, balance: refuse, bet, win: refuse, cancel: refuse, status: refuse }, { tokens: ['t'] }));
server.listen(0, '127.0.0.1', async () => {
  const bound = server.address();
  const url = 'http://127.0.0.1:' + (typeof bound === 'object' ? bound?.port : '') + '/callback';
  await createCallbackClient(v1, { url, token: 't' }).bet({ account: 'anna', trans_id: 1n, round_id: 'r1', amount: 90n, free: true, marks: ['spring'] });
  const body = JSON.stringify({ command: 'bet', data: { account: 'anna', trans_id: 1, round_id: 'r1', amount: 1, free: 'yes' }, timestamp: '1', check: '21' });
  const wrong = await fetch(url, { method: 'POST', body, headers: { 'callback-token': 't', 'content-type': 'application/json' } });
  const fuzzed = fc.sample(bodies(documents.v1), 500).some((text) => /"free":(true|false)/.test(text));
  console.log(JSON.stringify({ received, wrong: await wrong.text(), fuzzed }));
  server.close();
});
`;

const deadlineProbe = `
import express from 'express';
import { v1 } from './src/contract/contracts.ts';
import { createCallbackRouter } from './src/edge/router.ts';
const refuse = async () => ({ result: 99, status: 'ERROR' });
const handlers = { authenticate: refuse, bet: refuse, win: refuse, cancel: refuse, status: refuse,
  balance: (data, checks, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ result: 99, status: 'ERROR' }))) };
const server = express().use(createCallbackRouter(v1, handlers, { tokens: ['t'] })).listen(0, async () => {
  const body = JSON.stringify({ command: 'balance', data: { account: 'a' }, timestamp: '1', check: '' });
  const begun = performance.now();
  await fetch('http://127.0.0.1:' + server.address().port, { method: 'POST', body, headers: { 'callback-token': 't', 'content-type': 'application/json' } });
  console.log(performance.now() - begun);
  server.close();
});
`;

const seventhCommandProbe = `
import express from 'express';
import { v1 } from './src/contract/contracts.ts';
import { createCallbackClient } from './src/delivery/client.ts';
import { createCallbackRouter } from './src/edge/router.ts';
const handlers = { jackpot: async (data) => ({ result: 0, status: 'OK', data: { balance: data.amount + 25n } }) };
const server = express().use(createCallbackRouter(v1, handlers, { tokens: ['t'] })).listen(0, async () => {
  const client = createCallbackClient(v1, { url: 'http://127.0.0.1:' + server.address().port, token: 't' });
  const outcome = await client.jackpot({ account: 'a', trans_id: 5n, round_id: 'r', amount: 700n });
  console.log(JSON.stringify(outcome, (key, value) => (typeof value === 'bigint' ? 'bigint ' + value : value)));
  server.close();
});
`;
