/** Ids that are texts: kept, compared and told byte for byte. */
import { cases, type Requirement, type Told } from '../case.ts';
import type { Trial } from '../trial.ts';
import { expectToldId } from './told.ts';

const exact = 'trans_guid: compared byte for byte';

const must: readonly Told[] = [
  {
    id: 'protocol.id.case',
    requirement: 'Ids that differ in the case of a letter are two.',
    source: exact,
    hint: 'Use a binary collation, such as utf8mb4_bin, or a column of bytes; the usual ones take a for A.',
    steps: (t) => expectApart(t, [`${t.newId()}-a`, 'A']),
  },
  {
    id: 'protocol.id.longest',
    requirement:
      'Ids of 64 characters, of whichever script, are kept whole: two that differ in the last of them are two.',
    source: 'trans_guid has up to 64 characters',
    hint: 'Use a column of 64 characters or more, which are up to 256 bytes, and refuse what is longer; never cut it off.',
    steps: async (t) => {
      await expectApart(t, [String(t.newId()).padEnd(64, 'x'), 'y']);
      await expectApart(t, [String(t.newId()).padEnd(64, 'ж'), 'я']);
    },
  },
  {
    id: 'protocol.id.script',
    requirement: 'Ids of any script are taken, and those that only look alike, or differ in an accent, are several.',
    source: exact,
    hint: 'Use UTF-8 throughout and a binary collation; normalise nothing.',
    // A Latin e, the same with an accent in one and in two characters, and a Cyrillic one.
    steps: (t) => expectApart(t, [`${t.newId()}-e`, '\u00e9', 'e\u0301', '\u0435']),
  },
  {
    id: 'protocol.id.quote',
    requirement:
      'Quotes, backslashes and wildcards in an id mean nothing: it is taken, told, and found by itself alone.',
    source: exact,
    hint: 'Give values to SQL as parameters.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      const start = String(t.newId()).slice(-20);
      const id = `${start}' OR '1'='1" \\%_`;
      t.expect('a bet', await t.bet(id, 100n), 'accepted', balance - 100n);
      t.expect('the same again', await t.bet(id, 100n), 'alreadyProcessed', balance - 100n);
      await expectToldId(t, id);
      for (const other of [`${start}%`, `x' OR '1'='1`])
        t.expect(`the status of ${other}`, await t.status(other), 'unknownTransaction');
      t.expect('its cancel', await t.cancel(id), 'accepted', balance);
    },
  },
];

/** Bets whose ids differ in how they end are as many transactions, each told as it is. */
async function expectApart(t: Trial, [first = '', ...ends]: readonly string[]): Promise<void> {
  const start = first.slice(0, -1);
  const ids = [first, ...ends.map((end) => `${start}${end}`)];
  const balance = await t.balanceOfAtLeast(100n * BigInt(ids.length));
  const each = (send: (id: string) => Promise<void>): Promise<unknown> => Promise.all(ids.map(send));
  await each(async (id) => t.expect(`a bet with id ${id}`, await t.bet(id, 100n), 'accepted'));
  await t.expectBalance(`${ids.length} bets were taken`, balance - 100n * BigInt(ids.length));
  await each((id) => expectToldId(t, id));
  await each(async (id) => t.expect(`the cancel of ${id}`, await t.cancel(id), 'accepted'));
  await t.expectBalance('all were given back', balance);
}

export const guids: readonly Requirement[] = cases(
  'protocol',
  'must',
  must.map((one) => ({ ...one, only: 'v4' })),
);
