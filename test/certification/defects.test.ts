import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogueOf, chosen } from '../../src/certification/catalogue.ts';
import { certify } from '../../src/certification/certify.ts';
import type { Case } from '../../src/certification/case.ts';
import type { CaseResult, Certification } from '../../src/certification/verdict.ts';
import type { AnyContract } from '../../src/contract/contract.ts';
import { contracts, v1, v4 } from '../../src/contract/contracts.ts';
import { races, wholeMatrix } from '../extent.ts';
import { caughtUnder } from './caughtUnder.ts';
import { type Defect, defects, startOperator } from './operator/operator.ts';

const accounts = {
  main: { balanceMinor: 100_000n },
  second: { balanceMinor: 50_000n },
  poor: { balanceMinor: 333n },
  blocked: { balanceMinor: 1_000n, active: false },
};
const others = { second: 'second', poor: 'poor', blocked: 'blocked' };
const signingSecret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;

/** Where every answer is late a whole run takes minutes; these are enough to tell. */
const tooSlowForAll: Partial<Record<Defect, string[]>> = {
  'slow-bets': ['panel.bet.accepted', 'protocol.deadline'],
  'slow-balance': ['panel.balance', 'protocol.deadline'],
  'one-lock-for-all': ['money.players.apart'],
  'slow-under-load': ['panel.balance', 'protocol.deadline.load'],
  'late-under-load': ['panel.balance', 'protocol.deadline.load'],
};

/** What these remember ends after two seconds. */
const expiring = new Set<Defect>([
  'dedupe-expires',
  'win-dedupe-expires',
  'tombstone-expires',
  'cancelled-expires',
  'refund-expires',
  'late-cancel-unknown',
  'status-expires',
  'session-expires',
]);

/** Nobody can tell it from an account that may play. */
const saysOtherwise: Partial<Record<Defect, RegExp>> = { 'check-22-ignored': /may play, or check 22 is not made/ };

/** What is no failure is told all the same. */
const noted: Partial<Record<Defect, string>> = { 'one-lock-for-all': 'money.players.apart' };

/** What depends on time has to be caught every time. */
const depending: Readonly<Record<string, readonly Defect[]>> = {
  v1: [
    'lost-update',
    'check-then-insert-race',
    'win-race',
    'overdraw-race',
    'refund-race',
    'win-refund-race',
    'cancel-race',
  ],
  v4: ['refund-race', 'another-cancel-race', 'cancel-race'],
};

interface Run {
  /** All cases when none is named. */
  readonly ids?: readonly string[] | undefined;
  readonly token?: string;
  readonly contract?: AnyContract;
  /** One failed case is enough: those that the defect's name hints at come first, and nothing is begun behind one that failed. */
  readonly untilCaught?: boolean;
}

async function certifyWith(
  active: readonly Defect[],
  { ids = [], token = 'Secret-42', contract = v1, untilCaught = false }: Run = {},
): Promise<Certification> {
  const operator = await startOperator({ contract, token, signingSecret, accounts, defects: active });
  const target = {
    url: operator.url,
    token,
    signingSecret,
    restart: () => operator.restart(),
    currencyDecimals: 2,
    account: 'main',
    others,
    unknownAccount: 'nobody77',
  };
  const all = chosen(catalogueOf(contract), ids);
  const cases = untilCaught ? likelyFirst(all, active) : all;
  const caught = new AbortController();
  const onResult = ({ outcome }: CaseResult): void => {
    if (untilCaught && outcome === 'failed') caught.abort();
  };
  const waitMs = active.some((defect) => expiring.has(defect)) ? 2_500 : 0;
  try {
    return await certify({
      contract,
      target,
      cases,
      strict: false,
      kitVersion: 'test',
      waitMs,
      onResult,
      signal: caught.signal,
    });
  } finally {
    await operator.stop();
  }
}

/** The more words of the defects' names a case has in its own, the earlier it comes. */
function likelyFirst(all: readonly Case[], active: readonly Defect[]): Case[] {
  const words = active.flatMap((defect) => defect.split('-')).map((word) => word.replace(/s$/, ''));
  const hints = ({ id, requirement }: Case): number =>
    words.filter((word) => id.includes(word) || requirement.toLowerCase().includes(word)).length;
  return all.toSorted((one, other) => hints(other) - hints(one));
}

const failed = ({ results }: Certification): string[] =>
  results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);

const notes = ({ results }: Certification): string[] =>
  results.filter(({ note }) => note !== undefined).map(({ id }) => id);

describe('certification', () => {
  it('does not certify an operator that rounds amounts', async () => {
    const { results } = await certifyWith(['extra-decimals-rounded']);
    expect(
      results.filter(({ outcome, level }) => outcome === 'failed' && level === 'must').map(({ id }) => id),
    ).toEqual(['door.amount.decimals']);
  });

  it('compares what came, though the token in it is not shown', async () => {
    const { results } = await certifyWith([], { ids: ['protocol.id.*', 'door.violation.message'], token: 'a' });
    expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'passed'));
    expect(results).not.toEqual([]);
  });

  it.each<[Defect, string]>([
    ['result-as-string', 'protocol.reply.win'],
    ['slow-bets', 'protocol.deadline'],
    ['single-precision-balance', 'money.sum.thousand'],
    ['minus-zero-500', 'money.amount.minus-zero'],
    ['minus-zero-taken', 'money.amount.minus-zero'],
  ])('catches %s by %s alone, when nothing was sent before', async (defect, id) => {
    expect(failed(await certifyWith([defect], { ids: [id] }))).toEqual([id]);
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
      const certification = await certify({
        contract: v1,
        target,
        cases: chosen(catalogueOf(v1), ['door.id.*']),
        strict: false,
        kitVersion: 'test',
      });
      expect(failed(certification), run).toContain('door.id.quote');
    }
    await operator.stop();
  });

  it('fails an operator for what is wrong with a request, not for the age of it', async () => {
    const both = failed(
      await certifyWith(['old-timestamp-refused', 'negative-amount-accepted'], {
        ids: ['door.*', 'protocol.timestamp'],
      }),
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
    const { url, couldNotRun } = await certify({
      contract: v1,
      target,
      cases: catalogueOf(v1),
      strict: false,
      kitVersion: 'test',
    });
    expect([url, couldNotRun]).toEqual([
      'http://127.0.0.1:9/',
      expect.stringContaining('http://127.0.0.1:9/ does not answer'),
    ]);
  });

  it('shows no part of the token', async () => {
    const shown = JSON.stringify(
      await certifyWith(['token-prefix-accepted', 'token-case-insensitive'], { ids: ['door.token.*'] }),
    );
    expect(shown.toLowerCase()).not.toContain('secret-4');
  });

  it('says with which option a case about signatures can be tried', async () => {
    const operator = await startOperator({ accounts });
    const target = {
      url: operator.url,
      token: 't',
      currencyDecimals: 2,
      account: 'main',
      others,
      unknownAccount: 'no',
    };
    const cases = chosen(catalogueOf(v1), ['door.signature.past']);
    const { results } = await certify({ contract: v1, target, cases, strict: false, kitVersion: 'test' });
    await operator.stop();
    expect(results).toMatchObject([{ outcome: 'skipped', reason: 'it needs --signature-file' }]);
  });

  it('has as many defects to catch as the README says', () => {
    expect(readFileSync('src/certification/README.md', 'utf8').replaceAll('\n', ' ')).toContain(
      `${Object.keys(defects).length} switchable defects`,
    );
  });

  it('lets each defect concern a contract', () => {
    const all = Object.values(contracts).flatMap((contract) => caughtUnder(contract));
    expect(Object.keys(defects).filter((defect) => !all.some((caught) => caught === defect))).toEqual([]);
  });
});

describe.each(Object.values(contracts))('certification under $name', (contract) => {
  it('passes an operator without defects, with nothing skipped, and says under which contract', async () => {
    const certification = await certifyWith([], { contract });
    expect(certification.results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(certification.results).toHaveLength(catalogueOf(contract).length);
    expect(certification).toMatchObject({ contract: contract.name, contractVersion: contract.version });
  });

  it.concurrent.each(caughtUnder(contract).filter((defect) => noted[defect] === undefined))(
    'catches %s',
    async (defect) => {
      const certification = await certifyWith([defect], {
        contract,
        ids: tooSlowForAll[defect],
        untilCaught: !wholeMatrix,
      });
      const otherwise = saysOtherwise[defect];
      if (otherwise) expect(certification.couldNotRun).toMatch(otherwise);
      else expect(failed(certification), defects[defect]).not.toEqual([]);
    },
    120_000,
  );

  // What else is done meanwhile may hide it from a run.
  it.each(caughtUnder(contract).filter((defect) => noted[defect] !== undefined))(
    'tells of %s, and fails nothing for it',
    async (defect) => {
      const runs: Certification[] = [];
      while (runs.length < 5 && !runs.some((run) => notes(run).length > 0))
        runs.push(await certifyWith([defect], { contract, ids: tooSlowForAll[defect] }));
      expect(runs.flatMap(notes)).toEqual([noted[defect]]);
      expect(runs.flatMap(failed)).toEqual([]);
    },
    120_000,
  );

  it.each(depending[contract.name] ?? [])(
    `catches %s in ${races} of ${races} runs`,
    async (defect) => {
      const caughtBy = failed(await certifyWith([defect], { contract, ids: ['money.*'] }));
      for (let run = 0; run < races - 1; run++) {
        const again = await certifyWith([defect], { contract, ids: caughtBy.slice(0, 1) });
        expect(failed(again)).toEqual(caughtBy.slice(0, 1));
      }
    },
    120_000,
  );
});

describe('the catalogue', () => {
  it('has under each contract its own cases, and no id twice', () => {
    const [ofV1, ofV4] = [v1, v4].map((contract) => catalogueOf(contract).map(({ id }) => id));
    expect(ofV1).toContain('protocol.id.above-2-53');
    expect(ofV4).not.toContain('protocol.id.above-2-53');
    expect(ofV4).toContain('money.cancel.of-cancel');
    expect(ofV1).not.toContain('money.cancel.of-cancel');
    for (const ids of [ofV1 ?? [], ofV4 ?? []]) expect(new Set(ids).size).toBe(ids.length);
  });

  it('speaks of transactions in the words of its contract', () => {
    const prose = (contract: AnyContract): string =>
      catalogueOf(contract)
        .map(({ requirement, source, hint }) => `${requirement} ${source} ${hint}`)
        .join('\n');
    expect(prose(v1)).not.toContain('trans_guid');
    expect(prose(v4)).not.toContain('trans_id');
  });
});
