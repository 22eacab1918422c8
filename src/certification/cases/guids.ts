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
    steps: (t) => expectApart(t, ending(t, 'a', 'A', 'ж', 'Ж', 'σ', 'ς', 'Σ', 'ü', 'Ü')),
  },
  {
    id: 'protocol.id.longest',
    requirement:
      'Ids of 64 characters, of whichever script, are kept whole: those that differ in the first or the last of them are several.',
    source: 'trans_guid has up to 64 characters',
    hint: 'Use a column of 64 characters or more, which are up to 256 bytes, and refuse what is longer; never cut it off.',
    steps: async (t) => {
      const whole = ['x', 'ж'].map((letter) => String(t.newId()).padEnd(64, letter));
      await expectApart(
        t,
        whole.flatMap((id) => [id, `${id.slice(0, -1)}я`, `я${id.slice(1)}`]),
      );
    },
  },
  {
    id: 'protocol.id.script',
    requirement: 'Ids of any script are taken, and those that only look alike, or differ in an accent, are several.',
    source: exact,
    hint: 'Use UTF-8 throughout and a binary collation; normalise nothing.',
    // A Latin e, the same with an accent in one and in two characters, and a Cyrillic one.
    steps: (t) => expectApart(t, ending(t, 'e', '\u00e9', 'e\u0301', '\u0435', 'u', 'ü', 's', 'ß')),
  },
  {
    id: 'protocol.id.alike',
    requirement:
      'Ids that a collation, a clean-up or a hash takes for one are several: wide and narrow letters, ß and ss, emoji, blanks and signs inside.',
    source: exact,
    hint: 'Keep the id as it came, and compare it byte for byte: no trimming, stripping or decoding, no hash in its place, no three-byte UTF-8.',
    steps: async (t) => {
      await expectApart(
        t,
        ending(
          t,
          'ss',
          'ß',
          'ｓｓ',
          'ア',
          'あ',
          '😀',
          '😁',
          '\ufffd',
          '?',
          '☂.',
          '☂\ufe0f.',
          'a b',
          'a  b',
          'a\u00a0b',
          'a+b',
          'a%20b',
          'ab',
          'a\u200bb',
          'a\u00adb',
        ),
      );
      // The last are two of one checksum, and two of one hash, whatever stands before them.
      const signs = ['c', 'c.', 'c-', 'c–', 'c_', 'c/', "c'", 'c"', 'c\\', 'c&amp;', 'c&', 'c<b>', 'c%63'];
      await expectApart(t, ending(t, ...signs, 'plumless', 'buckeroo', 'Aa', 'BB'));
    },
  },
  {
    id: 'protocol.id.digits',
    requirement: 'Ids of digits are texts, too: those that mean the same number are several.',
    source: exact,
    hint: 'Compare ids as texts: some languages, and some columns, take "10", "010", "10.0" and "1e1" for one.',
    steps: (t) => {
      const digits = t.newRound();
      return expectApart(t, [digits, `0${digits}`, `00${digits}`, `+${digits}`, `${digits}.0`, `${digits}e0`]);
    },
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

/** As many ids, which differ in how they end alone. */
function ending(t: Trial, ...ends: readonly string[]): string[] {
  const start = String(t.newId()).slice(-24);
  return ends.map((end) => `${start}-${end}`);
}

/** Bets of as many ids are as many transactions, each told as it is. */
async function expectApart(t: Trial, ids: readonly string[]): Promise<void> {
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
