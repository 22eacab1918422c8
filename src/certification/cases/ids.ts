/** Ids and accounts that are almost others. */
import { cases, type Requirement } from '../case.ts';
import { expectToldId } from './told.ts';

let lastLargest = 2n ** 63n - 1n - BigInt(Date.now()) * 1_000n;

export const ids: readonly Requirement[] = [
  ...cases('protocol', 'must', [
    {
      id: 'protocol.id.largest',
      only: 'v1',
      requirement: 'Ids up to 2^63 - 1 are taken, kept apart and told digit for digit.',
      source: 'trans_id is a 64-bit integer',
      hint: 'Use a BIGINT column, or text; 32 bits, 53 bits and 2^62 are not enough.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(200n);
        lastLargest -= 2n;
        const both = [lastLargest, lastLargest + 1n];
        for (const id of both) t.expect(`a bet with id ${id}`, await t.bet(id, 100n), 'accepted');
        for (const id of both) t.expect('the same again', await t.bet(id, 100n), 'alreadyProcessed', balance - 200n);
        for (const id of both) await expectToldId(t, id);
      },
    },
    {
      id: 'protocol.id.remainder',
      only: 'v1',
      requirement: 'Ids whose last bits or digits are those of another one are several.',
      source: 'trans_id is a 64-bit integer',
      hint: 'Keep all of the id: what does not fit a column is cut off there, or written in its place.',
      steps: async (t) => {
        const first = BigInt(t.newId());
        const all = [first, ...[2n ** 31n, 2n ** 32n, 2n ** 53n, 10n ** 15n, 10n ** 18n].map((more) => first + more)];
        const balance = await t.balanceOfAtLeast(100n * BigInt(all.length));
        await Promise.all(all.map(async (id) => t.expect(`a bet with id ${id}`, await t.bet(id, 100n), 'accepted')));
        await t.expectBalance(`${all.length} bets were taken`, balance - 100n * BigInt(all.length));
        await Promise.all(all.map(async (id) => t.expect(`the cancel of ${id}`, await t.cancel(id), 'accepted')));
        await t.expectBalance('all were given back', balance);
      },
    },
    {
      id: 'protocol.account.similar',
      requirement:
        'An account that differs in an accent, in how wide its letters are, or in one sign more, is another one, which is not known.',
      source: 'account',
      hint: 'Compare account names byte for byte: a binary collation, and no LIKE.',
      quiet: true,
      steps: async (t) => {
        const name = t.target.account;
        const accented = name.replace(/[aeiouncAEIOUNC]/, (letter) => `${letter}\u0301`.normalize('NFC'));
        const last = name.slice(0, -1);
        const wide = name.replaceAll(/[!-~]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0));
        const signs = ['.', '-', '_', '+x', '@x', '\u200b', '\u00ad', '<b>', '%20', '0'].map(
          (sign) => `${name}${sign}`,
        );
        const near = [
          accented,
          accented.normalize('NFD'),
          `${name}é`,
          `${last}%`,
          `${last}_`,
          `0${name}`,
          wide,
          ...signs,
        ];
        await Promise.all(
          near
            .filter((one) => one !== name && one !== '' && one.length <= 64)
            .map(async (account) => {
              // Some of these an operator may refuse to read, and answer as what is outside the contract.
              const question = t.request('balance', t.accountData('balance', { account }), '21');
              const answer = await t.raw(JSON.stringify(question));
              t.expect(`the balance of ${JSON.stringify(account)}`, answer, ['unknownAccount', 'failed']);
            }),
        );
      },
    },
  ]),
  ...cases('protocol', 'should', [
    {
      id: 'protocol.account.long',
      requirement: 'An account of 64 characters, of any script, is unknown like any other.',
      source: 'account has up to 64 characters',
      hint: 'Look it up as it is: a column of 64 characters of UTF-8, and no error for what is not found.',
      quiet: true,
      steps: async (t) => {
        for (const account of ['x'.repeat(64), 'ж'.repeat(64)])
          t.expect(`the balance of ${account}`, await t.balance({ account }), 'unknownAccount');
      },
    },
  ]),
];
