import { describe, expect, it } from 'vitest';
import { type Lock, type LockedPackage, verifySupply } from '../../scripts/lint/supply/verify.ts';

const good = { version: '1.0.0', integrity: 'sha512-x', license: 'MIT' };
const readme = 'the packages `node` and `@db/linux`';

function verified(
  packages: Record<string, LockedPackage>,
  allowScripts: Record<string, boolean> = {},
  lockfileVersion = 3,
) {
  const lock: Lock = { lockfileVersion, packages: { '': {}, ...packages } };
  return verifySupply(lock, allowScripts, readme);
}

describe('the supply chain', () => {
  it.each<[what: string, problem: string, locked: LockedPackage]>([
    ['without a checksum', 'no integrity', { version: '1.0.0', license: 'MIT' }],
    [
      'from a registry that is named',
      'https://registry.example/a.tgz',
      { ...good, resolved: 'https://registry.example/a.tgz' },
    ],
    ['that is a folder', 'is a link', { ...good, link: true }],
    ['with a script', 'runs a script', { ...good, hasInstallScript: true }],
    [
      'with a script, for another system',
      'runs a script',
      { ...good, hasInstallScript: true, optional: true, os: ['darwin'] },
    ],
    ['under a licence that binds', 'licence GPL-3.0', { ...good, license: 'GPL-3.0' }],
    ['under a licence that binds in part', 'licence MIT AND GPL-3.0', { ...good, license: 'MIT AND GPL-3.0' }],
    ['under an unknown licence', 'licence unknown', { version: '1.0.0', integrity: 'sha512-x' }],
  ])('a package %s is named', (_what, problem, locked) => {
    expect(verified({ 'node_modules/b/node_modules/@a/a': locked }).problems).toEqual([
      expect.stringMatching(new RegExp(`^@a/a.*${problem}`)),
    ]);
    expect(verified({ 'node_modules/a': good }).problems).toEqual([]);
  });

  it('one of several licences is enough, and of what is for development it is only told', () => {
    const twoLicences = { ...good, license: '(GPL-2.0 OR MIT)' };
    expect(
      verified({ 'node_modules/a': twoLicences, 'node_modules/b': { ...good, license: 'MPL-2.0', dev: true } }),
    ).toEqual({ problems: [], notes: ['b@1.0.0: MPL-2.0'] });
  });

  it('a script that is allowed has to be there, and to be explained; its twin for another system is allowed with it', () => {
    const scripted = { ...good, hasInstallScript: true };
    const twin = { ...scripted, optional: true, os: ['darwin'] };
    expect(
      verified({ 'node_modules/@db/linux': scripted, 'node_modules/@db/mac': twin }, { '@db/linux': true }).problems,
    ).toEqual([]);
    expect(
      verified(
        { 'node_modules/@db/linux': scripted, 'node_modules/@db/mac': { ...twin, version: '6.6.6' } },
        { '@db/linux': true },
      ).problems,
    ).toEqual([expect.stringMatching(/^@db\/mac runs/)]);
    expect(verified({ 'node_modules/a': scripted }, { a: true }).problems).toEqual([
      expect.stringContaining('does not say why a may'),
    ]);
    expect(verified({}, { node: true }).problems).toEqual([expect.stringContaining('has no script')]);
  });

  it('a lock file of another version is named', () => {
    expect(verified({}, {}, 2).problems).toEqual([expect.stringContaining('version 3')]);
  });
});
