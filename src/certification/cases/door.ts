/** What strangers, and broken senders, may try at the door: never money moved, never a hang, never a 5xx. */
import { cases, type Requirement, said } from '../case.ts';
import { found, type Trial } from '../trial.ts';
import type { Dialect } from './dialects.ts';
import { harmless, traces } from './harmless.ts';
import { cancelItself, inputHint, mustRefuse, right, rightBet, withData } from './spoilt.ts';

/** Of a request that was not refused for what it is. */
const believed = ['alreadyProcessed', 'unknownTransaction', 'unknownTarget'] as const;

export const door: readonly Requirement[] = [
  ...cases('door', 'must', [
    ...mustRefuse.map(({ name, what, command = 'bet', spoil, ...only }) => ({
      ...only,
      id: `door.${name}`,
      quiet: true,
      requirement: (words: Dialect) => `${said(what, words)} moves nothing, and is answered without a crash.`,
      source: 'response 400; required fields, types and limits',
      hint: inputHint,
      steps: async (t: Trial) => {
        const balance = await t.balanceOfAtLeast(500n);
        const spoilt = spoil(right(t, command), t.words);
        const told = said(what, t.words);
        const answer = await t.raw(typeof spoilt === 'string' ? spoilt : JSON.stringify(spoilt));
        harmless(t, told, answer);
        // A repeat, or a transaction that is known or not: then it was believed.
        if (believed.some((result) => t.has(answer, result))) t.fail(`${told} refused for what it is`, found(answer));
        await t.expectBalance('the request was outside the contract', balance);
      },
    })),
    {
      id: 'door.cancel.itself',
      only: 'v4',
      requirement: 'A cancel that names itself moves nothing, and is answered without a crash.',
      source: 'response 400; cancel_trans_guid is never that of the cancel itself',
      hint: 'Refuse it with HTTP 400 and result 99.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        const id = t.newId();
        t.expect('a bet', await t.bet(id, 500n), 'accepted');
        harmless(t, 'a cancel that names itself', await cancelItself(t, id));
        await t.expectBalance('the stake is still taken', balance - 500n);
        t.expect('its cancel', await t.cancel(id), 'accepted', balance);
      },
    },
    {
      id: 'door.media-type',
      quiet: true,
      requirement: 'A body that is not sent as JSON moves nothing, and is answered without a crash.',
      source: 'response 415',
      hint: 'Accept only application/json.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        // Web servers answer this by themselves, and may say it in HTML.
        harmless(
          t,
          'a form',
          await t.raw(`command=bet&account=${t.target.account}&amount=5`, {
            'content-type': 'application/x-www-form-urlencoded',
          }),
          traces,
        );
        await t.expectBalance('it was not JSON', balance);
      },
    },
    {
      id: 'door.method',
      quiet: true,
      requirement: 'A callback that is not sent with POST moves nothing.',
      source: 'response 405',
      hint: 'Route only POST to the callback.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        harmless(t, 'PUT', await t.raw(JSON.stringify(rightBet(t)), {}, { method: 'PUT' }), traces);
        await t.expectBalance('it was not sent with POST', balance);
      },
    },
    {
      id: 'door.method.get',
      quiet: true,
      requirement: 'A callback that is sent with GET, in its body or its query, moves nothing.',
      source: 'response 405',
      hint: 'Route only POST to the callback, and read nothing from the query.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        const bet = rightBet(t);
        harmless(t, 'GET', await t.raw(JSON.stringify(bet), {}, { method: 'GET', newConnection: true }), traces);
        const query = {
          command: bet.command,
          check: bet.check,
          timestamp: bet.timestamp,
          amount: '5',
          account: t.target.account,
        };
        harmless(
          t,
          'GET with a query',
          await t.raw('', {}, { method: 'GET', query: { ...query, trans_id: String(t.newId()) } }),
          traces,
        );
        await t.expectBalance('it was not sent with POST', balance);
      },
    },
    {
      id: 'door.amount.large',
      quiet: true,
      requirement: 'A bet of a large amount is refused like any other that the balance does not cover.',
      source: 'check 31; amount has up to 18 digits',
      hint: 'Use a column and a type that hold 18 digits.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        t.expect('a bet of a large amount', await t.bet(t.newId(), 10n ** 17n), ['insufficientBalance', 'failed']);
        await t.expectBalance('nothing was taken', balance);
      },
    },
    {
      id: 'door.amount.decimals',
      quiet: true,
      requirement: 'A bet or win with more decimals than the currency has is refused, never rounded.',
      source: 'amount has no more decimals than the currency',
      hint: 'Refuse it with HTTP 400 and result 99.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        // Half of the smallest unit, too, which some round up and some to the even, and so little that it is cut off.
        for (const last of ['1', '5', '01', '000001']) {
          const amount = JSON.rawJSON(`0.${'0'.repeat(t.target.currencyDecimals)}${last}`);
          for (const command of ['bet', 'win'] as const) {
            const spoilt = withData({ amount })(right(t, command));
            harmless(t, `a ${command} of too many decimals`, await t.raw(JSON.stringify(spoilt)));
          }
        }
        await t.expectBalance('the amount was refused', balance);
      },
    },
    {
      id: 'door.body.large',
      requirement: 'A body of 1 MiB is answered, or the connection closed, without a crash or a hang.',
      source: 'response 413',
      hint: 'Limit the size of a body, and refuse a larger one before reading it whole.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        const bet = rightBet(t);
        const answer = await t.raw(
          JSON.stringify({ ...bet, data: { ...bet.data, padding: 'x'.repeat(2 ** 20) } }),
          {},
          { newConnection: true },
        );
        // To close the connection on such a body is an answer too; to take a well-formed bet is another.
        const { received, problem } = answer.exchange;
        if (!received && problem?.startsWith('no answer')) t.fail('an answer, or a closed connection', problem);
        if (received && received.httpStatus >= 500) t.fail('an answer that is no server error', found(answer));
        await t.expectBalance(
          'the body was too large, or the bet was taken once',
          t.has(answer, 'accepted') ? balance - 500n : balance,
        );
      },
    },
  ]),
];
