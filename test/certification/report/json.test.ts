import { expect, it } from 'vitest';
import { jsonReport } from '../../../src/certification/report/json.ts';
import { certification, failed, notSetUp, passed } from './fixtures.ts';

it.each([
  ['certified', certification([passed('panel.balance', 'panel')])],
  ['not-certified', certification([failed('panel.balance', 'panel')])],
  ['inconclusive', certification([notSetUp('panel.balance', 'panel')])],
  [
    'interrupted',
    certification([passed('panel.balance', 'panel')], { couldNotRun: 'somebody ended it', interrupted: true }),
  ],
] as const)('the JSON says first that a run is %s', (verdict, run) => {
  const [first] = Object.entries(JSON.parse(jsonReport(run)) as object);
  expect(first).toEqual(['verdict', verdict]);
});
