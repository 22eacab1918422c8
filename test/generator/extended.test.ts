/** What a contract may have that none had before, with no change in scripts/ or src/. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v1, v4 } from '../../src/contract/contracts.ts';
import { copyProject, failure, type ProjectCopy } from './projectCopy.ts';

const { delivery } = v1;

let project: ProjectCopy;
beforeEach(() => void (project = copyProject()));
afterEach(() => project.remove());

describe('an extended contract', () => {
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
