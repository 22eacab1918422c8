/** The GitHub Action: its steps are run as a runner runs them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Defect, startOperator } from '../certification/operator/operator.ts';
import { scratch } from '../support/commandLine.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { description: string; required?: boolean; default?: string }>>;
  readonly outputs: Readonly<Record<string, { value: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly { id: string; shell: string; env: Record<string, string>; run: string }[];
  };
}

const folder = '.github/actions/certify';
const action = parse(readFileSync(`${folder}/action.yml`, 'utf8')) as Action;
const [step] = action.runs.steps;
if (!step) throw new Error('the action has no step');
const token = 'Secret%42';
const accounts = { main: { balanceMinor: 100_000n }, second: { balanceMinor: 50_000n } };

interface Ran {
  readonly code: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly workspace: string;
}

const removals: (() => void)[] = [];
afterAll(() => removals.forEach((remove) => remove()));

/** Runs the step in a workspace of its own, as the runner's bash does; `path` comes before the usual one. */
async function run(inputs: Readonly<Record<string, string>>, path: readonly string[], kit = '.'): Promise<Ran> {
  const [workspace, remove] = scratch();
  removals.push(remove);
  const valueOf = (text: string): string =>
    text.replaceAll(
      /\$\{\{ inputs\.([a-z-]+) \}\}/g,
      (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '',
    );
  const given = Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, text]) => [name, valueOf(text)]));
  const [script, output, summary] = ['step.sh', 'output', 'summary'].map((name) => join(workspace, name));
  writeFileSync(String(script), step?.run ?? '');
  for (const file of [output, summary]) writeFileSync(String(file), '');
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', String(script)], {
    cwd: workspace,
    env: {
      ...process.env,
      ...given,
      PATH: path.join(delimiter),
      GITHUB_ACTION_PATH: resolve(kit, folder),
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  const lines = readFileSync(String(output), 'utf8').trim().split('\n');
  return {
    code,
    log,
    summary: readFileSync(String(summary), 'utf8'),
    outputs: Object.fromEntries(lines.map((line) => line.split('=', 2) as [string, string])),
    workspace,
  };
}

/** Without what would be installed: the kit is this one, and what is run is written down. */
function installed(): readonly string[] {
  const [bin, remove] = scratch();
  removals.push(remove);
  const program = (name: string, script: string): void => {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${script}`);
    chmodSync(join(bin, name), 0o755);
  };
  program('npm', 'exit 0\n');
  program(
    'npx',
    `printf '%s\\n' "$@" > npx-arguments\nwhile [ "$1" != certify ]; do shift; done\nexec node ${resolve('src/cli/seamless.ts')} "$@"\n`,
  );
  return [bin, resolve('node_modules/.bin'), '/usr/bin', '/bin'];
}

async function certify(inputs: Readonly<Record<string, string>>, defects: Defect[] = []): Promise<Ran> {
  const operator = await startOperator({ token, accounts, defects });
  try {
    return await run({ url: operator.url, token, account: 'main', only: 'panel.*', ...inputs }, installed());
  } finally {
    await operator.stop();
  }
}

describe('the action', () => {
  it('lets nothing that is given become code, and tells of each input and output what it is', () => {
    expect(action.runs.using).toBe('composite');
    expect(action.runs.steps.map(({ shell, run: script }) => [shell, script.includes('${{')])).toEqual([
      ['bash', false],
    ]);
    for (const { description } of Object.values(action.inputs)) expect(description).not.toBe('');
    const used = Object.values(step.env).map((text) => /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(text)?.[1]);
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
    for (const [name, { value }] of Object.entries(action.outputs))
      expect(value).toBe(`\${{ steps.${step.id}.outputs.${name} }}`);
  });

  it('certifies, writes its reports, tells the verdict, and has the token on no command line', async () => {
    const { code, outputs, summary, workspace, log } = await certify({ 'second-account': 'second', strict: 'true' });
    expect([code, outputs]).toEqual([0, { 'exit-code': '0', verdict: 'certified' }]);
    expect(summary).toMatch(/^## Certified\n/);
    const junit = readFileSync(join(workspace, 'certification/report.xml'), 'utf8');
    expect(junit).toContain('<testcase classname="seamless.panel" name="panel.bet.repeat"');
    expect(existsSync(join(workspace, 'certification/report.html'))).toBe(true);
    const given = readFileSync(join(workspace, 'npx-arguments'), 'utf8');
    expect(given).toMatch(/^--second-account=second\n[^]*^--strict$/m);
    expect(given).not.toContain(token);
    expect(log).toContain('::add-mask::Secret%2542\n');
    expect(log.replace('::add-mask::Secret%2542', '')).not.toMatch(/Secret%/);
  });

  it('fails with what is wrong for an operator that is not certified, exit 1, and lets no reply command the runner', async () => {
    const { code, outputs, summary, log } = await certify({ report: 'other place/reports' }, ['no-dedupe-bet']);
    expect([code, outputs]).toEqual([1, { 'exit-code': '1', verdict: 'not-certified' }]);
    expect(summary).toContain('## Not certified');
    expect(summary).toContain('panel&#46;bet&#46;repeat');
    const [, word = ''] = /^::stop-commands::(\S+)$/m.exec(log) ?? [];
    expect(word).toMatch(/^[0-9a-f-]{36}$/);
    const [before, within] = log.split(`::stop-commands::${word}\n`);
    expect(before).not.toContain('{');
    expect(within).toContain('{"result":0');
    expect(
      within
        ?.split(`\n::${word}::\n`)[1]
        ?.replace(/^(Written|seamless): .*$/gm, '')
        .trim(),
    ).toBe('');
  });

  it('takes what is given for what it is, never for code, and says what it could not begin with, exit 2', async () => {
    const { code, outputs, summary, log, workspace } = await certify({
      account: 'x"; touch broken-out; "',
      'second-account': '$(touch broken-out)',
      'poor-account': "'; touch broken-out; '",
      'blocked-account': '`touch broken-out`',
      report: '--help',
      only: '',
    });
    expect([code, outputs]).toEqual([2, { 'exit-code': '2', verdict: 'inconclusive' }]);
    expect(summary).toContain('could not begin');
    for (const flag of ['--account', '--second-account', '--poor-account', '--blocked-account'])
      expect(log).toContain(`seamless: ${flag} must`);
    expect(existsSync(join(workspace, 'broken-out'))).toBe(false);
    expect(summary).toContain('\n    seamless: --account must');
  });

  it('asks whether the secret is set where the token is empty, in the summary too', async () => {
    const { code, summary } = await certify({ token: '' });
    expect([code, summary]).toEqual([2, expect.stringContaining('    seamless: --token (CALLBACK_TOKEN) is empty')]);
  });
});

it('the action runs from its own revision, on whatever Node.js the runner has', async () => {
  const [kit, remove] = scratch();
  removals.push(remove);
  for (const path of ['package.json', 'package-lock.json', '.npmrc', 'generated', 'src', folder])
    cpSync(path, join(kit, path), { recursive: true });
  mkdirSync(join(kit, 'node_modules'));
  const operator = await startOperator({ token, accounts });
  // The Node.js of the machine, not the one of the project.
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  const { code, log, summary } = await run({ url: operator.url, token, account: 'main', profile: 'panel' }, path, kit);
  await operator.stop();
  expect([code, log]).toEqual([0, expect.stringContaining('Certified: 6 passed')]);
  expect(summary).toContain('## Certified');
}, 240_000);
