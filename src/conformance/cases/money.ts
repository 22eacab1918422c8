/** Money under every disturbance: nothing lost, nothing doubled, to the cent. */
import { results } from '../../../generated/protocol.ts';
import { type Case, cases } from '../case.ts';
import type { Trial } from '../trial.ts';

const { accepted, alreadyProcessed, failed, inactiveAccount, insufficientBalance, unknownTransaction } = results;

const uniqueKey = 'Let a unique key on trans_id decide, in the same database transaction as the movement; a look-up before it is not enough.';
const tombstone = 'Remember the cancel of an unknown transaction durably; when its bet or win arrives later, move nothing and answer 41.';

export const money: readonly Case[] = [
  ...cases('money', 'must', [
    {
      id: 'money.cents.exact',
      requirement: 'Cents are exact: 0.90, 0.45, 0.10 and 0.20 add up as on paper.',
      source: 'amount and balance have two decimals',
      hint: 'Keep money in integers of the smallest unit or in DECIMAL, never in floats or whole units.',
      steps: async (t) => {
        let balance = await t.balanceOf();
        for (const amount of [90n, 45n, 10n, 20n, 1n]) {
          balance += amount;
          t.expect(`a win of ${t.money(amount)}`, await t.win(t.newId(), amount), accepted, balance);
        }
        for (const amount of [45n, 90n, 20n, 10n, 1n]) {
          balance -= amount;
          t.expect(`a bet of ${t.money(amount)}`, await t.bet(t.newId(), amount), accepted, balance);
        }
        await t.expectBalance('all of it was given back', balance);
      },
    },
    {
      id: 'money.win.zero',
      requirement: 'A lost round is a win of 0: it is accepted and moves nothing.',
      source: 'win is sent for losses too, with amount 0',
      hint: 'Allow amount 0; record the transaction so that its repeat answers 41.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('a win of 0', await t.win(id, 0n), accepted, balance);
        t.expect('the same again', await t.win(id, 0n), alreadyProcessed, balance);
      },
    },
    {
      id: 'money.repeat.other-amount',
      requirement: 'An id that comes again with another amount moves nothing.',
      source: 'trans_id is unique for each transaction',
      hint: uniqueKey,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(300n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), accepted);
        t.expect('the same id with another amount', await t.bet(id, 200n), [alreadyProcessed, failed]);
        await t.expectBalance('only the first stake was taken', balance - 100n);
      },
    },
    {
      id: 'money.repeat.other-command',
      requirement: 'The id of a bet that comes again as a win moves nothing.',
      source: 'trans_id is unique for each transaction',
      hint: 'One unique key for all transactions, not one for each command.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), accepted);
        t.expect('a win with its id', await t.win(id, 100n), [alreadyProcessed, failed]);
        await t.expectBalance('only the stake was taken', balance - 100n);
      },
    },
    {
      id: 'money.repeat.other-account',
      requirement: 'The id of one player\'s bet that comes again for another player moves nothing.',
      source: 'trans_id is unique for each transaction',
      hint: 'The unique key is trans_id alone, not account and trans_id.',
      needs: ['second'],
      steps: async (t) => {
        const account = t.other('second');
        const [balance, others] = [await t.balanceOfAtLeast(100n), await t.balanceOfAtLeast(100n, account)];
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), accepted);
        t.expect('the same id from another account', await t.bet(id, 100n, { account }), [alreadyProcessed, failed]);
        await t.expectBalance('one stake was taken', balance - 100n);
        await t.expectBalance('nothing was taken from the second account', others, account);
      },
    },
    {
      id: 'money.repeat.unasked',
      requirement: 'A repeated bet moves nothing, also when check 41 is not asked for.',
      source: 'a transaction is carried out once, whatever the checks',
      hint: uniqueKey,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(200n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n, { check: '21,22,31' }), accepted);
        t.expect('the same bet again', await t.bet(id, 100n, { check: '21,22,31' }), [accepted, alreadyProcessed, failed]);
        await t.expectBalance('the stake was taken once', balance - 100n);
      },
    },
    {
      id: 'money.repeat.long-ago',
      requirement: 'A bet is known after many others have come.',
      source: 'check 41',
      hint: 'Keep transactions in the database, not in a cache of the last ones.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), accepted);
        for (let n = 0; n < 30; n++) await t.win(t.newId(), 0n);
        t.expect('the same bet after thirty others', await t.bet(id, 100n), alreadyProcessed, balance - 100n);
      },
    },
    {
      id: 'money.parallel.identical',
      requirement: 'Twenty identical bets at the same time take one stake.',
      source: 'check 41',
      hint: uniqueKey,
      steps: async (t) => {
        for (let round = 0; round < 3; round++) {
          const balance = await t.balanceOfAtLeast(2_000n);
          const id = t.newId();
          const answers = await Promise.all(Array.from({ length: 20 }, () => t.bet(id, 100n)));
          await t.expectBalance('twenty identical bets are one', balance - 100n);
          const taken = answers.filter(({ result }) => result === accepted).length;
          if (taken !== 1) t.fail('one of twenty identical bets answered with 0', `${taken} of them`);
        }
      },
    },
    {
      id: 'money.parallel.different',
      requirement: 'Different bets and wins at the same time all count.',
      source: 'bet and win, result 0',
      hint: 'Change the balance in the database (SET balance = balance - amount), never by writing back what was read.',
      steps: async (t) => {
        for (let round = 0; round < 3; round++) {
          const balance = await t.balanceOfAtLeast(2_000n);
          const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? t.bet(t.newId(), 100n) : t.win(t.newId(), 30n))));
          for (const answer of answers) t.expect('each', answer, accepted);
          await t.expectBalance('ten stakes were taken and ten wins paid', balance - 700n);
        }
      },
    },
    {
      id: 'money.parallel.overdraw',
      requirement: 'Bets at the same time never take more than there is.',
      source: 'check 31',
      hint: 'Check and debit in one statement (UPDATE … WHERE balance >= amount), or lock the row before the check.',
      needs: ['poor'],
      steps: async (t) => {
        const account = t.other('poor');
        const balance = await t.balanceOfAtLeast(2n, account);
        const stake = balance / 2n + 1n;
        const answers = await Promise.all(Array.from({ length: 10 }, () => t.bet(t.newId(), stake, { account })));
        const taken = answers.filter(({ result }) => result === accepted).length;
        await t.expectBalance(`${taken} bets of ${t.money(stake)} were accepted`, balance - BigInt(taken) * stake, account);
        if (taken !== 1) t.fail(`one of ten bets of ${t.money(stake)} accepted from a balance of ${t.money(balance)}`, `${taken} of them`);
      },
    },
    {
      id: 'money.overdraw.unasked',
      requirement: 'A bet above the balance is refused, also when check 31 is not asked for.',
      source: 'a bet never makes a balance negative',
      hint: 'Debit with a condition on the balance, whatever the checks say.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        t.expect('the bet', await t.bet(t.newId(), balance + 1n, { check: '21,22,41' }), [insufficientBalance, failed]);
        await t.expectBalance('nothing was taken', balance);
      },
    },
    {
      id: 'money.cancel.before-bet',
      requirement: 'A cancel that comes before its bet answers 42, and the bet moves nothing when it comes.',
      source: 'a cancel is sent when the bet timed out; the bet may arrive later',
      hint: tombstone,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id), unknownTransaction, balance);
        t.expect('its bet, later', await t.bet(id, 100n), [alreadyProcessed, failed]);
        t.expect('its bet, without check 41', await t.bet(id, 100n, { check: '21,31' }), [alreadyProcessed, failed]);
        await t.expectBalance('nothing was taken', balance);
      },
    },
    {
      id: 'money.cancel.before-win',
      requirement: 'A cancel that comes before its win answers 42, and the win moves nothing when it comes.',
      source: 'a cancel may name a win',
      hint: tombstone,
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id), unknownTransaction, balance);
        t.expect('its win, later', await t.win(id, 100n), [alreadyProcessed, failed]);
        await t.expectBalance('nothing was paid', balance);
      },
    },
    {
      id: 'money.cancel.race',
      requirement: 'A bet and its cancel up to 50 ms apart end with the stake where it was.',
      source: 'a cancel is sent when the bet timed out',
      hint: `${tombstone} Bet and cancel of one id must wait for each other.`,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        for (const gapMs of [0, 0, 1, 2, 5, 10, 20, 50]) {
          const id = t.newId();
          const bet = t.bet(id, 100n);
          await new Promise((resolve) => setTimeout(resolve, gapMs));
          t.expect('the cancel', await t.cancel(id), [accepted, unknownTransaction]);
          await bet;
          await t.expectBalance(`the bet was cancelled ${gapMs} ms after it was sent`, balance);
        }
      },
    },
    {
      id: 'money.cancel.parallel',
      requirement: 'Ten identical cancels at the same time give the stake back once.',
      source: 'cancel, result 0',
      hint: 'Mark the transaction as cancelled under the condition that it was not, in the same statement or transaction as the refund.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), accepted);
        await Promise.all(Array.from({ length: 10 }, () => t.cancel(id)));
        await t.expectBalance('the stake was given back once', balance);
      },
    },
    {
      id: 'money.cancel.win',
      requirement: 'A cancelled win is taken back, once.',
      source: 'cancel of a win takes the winnings back',
      hint: 'A cancel names a bet or a win: look which it was, and move the amount the other way.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('the win', await t.win(id, 300n), accepted);
        t.expect('its cancel', await t.cancel(id), accepted, balance);
        t.expect('the same cancel again', await t.cancel(id), accepted, balance);
        t.expect('the same win again', await t.win(id, 300n), alreadyProcessed, balance);
        await t.expectBalance('the win was taken back', balance);
      },
    },
    {
      id: 'money.cancel.win-spent',
      requirement: 'A cancelled win is taken back even when it was spent.',
      source: 'cancel of a win takes the winnings back',
      hint: 'Only here may a balance go negative; later bets answer 31.',
      needs: ['poor'],
      steps: async (t) => {
        const account = t.other('poor');
        const balance = await t.balanceOf(account);
        const [winId, betId] = [t.newId(), t.newId()];
        t.expect('the win', await t.win(winId, 300n, { account }), accepted);
        t.expect('a bet of all there is', await t.bet(betId, balance + 300n, { account }), accepted, 0n);
        t.expect('the cancel of the win', await t.cancel(winId, { account }), accepted, -300n);
        t.expect('a bet then', await t.bet(t.newId(), 1n, { account }), insufficientBalance, -300n);
        t.expect('the cancel of the bet', await t.cancel(betId, { account }), accepted, balance);
      },
    },
    {
      id: 'money.cancel.other-account',
      requirement: 'A cancel from another account than the transaction\'s moves nothing.',
      source: 'check 42',
      hint: 'Look the transaction up by trans_id and account; answer 42 when the account is another.',
      needs: ['second'],
      steps: async (t) => {
        const account = t.other('second');
        const [balance, others] = [await t.balanceOfAtLeast(100n), await t.balanceOf(account)];
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), accepted);
        t.expect('its cancel from another account', await t.cancel(id, { account }), [unknownTransaction, failed]);
        await t.expectBalance('the stake is still taken', balance - 100n);
        await t.expectBalance('nothing was given to the second account', others, account);
        t.expect('its own cancel', await t.cancel(id), accepted, balance);
      },
    },
    {
      id: 'money.cancel.before-other-account',
      requirement: 'A transaction whose cancel came first moves nothing, whichever account it comes for.',
      source: 'a cancel is sent when the bet timed out; trans_id is unique for each transaction',
      hint: tombstone,
      needs: ['second'],
      steps: async (t) => {
        const account = t.other('second');
        const others = await t.balanceOfAtLeast(100n, account);
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id), unknownTransaction);
        t.expect('the bet, for another account', await t.bet(id, 100n, { account }), [alreadyProcessed, failed]);
        await t.expectBalance('nothing was taken', others, account);
      },
    },
    {
      id: 'money.refused.then-cancelled',
      requirement: 'A refused bet is not given back by its cancel, and is not taken after it.',
      source: 'a refused transaction is not recorded; check 42',
      hint: `Refund only what was taken. ${tombstone}`,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('a bet above the balance', await t.bet(id, balance + 1n), insufficientBalance);
        t.expect('its cancel', await t.cancel(id), unknownTransaction, balance);
        t.expect('the same id with an amount that is covered', await t.bet(id, 100n), [alreadyProcessed, failed]);
        await t.expectBalance('nothing moved', balance);
      },
    },
    {
      id: 'money.parallel.identical-wins',
      requirement: 'Twenty identical wins at the same time are paid once.',
      source: 'check 41',
      hint: uniqueKey,
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        await Promise.all(Array.from({ length: 20 }, () => t.win(id, 100n)));
        await t.expectBalance('twenty identical wins are one', balance + 100n);
      },
    },
    {
      id: 'money.bet.after-cancel',
      requirement: 'The same bet after its cancel moves nothing, whether check 41 is asked for or not.',
      source: 'check 41; a cancelled transaction stays cancelled',
      hint: 'Keep the cancelled transaction in its table; its id is spent.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), accepted);
        t.expect('its cancel', await t.cancel(id), accepted);
        t.expect('the bet again', await t.bet(id, 100n), alreadyProcessed, balance);
        t.expect('the bet again, without check 41', await t.bet(id, 100n, { check: '21' }), [alreadyProcessed, failed, accepted]);
        await t.expectBalance('nothing was taken', balance);
      },
    },
    {
      id: 'money.rounds.interleaved',
      requirement: 'Many rounds at the same time add up exactly.',
      source: 'bet, win and cancel, result 0',
      hint: 'Every movement in one database transaction of its own; no balance kept in memory.',
      steps: interleaved,
    },
  ]),
  ...cases('money', 'should', [
    {
      id: 'money.repeat.unasked.answer',
      requirement: 'Without check 41 an exact repeat answers 0, one with another amount does not, and one after its cancel answers 41.',
      source: 'a repeated request gets the same answer',
      hint: 'Compare the repeat with what was recorded.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('a bet', await t.bet(id, 100n, { check: '21' }), accepted);
        t.expect('the same again', await t.bet(id, 100n, { check: '21' }), accepted, balance - 100n);
        for (const other of [{ amount: 50n }, { amount: 100n, round: 'another' }]) {
          t.expect('the same id, but not the same bet', await t.bet(id, other.amount, { check: '21', ...other }), [failed, alreadyProcessed]);
        }
        t.expect('its cancel', await t.cancel(id), accepted);
        t.expect('the same once more', await t.bet(id, 100n, { check: '21' }), alreadyProcessed, balance);
      },
    },
    {
      id: 'money.cancel.refused',
      requirement: 'A cancel that is refused with 22 leaves nothing behind: the transaction is taken when it comes.',
      source: 'check 22',
      hint: 'Remember a cancel only when it answers 42.',
      needs: ['blocked'],
      steps: async (t) => {
        const account = t.other('blocked');
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id, { account, check: '21,22,42' }), inactiveAccount);
        t.expect('a win of 0 with its id', await t.win(id, 0n, { account, check: '21,41' }), accepted);
      },
    },
    {
      id: 'money.bet.zero',
      requirement: 'A bet of 0 is taken and recorded, as for a spin that a bonus pays for.',
      source: 'amount is never negative; a bonus call stakes nothing',
      hint: 'Allow amount 0 in bets.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('a bet of 0', await t.bet(id, 0n), accepted, balance);
        t.expect('its status', await t.status(id), accepted);
      },
    },
    {
      id: 'money.refused.then-payable',
      requirement: 'A bet that was refused with 31 is taken when it comes again and there is enough.',
      source: 'a refused transaction is not recorded',
      hint: 'Record a transaction only when it moved something.',
      needs: ['poor'],
      steps: async (t) => {
        const account = t.other('poor');
        const balance = await t.balanceOf(account);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, balance + 100n, { account }), insufficientBalance);
        t.expect('a win', await t.win(t.newId(), 100n, { account }), accepted);
        t.expect('the same bet again', await t.bet(id, balance + 100n, { account }), accepted, 0n);
      },
    },
    {
      id: 'money.cancel.before-bet.again',
      requirement: 'A cancel of an unknown transaction answers 42 each time, and so does its status.',
      source: 'check 42; a repeated request gets the same answer',
      hint: 'What is remembered of a cancel that came first is not a transaction.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        for (const which of ['first', 'second']) t.expect(`the ${which} cancel`, await t.cancel(id), unknownTransaction, balance);
        t.expect('the status', await t.status(id), unknownTransaction);
      },
    },
    {
      id: 'money.status.other-account',
      requirement: 'The status of another account\'s transaction answers 42.',
      source: 'check 42',
      hint: 'Look the transaction up by trans_id and account.',
      needs: ['second'],
      steps: async (t) => {
        const id = t.newId();
        t.expect('a win', await t.win(id, 0n), accepted);
        t.expect('its status from another account', await t.status(id, { account: t.other('second') }), unknownTransaction);
      },
    },
  ]),
];

/** Twelve rounds of bet and win at the same time, every fourth of them cancelled. */
async function interleaved(t: Trial): Promise<void> {
  const balance = await t.balanceOfAtLeast(2_400n);
  const rounds = Array.from({ length: 12 }, async (_, n) => {
    const [betId, winId] = [t.newId(), t.newId()];
    const round = `many${betId}`;
    t.expect('a bet', await t.bet(betId, 200n, { round }), accepted);
    if (n % 4 === 0) {
      t.expect('its cancel', await t.cancel(betId), accepted);
      return 0n;
    }
    t.expect('its win', await t.win(winId, BigInt(n) * 7n, { round }), accepted);
    return BigInt(n) * 7n - 200n;
  });
  const moved = (await Promise.all(rounds)).reduce((sum, delta) => sum + delta, 0n);
  await t.expectBalance('all rounds together', balance + moved);
}
