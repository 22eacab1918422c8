import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { copyProject, type ProjectCopy } from '../generator/projectCopy.ts';

const ours = Object.entries(manifest.scripts).flatMap(([name, script]) =>
  /^node scripts\/\S+\.ts/.test(script) ? [name] : [],
);

let project: ProjectCopy;
beforeAll(async () => {
  project = copyProject();
  // There is something to release, so that whoever releases by mistake is seen.
  rmSync(join(project.folder, 'openapi/callbacks/v1/released'), { recursive: true });
  writeFileSync(join(project.folder, '.gitignore'), 'node_modules\n');
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=x', '-c', 'user.email=x', 'commit', '-qm', 'x'],
  ])
    await ran('git', ...args);
});
afterAll(() => project.remove());

async function ran(command: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return promisify(execFile)(command, args, { cwd: project.folder }).then(
    (printed) => ({ code: 0, ...printed }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
}

const npmRun = (name: string, ...args: string[]) => ran('npm', 'run', '-s', name, '--', ...args);

it.each(ours)(
  'npm run %s tells with --help what it does, names what it does not know, and does nothing else',
  // Two programs start at once, beside other tests and on a busy machine. Node 24 may hang where it exits, once in many
  // thousand times (nodejs/node 54918); such a process is given a second chance.
  { timeout: 90_000, retry: 1 },
  async (name) => {
    const said = name === 'generate:check' ? 'generate' : name;
    const [help, flag] = await Promise.all([npmRun(name, '--help'), npmRun(name, '--stray')]);
    expect(help).toEqual({ code: 0, stderr: '', stdout: expect.stringContaining(`Usage: npm run ${said}`) as string });
    const { code, stdout, stderr } = flag;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("'--stray'");
    expect(stderr).toContain(`npm run ${said} -- --help`);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect((await ran('git', 'status', '--porcelain')).stdout).toBe('');
  },
);

it('they are all there', () => {
  expect(ours).toEqual(
    expect.arrayContaining([
      'generate',
      'contract:diff',
      'contract:release',
      'release:check',
      'lint:supply',
      'torture',
      'fuzz',
      'soak',
      'overload',
      'mutants',
      'demo',
      'share',
      'docs',
      'bench:wallet',
      'bench:http',
      'bench:guards',
    ]),
  );
});

it.each([
  ['fuzz', '--requests', 'many'],
  ['fuzz', '--seed', '-1'],
  ['soak', '--minutes', '1.5'],
  ['soak', '--store', 'oracle'],
  ['overload', '--times', '0'],
  ['mutants', '--at-once', '0'],
  ['torture', '--kind', 'gentle'],
  ['torture', '--kills', '0'],
  ['bench:http', '--rounds', 'x'],
  ['bench:http', '--seconds', '0.5'],
  ['bench:wallet', '--rows', ''],
])('npm run %s names %s %s as what can not be used', async (name, flag, value) => {
  const { code, stdout, stderr } = await npmRun(name, flag, value);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(flag);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
});

it('words that no script asks for are named', async () => {
  const { code, stdout, stderr } = await npmRun('demo', 'stray', 'and', 'stray');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('stray, and, stray');
});

it('a folder that can not be written is told in a line that says what to do, exit 2', async () => {
  writeFileSync(join(project.folder, 'dist'), 'not a folder');
  for (const [name, ...args] of [['docs'], ['share', '--draft', '--output', '/sys/share']] as const) {
    const { code, stdout, stderr } = await npmRun(name, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${name}: E.*another place.*\n$`));
  }
}, 90_000);
