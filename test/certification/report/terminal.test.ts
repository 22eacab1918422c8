import { describe, expect, it } from 'vitest';
import { terminalReport } from '../../../src/certification/report/terminal.ts';
import { told } from '../../../src/certification/report/text.ts';
import type { CaseResult } from '../../../src/certification/verdict.ts';
import { certification, exchange, facts, failed, hostile, notSetUp, passed, runs } from './fixtures.ts';

const shown = (name: string): string => terminalReport(runs[name] ?? certification([])).join('\n');

describe('the terminal report', () => {
  it.each(Object.entries(runs))(
    'keeps to 100 columns but for the verdict, and holds nothing that a terminal would obey: %s',
    (_, run) => {
      const lines = terminalReport(run);
      expect(lines.slice(0, -1).filter((line) => Array.from(line).length > 100)).toEqual([]);
      expect(lines.filter((line) => /[\p{Cc}\p{Bidi_Control}\p{Cs}]/u.test(line))).toEqual([]);
    },
  );

  it('counts by group, and tells each case in one line', () => {
    const out = shown('everything');
    for (const text of [
      "The provider's own panel: 2 passed\n",
      'Money under every disturbance: 1 passed, 2 failed, 1 skipped, 1 not set up\n',
      '\n  ✓ panel.balance       A bet that is repeated',
      '\n  ✗ money.bet-twice     must: A bet that is repeated',
      '\n  – money.two-accounts  no second account was given: --account2\n',
      '\n  ! money.bet-of-all    A bet that is repeated',
    ])
      expect(out).toContain(text);
  });

  it('tells everything of a failure, with the last exchange only', () => {
    const out = shown('everything').split('What failed')[1] ?? '';
    expect(out).toContain('\n  ✗ money.bet-twice (must)\n');
    for (const label of ['requirement', 'source', 'expected', 'found', 'bet 2/2', 'received', 'hint'])
      expect(out).toMatch(new RegExp(`\n {4}${label} +\\S`, 'u'));
    expect(out).toContain('{"balance":"8.00"}');
    expect(out).not.toContain('{"balance":"9.00"}');
    expect(out.indexOf('protocol.hostile (must)')).toBeLessThan(out.indexOf('protocol.content-type (should)'));
  });

  it('tells a reason for which cases could not be set up once, with their ids', () => {
    const out = terminalReport(
      certification([
        notSetUp('money.a', 'money'),
        notSetUp('money.b', 'money'),
        notSetUp('door.c', 'door', 'nobody is there'),
      ]),
    ).join('\n');
    expect(out.split('the balance is 0.50').length - 1).toBe(2); // there, and in the verdict
    expect(out.split('What could not be set up')[1]).toMatch(
      /! the balance is 0\.50[^!]*\n {4}cases +money\.a, money\.b\n[^!]*! nobody is there\n {4}cases +door\.c\n/,
    );
  });

  it('tells failures of one cause together: the first in full, the others by their ids', () => {
    const refused = (id: string): CaseResult => ({
      ...facts(id, 'door'),
      hint: `the cure of ${id}`,
      outcome: 'failed',
      expected: 'result 0',
      found: `HTTP 400: data.amount is needed, ${id.length}`,
      exchanges: [{ ...exchange('{}'), received: { httpStatus: 400, contentType: '', body: '{}' } }],
    });
    const results = [...['a', 'bb', 'ccc'].map(refused), failed('d', 'money'), failed('e', 'money', 'should')];
    const out = terminalReport(certification(results)).join('\n').split('What failed')[1] ?? '';
    expect(out.match(/✗ .*/g)).toEqual(['✗ a (must)', '✗ d (must)']);
    expect(out).toMatch(/and 2 more +fail for what looks like the same cause: bb, ccc\n/);
    expect(out).toMatch(/and 1 more +fail for what looks like the same cause: e \(should\)\n/);
  });

  it('cuts and wraps nothing that is not looked at on a screen', () => {
    const lines = terminalReport(certification([passed('a', 'door')]), Infinity);
    expect(lines).toContain(`  ✓ a  ${passed('a', 'door').requirement}`);
  });

  it('shortens bodies', () => {
    const out = terminalReport(certification([failed('a', 'door', 'must', [exchange('y'.repeat(5000))])])).join('');
    expect(out.replaceAll(/[^y]/gu, '').length).toBeLessThan(700);
  });

  it.each([
    ['everything', 'Not certified: 3 musts and 1 should failed, 1 not set up'],
    ['everything, strict', 'Not certified: 3 musts and 1 should failed, 1 not set up'],
    ['certified', 'Certified: 1 passed, 1 skipped'],
    ['certified, a should failed', 'Certified: 1 passed, 1 should failed'],
    ['a should failed, strict', 'Not certified: 1 should failed in a strict run'],
    ['only skipped', 'Inconclusive: every case was skipped'],
    [
      'not set up',
      'Inconclusive: 1 case could not be set up: the balance is 0.50, and the case needs at least 5.00: put money on the account',
    ],
    ['could not run', `Inconclusive: The wallet did not answer. Is ${hostile} the right URL?\u2401`],
    ['could not pass', `Not certified: it hangs: ${hostile}`],
    ['interrupted', 'Interrupted: the run was interrupted'],
    ['nothing at all', 'Inconclusive: no case ran'],
  ])('ends with the verdict: %s', (name, verdict) => {
    expect(terminalReport(runs[name] ?? certification([])).at(-1)).toBe(verdict);
  });

  it('tells what was moved before the verdict', () => {
    expect(shown('certified')).toContain(
      'What was moved\n  12 bets and 9 wins were made on player1.\n  The balance of player1 is 100.00, as it was before.\n\nCertified',
    );
  });
});

it('durations are told for people', () => {
  expect([0.4, 999.4, 999.6, 59_940, 59_960, 83_400].map(told)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '1 min 23 s',
  ]);
});
