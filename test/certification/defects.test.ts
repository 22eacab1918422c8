import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue, chosen } from '../../src/certification/catalogue.ts';
import { certify } from '../../src/certification/certify.ts';
import type { Certification } from '../../src/certification/verdict.ts';
import { type Defect, defects, startOperator } from './operator/operator.ts';

const accounts = {
  main: { balanceMinor: 100_000n },
  second: { balanceMinor: 50_000n },
  poor: { balanceMinor: 333n },
  blocked: { balanceMinor: 1_000n, active: false },
};
const others = { second: 'second', poor: 'poor', blocked: 'blocked' };

/** Where every answer is late a whole run takes minutes; these are enough to tell. */
const tooSlowForAll: Partial<Record<Defect, string[]>> = {
  'slow-bets': ['panel.bet.accepted', 'protocol.deadline'],
  'slow-balance': ['panel.balance', 'protocol.deadline'],
  'slow-under-load': ['panel.balance', 'protocol.deadline.load'],
};

/** What depends on time has to be caught every time. */
const depending: readonly Defect[] = [
  'lost-update',
  'check-then-insert-race',
  'win-race',
  'overdraw-race',
  'refund-race',
  'win-refund-race',
  'cancel-race',
];

async function certifyWith(
  active: readonly Defect[],
  ids: readonly string[] = [],
  token = 'Secret-42',
): Promise<Certification> {
  const operator = await startOperator({ token, accounts, defects: active });
  const target = { url: operator.url, token, currencyDecimals: 2, account: 'main', others, unknownAccount: 'nobody77' };
  try {
    return await certify({ target, cases: chosen(ids), strict: false, kitVersion: 'test' });
  } finally {
    await operator.stop();
  }
}

const failed = ({ results }: Certification): string[] =>
  results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);

describe('certification', () => {
  it('passes an operator without defects, with nothing skipped', async () => {
    const certification = await certifyWith([]);
    expect(certification.results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(certification.results).toHaveLength(catalogue.length);
  });

  it('does not certify an operator that rounds amounts', async () => {
    const { results } = await certifyWith(['extra-decimals-rounded']);
    expect(
      results.filter(({ outcome, level }) => outcome === 'failed' && level === 'must').map(({ id }) => id),
    ).toEqual(['door.amount.decimals']);
  });

  it('judges what came, though the token in it is not shown', async () => {
    const { results } = await certifyWith([], ['protocol.id.*', 'door.violation.message'], 'a');
    expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'passed'));
    expect(results).not.toEqual([]);
  });

  it.each<[Defect, string]>([
    ['result-as-string', 'protocol.reply.win'],
    ['slow-bets', 'protocol.deadline'],
  ])('catches %s by %s alone, when nothing was sent before', async (defect, id) => {
    expect(failed(await certifyWith([defect], [id]))).toEqual([id]);
  });

  it('does not certify in a second run what it did not in the first', async () => {
    const operator = await startOperator({ token: 't', accounts, defects: ['any-id-accepted'] });
    const target = {
      url: operator.url,
      token: 't',
      currencyDecimals: 2,
      account: 'main',
      others,
      unknownAccount: 'nobody77',
    };
    for (const run of ['first', 'second']) {
      const certification = await certify({ target, cases: chosen(['door.id.*']), strict: false, kitVersion: 'test' });
      expect(failed(certification), run).toContain('door.id.quote');
    }
    await operator.stop();
  });

  it('judges what is wrong with a request, not the age of it', async () => {
    const both = failed(
      await certifyWith(['old-timestamp-refused', 'negative-amount-accepted'], ['door.*', 'protocol.timestamp']),
    );
    expect(both).toEqual(expect.arrayContaining(['door.amount.negative', 'protocol.timestamp']));
  });

  it('shows no password of the URL', async () => {
    const target = {
      url: 'http://user:pa55@127.0.0.1:9/',
      token: 't',
      currencyDecimals: 2,
      account: 'main',
      others,
      unknownAccount: 'nobody77',
    };
    const { url, couldNotRun } = await certify({ target, cases: catalogue, strict: false, kitVersion: 'test' });
    expect([url, couldNotRun]).toEqual([
      'http://127.0.0.1:9/',
      expect.stringContaining('http://127.0.0.1:9/ does not answer'),
    ]);
  });

  it('shows no part of the token', async () => {
    const shown = JSON.stringify(
      await certifyWith(['token-prefix-accepted', 'token-case-insensitive'], ['door.token.*']),
    );
    expect(shown.toLowerCase()).not.toContain('secret-4');
  });

  it('has as many defects to catch as the README says', () => {
    expect(readFileSync('src/certification/README.md', 'utf8').replaceAll('\n', ' ')).toContain(
      `${Object.keys(defects).length} switchable defects`,
    );
  });

  it.concurrent.each(Object.keys(defects) as Defect[])(
    'catches %s',
    async (defect) => {
      const certification = await certifyWith([defect], tooSlowForAll[defect]);
      expect(failed(certification), defects[defect]).not.toEqual([]);
    },
    120_000,
  );

  it.each(depending)(
    'catches %s in 20 of 20 runs',
    async (defect) => {
      const caughtBy = failed(await certifyWith([defect], ['money.*']));
      for (let run = 0; run < 19; run++)
        expect(failed(await certifyWith([defect], caughtBy.slice(0, 1)))).toEqual(caughtBy.slice(0, 1));
    },
    120_000,
  );
});
