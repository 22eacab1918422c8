import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('says which Node.js it needs to one that is too old, in one line, exit 2', () => {
  const old =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';
  const { status, stderr } = spawnSync(process.execPath, ['--import', old, 'src/cli/seamless.ts', '--version'], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^seamless: Node\.js \d+ or newer is needed, and this is 20\.1\.0\..*\n$/),
  ]);
});
