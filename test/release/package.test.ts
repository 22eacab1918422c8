import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parseChangelog, readChangelog } from '../../scripts/contract/diff/changelog.ts';
import { contracts } from '../../src/contract/contracts.ts';
import kit from '../../package.json' with { type: 'json' };

it('the README names what package.json exports, and nothing else', () => {
  const [, table = ''] = /^## What the package exports\n(.*?)^## /ms.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect([...table.matchAll(/^\| `(\/.+?)`/gm)].map(([, subpath = '']) => `.${subpath}`)).toEqual(
    Object.keys(kit.exports),
  );
});

it('the package exports the documents of each contract', () => {
  for (const name of Object.keys(contracts))
    for (const file of ['openapi.json', 'callbacks.json'])
      expect(Object.entries(kit.exports)).toContainEqual([`./${name}/${file}`, `./generated/${name}/${file}`]);
});

it('the README names the file that npm makes of this version', () => {
  const named = readFileSync('README.md', 'utf8').match(/seamless-callback-kit-[\w.]+\.tgz/g);
  expect(new Set(named)).toEqual(new Set([`seamless-callback-kit-${kit.version}.tgz`]));
});

it('the change log has an entry for the version of the kit, newest first, and for that of each contract', async () => {
  const entries = await readChangelog();
  expect(entries.find(({ product }) => product === 'Kit')?.version).toBe(kit.version);
  const named = [['Kit', kit.version], ...Object.values(contracts).map(({ version }) => ['Contract', version])];
  for (const [product, version] of named) {
    const entry = entries.find((candidate) => candidate.product === product && candidate.version === version);
    expect([product, version, (entry?.changes.size ?? 0) > 0]).toEqual([product, version, true]);
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

it.each(Object.values(contracts))('each generated file of $name names the contract that it is made of', (contract) => {
  const folder = `generated/${contract.name}`;
  const digest = createHash('sha256')
    .update(readFileSync(`${folder}/openapi.json`))
    .digest('hex');
  for (const file of readdirSync(folder).filter((name) => name !== 'openapi.json')) {
    const [beginning] = readFileSync(`${folder}/${file}`, 'utf8').split('Do not edit.');
    expect(beginning).toContain(`contract ${contract.version}, openapi.json with SHA-256 ${digest}`);
  }
});
