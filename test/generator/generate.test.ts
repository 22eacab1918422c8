import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v1 } from '../../src/contract/contracts.ts';
import { copyProject, failure, generatedIn, type ProjectCopy } from './projectCopy.ts';

const { delivery } = v1;

let project: ProjectCopy;
beforeEach(() => void (project = copyProject()));
afterEach(() => project.remove());

const generated = (): Record<string, string> => generatedIn(project);

describe('generate', () => {
  it('writes the same bytes every time, and in each file what made it', () => {
    const before = generated();
    project.node('scripts/contract/generate.ts');
    expect(generated()).toEqual(before);
    for (const text of Object.values(before)) expect(text.slice(0, 120)).toContain('npm run generate');
  });

  it('makes the types of our own APIs of what they say', () => {
    project.change(
      'openapi/relay/schemas/movements.yaml',
      '    roundId:\n',
      '    wager:\n      type: string\n      description: x\n    roundId:\n',
    );
    expect(failure(() => project.node('scripts/contract/generate.ts', '--check'))).toMatch(/^exit 1\n[^]*wager/);
    project.node('scripts/contract/generate.ts');
    expect(project.read('generated/relay/types.ts')).toContain('wager?: string');
  });

  it('removes what is no longer generated', () => {
    project.write('generated/v1/old.ts', '');
    project.node('scripts/contract/generate.ts');
    expect(Object.keys(generated())).not.toContain('old.ts');
  });

  it('takes two components of one name for an error', () => {
    project.change('openapi/schemas/money.yaml', 'Balance:', 'Message:\n  type: string\n  description: x\nBalance:');
    project.change(
      'openapi/callbacks/v1/commands/bet.yaml',
      '$ref: ../../../schemas/money.yaml#/Amount',
      '$ref: ../../../schemas/money.yaml#/Message',
    );
    expect(failure(() => project.node('scripts/contract/generate.ts'))).toMatch(/same name but different content/);
  });

  it('docs and share make nothing of what is not generated yet', () => {
    project.change(
      'openapi/callbacks/v1/commands/balance.yaml',
      `deadlineMs: ${delivery.balance.deadlineMs}`,
      'deadlineMs: 350',
    );
    for (const script of [['scripts/contract/docs.ts'], ['scripts/contract/share.ts', '--draft']]) {
      expect(failure(() => project.node(...script))).toMatch(/^exit [12]\n.*npm run generate/);
    }
    expect(existsSync(join(project.folder, 'dist'))).toBe(false);
  }, 90_000);
});

describe('generate:check', () => {
  it('passes on what was generated', () => {
    expect(project.node('scripts/contract/generate.ts', '--check')).toBe('');
  });

  it('prints the difference and the command that mends it, for a stale, a missing and a surplus file', () => {
    project.change(
      'openapi/callbacks/v1/commands/bet.yaml',
      `deadlineMs: ${delivery.bet.deadlineMs}`,
      'deadlineMs: 1500',
    );
    const stale = failure(() => project.node('scripts/contract/generate.ts', '--check'));
    expect(stale).toMatch(/^exit 1/);
    expect(stale).toContain('+    "deadlineMs": 1500');
    expect(stale).toContain('npm run generate');
    project.node('scripts/contract/generate.ts');
    project.write('generated/surplus.ts', 'export {};\n');
    expect(failure(() => project.node('scripts/contract/generate.ts', '--check'))).toContain('surplus.ts');
  });
});
