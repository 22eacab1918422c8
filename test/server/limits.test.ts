import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { delivery } from '../../generated/v1/protocol.ts';
import { limits } from '../../src/process/limits.ts';
import { largestBatch } from '../../src/wallet/ledger.ts';

it('the README tells every limit as it is', () => {
  const [, table = ''] =
    /^\| limit \(`src\/process\/limits.ts`\).*?\n(.*?)\n\n/ms.exec(readFileSync('src/server/README.md', 'utf8')) ?? [];
  const told = [...table.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, value]) => [name, Number(value)]);
  expect(told).toEqual(Object.entries(limits));
});

it('the limits fit together', () => {
  expect(limits.callbacks).toBeGreaterThanOrEqual(largestBatch);
  expect(limits.callbacks + limits.burst).toBeLessThan(limits.connections);
  expect(limits.requestMs).toBeGreaterThan(limits.headersMs);
  for (const { deadlineMs } of Object.values(delivery)) expect(limits.headersMs).toBeGreaterThan(deadlineMs);
});
