import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyProject, type ProjectCopy } from '../generator/projectCopy.ts';

let project: ProjectCopy;
/** On contract 1.0.0, kept in contract/ as it was released, and for which the guide is written: today's may be any other. */
beforeEach(() => {
  project = copyProject();
  const openapi = join(project.folder, 'openapi');
  rmSync(join(openapi, 'callbacks/v1'), { recursive: true });
  // Over the schemas of today: other contracts refer to some that came later.
  cpSync('test/release/contract', openapi, { recursive: true });
  cpSync('openapi/callbacks/v1/released/1.0.0.json', join(openapi, 'callbacks/v1/released/1.0.0.json'));
  cpSync('openapi/callbacks/v1/released/1.0.0.json', join(project.folder, 'generated/v1/openapi.json'));
  project.write('CHANGELOG.md', '# Changelog\n\n## Contract 1.0.0 - 2026-11-22\n\n### Added\n\n- The six commands.\n');
});
afterEach(() => project.remove());

const sh = (script: string, input?: string): string =>
  execFileSync('bash', ['-c', script], { cwd: project.folder, encoding: 'utf8', input });

/** The fenced blocks of the guide. */
function blocks(): { language: string; text: string }[] {
  const guide = readFileSync('openapi/README.md', 'utf8');
  return [...guide.matchAll(/^```(diff|console|markdown|ts)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

it('the guide to a change of the contract does and prints what it says', () => {
  for (const { language, text } of blocks()) {
    if (language === 'diff') sh('git apply -', text);
    if (language === 'markdown') project.change('CHANGELOG.md', '## Contract', `${text}\n## Contract`);
    if (language === 'ts') {
      project.write('scripts/guide.ts', text);
      project.write('guide.tsconfig.json', '{ "extends": "./tsconfig.json", "include": ["scripts/guide.ts"] }');
      sh('node_modules/.bin/tsc -p guide.tsconfig.json');
    }
    if (language === 'console') {
      const lines = text.trimEnd().split('\n');
      const typed = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
      expect(sh(typed.join('\n'))).toBe(
        lines
          .filter((line) => !line.startsWith('$ '))
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
  }
  expect(blocks().map(({ language }) => language)).toEqual([
    'diff',
    'console',
    'ts',
    'console',
    'diff',
    'markdown',
    'console',
    'console',
  ]);
}, 120_000);

it('a new required reply field takes a major version, and a minor one does not pass', () => {
  project.change(
    'openapi/schemas/replies.yaml',
    'required: [balance]\n  properties:\n',
    `required: [balance, currency]
  properties:
    currency:
      type: string
      maxLength: 3
      description: The currency of the balance.
      examples: [EUR]
`,
  );
  version('1.1.0');
  const refused = diff('v1');
  expect(refused.status).toBe(1);
  expect(refused.stdout).toContain('Properties of `data` became required: `currency`.');
  expect(refused.stdout).toContain('raise it to 2.0.0');
  version('2.0.0');
  expect(diff('v1').status).toBe(0);
});

it('a shorter deadline takes a major version too', () => {
  project.write(
    'openapi/callbacks/v1/commands/bet.yaml',
    project.read('openapi/callbacks/v1/commands/bet.yaml').replace(/deadlineMs: \d+/, 'deadlineMs: 1'),
  );
  version('1.1.0');
  expect(diff('v1')).toMatchObject({ status: 1, stdout: expect.stringContaining('comes too late') as string });
});

it('a raised version without a word in the change log does not pass', () => {
  project.change('openapi/callbacks/v1/openapi.yaml', 'version: 1.0.0', 'version: 1.0.99');
  expect(diff('v1')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('CHANGELOG.md says nothing') as string,
  });
});

it('an unknown version is unusable, and the known ones are named', () => {
  expect(diff('v1', 'nothing-of-that-name')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/Released: .*1\.0\.0/) as string,
  });
});

it('a contract that is not known is unusable, and the known ones are named', () => {
  expect(diff('v2')).toMatchObject({ status: 2, stderr: 'contract:diff: there is no contract v2, but v1, v4\n' });
});

it('each contract is compared with its own last release, and one that was never released says so', () => {
  neverReleased('v4');
  const silent = diff();
  expect(silent.status).toBe(1);
  expect(silent.stdout).toMatch(
    /^Contract v1 1\.0\.0, and what .*\nThey say the same\.\n\nContract v4 4\.0\.0 was never released/,
  );
  expect(silent.stdout).toContain(
    '✗ CHANGELOG.md says nothing of it: tell what is in it under "## Contract 4.0.0 - unreleased".',
  );
  announce('unreleased');
  expect(diff()).toMatchObject({ status: 0, stdout: expect.not.stringContaining('✗') as string });
  announce('2027-01-31');
  sh('npm run -s generate');
  expect(diff('v4')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('release it with `npm run contract:release -- v4`') as string,
  });
  expect(script('scripts/contract/release.ts')).toMatchObject({
    status: 0,
    stdout:
      'Contract 1.0.0 is released already, as it is.\nReleased contract 4.0.0: openapi/callbacks/v4/released/4.0.0.json\n',
  });
  expect(diff('v4')).toMatchObject({ status: 0, stdout: expect.stringContaining('They say the same') as string });
  expect(diff('v4', '4.0.0').status).toBe(0);
}, 60_000);

it('one contract that can not be released keeps no other from it', () => {
  neverReleased('v4');
  sh('npm run -s generate');
  const { status, stdout, stderr } = script('scripts/contract/release.ts');
  expect([status, stdout]).toEqual([1, 'Contract 1.0.0 is released already, as it is.\n']);
  expect(stderr).toMatch(/^contract:release: v4: CHANGELOG\.md has no date for it; write "## Contract 4\.0\.0 - /);
}, 60_000);

it('what moves from one contract to another is told by command, and asks for no version', () => {
  const { status, stdout } = diff('v1', 'v4');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^From contract v1 \(1\.0\.0\) to v4 \(4\.0\.0\)/);
  const cancel = /^cancel:\n(.*?)^\S/ms.exec(stdout)?.[1] ?? '';
  for (const line of [
    'data.trans_id is gone',
    'data.cancel_trans_guid, string (1 to 64 characters), is new, required',
    'result 43 may be answered',
    'delivery: attempts is 51, was 4',
    'delivery: until is "accepted", was none',
  ])
    expect(cancel).toContain(`  ${line}`);
  expect(stdout).toContain('As it was: what all commands share, authenticate.');
  expect(stdout).not.toContain('✗');
  const { from, to, moves } = JSON.parse(diff('v4', 'v1', '--json').stdout) as Record<string, unknown>;
  expect([from, to]).toEqual(['v4', 'v1']);
  expect(moves).toContainEqual({
    command: 'balance',
    lines: ['delivery: attempts is 3, was 4'],
  });
});

it('--help tells what may be given, and anything else is unusable and told the same', () => {
  expect(diff('--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Usage: npm run contract:diff') as string,
  });
  for (const args of [['--jsn'], ['v1', '1.0.0', 'HEAD']]) {
    expect(diff(...args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/(--jsn|too many).*(\n.*)?npm run contract:diff -- --help/) as string,
    });
  }
});

it('a git revision can be compared with', () => {
  sh('git init -q && git add generated && git -c user.name=x -c user.email=x commit -qm x');
  project.change('openapi/callbacks/v1/openapi.yaml', 'summary: The one endpoint', 'summary: The only endpoint');
  const { status, stdout } = diff('v1', 'HEAD', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([{ contract: 'v1', base: '1.0.0', bump: 'patch', needs: '1.0.1' }]);
});

it('what is released is not released again with other content', () => {
  project.change('openapi/callbacks/v1/openapi.yaml', 'summary: The one endpoint', 'summary: The only endpoint');
  sh('npm run -s generate');
  const before = project.read('openapi/callbacks/v1/released/1.0.0.json');
  const { status, stderr } = script('scripts/contract/release.ts', 'v1');
  expect(status).toBe(1);
  expect(stderr).toContain('released already and says something else');
  expect(project.read('openapi/callbacks/v1/released/1.0.0.json')).toBe(before);
});

it('what has no date in the change log is not released yet', () => {
  version('1.1.0');
  sh('npm run -s generate');
  const { status, stderr } = script('scripts/contract/release.ts', 'v1');
  expect(status).toBe(1);
  expect(stderr).toContain('write "## Contract 1.1.0 - 2');
});

it('a stray file in the package is named', () => {
  project.change('package.json', '"prepack": "npm run -s build && npm run -s docs -- --no-api >&2",', '');
  project.write('openapi/notes.txt', 'x');
  const { status, stderr } = script('scripts/lint/package.ts');
  expect(stderr).toContain('openapi/notes.txt is in the package');
  expect(status).toBe(1);
});

function script(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { cwd: project.folder, encoding: 'utf8' });
}

function diff(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return script('scripts/contract/diff.ts', ...args);
}

/** Raises the version of the contract, and says so in the change log. */
function version(next: string): void {
  project.write(
    'openapi/callbacks/v1/openapi.yaml',
    project.read('openapi/callbacks/v1/openapi.yaml').replace(/version: \d+\.\d+\.\d+/, `version: ${next}`),
  );
  project.change(
    'CHANGELOG.md',
    '## Contract',
    `## Contract ${next} - unreleased\n\n### Changed\n\n- x\n\n## Contract`,
  );
}

/** Takes care that nothing of the contract is released, whatever is here. */
function neverReleased(name: string): void {
  rmSync(join(project.folder, `openapi/callbacks/${name}/released`), { recursive: true, force: true });
}

/** Says in the change log what contract v4 brings, with this date. */
function announce(date: string): void {
  const changelog = project.read('CHANGELOG.md').replace(/## Contract 4[^]*?(?=## Contract 1)/, '');
  project.write(
    'CHANGELOG.md',
    changelog.replace('## Contract', `## Contract 4.0.0 - ${date}\n\n### Added\n\n- x\n\n## Contract`),
  );
}
