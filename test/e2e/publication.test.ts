import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import kit from '../../package.json' with { type: 'json' };
import { scratch } from '../support/commandLine.ts';
import { copyProject } from '../generator/projectCopy.ts';
import { startRegistry } from './registry.ts';

it('once it is published, the kit is installed and run by its name', async () => {
  const [folder, remove] = scratch();
  const copy = copyProject();
  const upstream = (await promisify(execFile)('npm', ['config', 'get', 'registry'])).stdout.trim();
  const registry = await startRegistry(upstream);
  // With a cache of its own, in which nothing stays of what was never published.
  const env = {
    ...process.env,
    npm_config_registry: registry.url,
    npm_config_cache: join(folder, 'cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  const run = async (cwd: string, command: string, ...args: string[]): Promise<string> => {
    mkdirSync(join(folder, cwd), { recursive: true });
    return (await promisify(execFile)(command, args, { cwd: join(folder, cwd), env })).stdout.trim();
  };
  try {
    await run('', 'npm', 'publish', copy.folder, `--//${new URL(registry.url).host}/:_authToken=nobody`);

    await run('project', 'npm', 'install', kit.name);
    expect(await run('project', 'npx', 'seamless', '--version')).toBe(kit.version);

    expect(await run('nowhere', 'npx', '-y', kit.name, '--version')).toBe(kit.version);
    await run('nowhere', 'npx', '-y', kit.name, 'init', 'operator');
    expect(JSON.parse(readFileSync(join(folder, 'nowhere/operator/package.json'), 'utf8'))).toMatchObject({
      dependencies: { [kit.name]: kit.version },
    });
    await run('nowhere/operator', 'npm', 'install');
    await run('nowhere/operator', 'npm', 'run', 'types');
  } finally {
    await registry.stop();
    copy.remove();
    remove();
  }
}, 300_000);
