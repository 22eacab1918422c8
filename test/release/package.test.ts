import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parseChangelog, readChangelog } from '../../scripts/contract/diff/changelog.ts';
import bundle from '../../generated/v1/openapi.json' with { type: 'json' };
import kit from '../../package.json' with { type: 'json' };

it('the README names what package.json exports, and nothing else', () => {
  const [, table = ''] = /^## What the package exports\n(.*?)^## /ms.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect([...table.matchAll(/^\| `(\/.+?)`/gm)].map(([, subpath = '']) => `.${subpath}`)).toEqual(
    Object.keys(kit.exports),
  );
});

it('the README names the file that npm makes of this version', () => {
  const named = readFileSync('README.md', 'utf8').match(/seamless-callback-kit-[\w.]+\.tgz/g);
  expect(new Set(named)).toEqual(new Set([`seamless-callback-kit-${kit.version}.tgz`]));
});

it('the change log has entries for the versions of the kit and of the contract, newest first', async () => {
  const entries = await readChangelog();
  for (const [product, version] of [
    ['Kit', kit.version],
    ['Contract', bundle.info.version],
  ]) {
    const [newest] = entries.filter((entry) => entry.product === product);
    expect(newest?.version).toBe(version);
    expect(newest?.changes.size).toBeGreaterThan(0);
  }
});

it.each([
  ['## Contract 1.1\n', 'line 1: ## Contract 1.1\nA version is written'],
  ['# Changelog\n\n## Unreleased\n', 'line 3'],
  ['## Kit 1.0.0 - unreleased\n\n### New\n', 'one of Added, Changed'],
  ['## Kit 1.0.0 - unreleased\n\n- a change\n', 'There must be a heading above it'],
])('a change log in another form is named by its line: %j', (text, message) => {
  expect(() => parseChangelog(text)).toThrow(message);
});

it('the package holds what its guide to running the wallet tells people to copy', () => {
  // Nothing is built for this.
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', stdio: 'pipe' }),
  ) as [{ files: { path: string }[] }];
  const held = packed.files.map(({ path }) => path).filter((path) => path.startsWith('scripts/'));
  expect(held.toSorted()).toEqual(
    readdirSync('scripts/deploy', { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => `scripts/deploy/${name}`)
      .toSorted(),
  );
  const guide = readFileSync('scripts/deploy/README.md', 'utf8');
  for (const [, file] of guide.matchAll(/node_modules\/seamless-callback-kit\/(scripts\/\S+)/g))
    expect(held).toContain(file);
});

it('each generated file names the contract that it is made of', () => {
  const digest = createHash('sha256').update(readFileSync('generated/v1/openapi.json')).digest('hex');
  for (const file of readdirSync('generated/v1').filter((name) => name !== 'openapi.json')) {
    const [beginning] = readFileSync(`generated/v1/${file}`, 'utf8').split('Do not edit.');
    expect(beginning).toContain(`contract ${bundle.info.version}, openapi.json with SHA-256 ${digest}`);
  }
});
