import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contracts } from '../../src/contract/contracts.ts';
import { limits } from '../../src/relay/limits.ts';

it('the README tells each limit', () => {
  const [, table = ''] =
    /^\| limit \(`src\/relay\/limits.ts`\).*?\n(.*?)\n\n/ms.exec(readFileSync('src/relay/README.md', 'utf8')) ?? [];
  const told = [...table.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, value]) => [name, Number(value)]);
  expect(told).toEqual(Object.entries(limits));
});

it('a request may take longer than any deadline of an operator', () => {
  for (const { delivery } of Object.values(contracts))
    for (const { deadlineMs } of Object.values(delivery)) expect(limits.idleMs).toBeGreaterThan(deadlineMs);
  expect(limits.requestMs).toBeGreaterThan(limits.headersMs);
});
