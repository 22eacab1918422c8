/** What is wrong with a contract is told by its name, and nothing is made of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v1 } from '../../src/contract/contracts.ts';
import { wholeMatrix } from '../extent.ts';
import { copyProject, failure, generatedIn, type ProjectCopy } from './projectCopy.ts';

const { delivery, version } = v1;

let project: ProjectCopy;
beforeEach(() => void (project = copyProject()));
afterEach(() => project.remove());

const generated = (): Record<string, string> => generatedIn(project);

/** All read a contract in the same way: by day each slip but the first meets two of them. */
const scripts = wholeMatrix
  ? [
      ['generate.ts'],
      ['generate.ts', '--check'],
      ['diff.ts'],
      ['release.ts'],
      ['docs.ts'],
      ['share.ts'],
      ['share.ts', '--draft'],
    ]
  : [['generate.ts'], ['share.ts', '--draft']];

describe('a contract with a slip', () => {
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
    '%s is told in one line by whatever script, and nothing is made',
    (_slip, file, from, to, told) => {
      project.change(file.startsWith('schemas') ? `openapi/${file}` : `openapi/callbacks/v1/${file}`, from, to);
      const before = generated();
      for (const script of scripts) {
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
});
