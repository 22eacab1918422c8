import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands, delivery, results } from '../../generated/v1/protocol.ts';
import type { Command } from '../../src/contract/types.ts';
import { startWallet, type Wallet } from '../support/edges.ts';

const read = (name: string): string => readFileSync(`scripts/deploy/${name}`, 'utf8');
const dashboard = JSON.parse(read('grafana.json')) as { panels: { title: string; targets: { expr: string }[] }[] };
const { groups } = parse(read('alerts.yaml')) as {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
];

let wallet: Wallet;
/** What a server that has just been started tells, with the names that its histograms have in queries. */
let known: Set<string>;
beforeAll(async () => {
  wallet = await startWallet();
  const text = await (await fetch(new URL('/metrics', wallet.insideUrl))).text();
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type] as const);
  known = new Set(
    types.flatMap(([name, type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
    ),
  );
});
afterAll(() => wallet.stop());

const operators = new Set(['and', 'or', 'unless']);
const notes = ['repeat', 'conflict', 'held', 'tombstone', 'shed', 'ignored-check'];

/** Names that are neither functions nor labels. */
function metricsIn(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\b\w+ by \([^)]*\)/g, '');
  return [...bare.matchAll(/\b[a-z_][a-z0-9_]*\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !operators.has(name));
}

/** The values that a label is compared with. */
function comparedWith(expression: string, label: string): string[] {
  return [...expression.matchAll(new RegExp(`\\b${label}=~?"([^"]*)"`, 'g'))].flatMap(([, value = '']) =>
    value.split('|'),
  );
}

describe('the dashboard and the alerts', () => {
  it.each(expressions)('%s: asks for what the server tells', (_name, expression) => {
    const metrics = metricsIn(expression);
    expect(metrics.length).toBeGreaterThan(0);
    expect([...known, 'up']).toEqual(expect.arrayContaining(metrics));
    expect(commands).toEqual(expect.arrayContaining(comparedWith(expression, 'command')));
    expect(Object.values(results).map(String)).toEqual(expect.arrayContaining(comparedWith(expression, 'result')));
    expect(notes).toEqual(expect.arrayContaining(comparedWith(expression, 'note')));
  });

  it.each(expressions.filter(([, expression]) => /\ble="/.test(expression)))(
    '%s: holds the commands against their own deadlines',
    (_name, expression) => {
      for (const [, labels = ''] of expression.matchAll(/_bucket\{([^}]*)\}/g)) {
        const [le] = comparedWith(labels, 'le');
        for (const command of comparedWith(labels, 'command') as Command[])
          expect([command, Number(le) * 1_000]).toEqual([command, delivery[command].deadlineMs]);
      }
    },
  );

  it('the alert for late answers has every command', () => {
    expect(comparedWith(rules.find(({ alert }) => alert === 'SeamlessLate')?.expr ?? '', 'command').toSorted()).toEqual(
      [...commands, ...commands].toSorted(),
    );
  });

  it('the guide says what to do at each alert', () => {
    const guide = read('onCall.md');
    for (const { alert } of rules) expect(guide).toContain(`\`${alert}\``);
  });
});
