/** What strangers, and broken senders, may try at the door: never money moved, never a hang, never a 5xx. */
import { cases, type Requirement, said } from '../case.ts';
import type { Data } from '../requests.ts';
import { found, type Trial } from '../trial.ts';
import type { Answer } from '../answer.ts';
import type { Dialect, Id } from './dialects.ts';
import { harmless, traces } from './harmless.ts';
import { mustRefuse, right, rightBet, withData } from './spoilt.ts';

const inputHint =
  'Validate the request against the contract before any work, and answer what is outside of it with HTTP 400 and result 99.';

/** Of a request that was not refused for what it is. */
const believed = ['alreadyProcessed', 'unknownTransaction', 'unknownTarget'] as const;

/** What a careful receiver refuses, though no money is lost if it does not. */
interface Lenient {
  readonly name: string;
  readonly only?: string;
  readonly what: string;
  readonly send: (t: Trial) => Promise<Answer>;
}

const lenient: readonly Lenient[] = [
  {
    name: 'round.missing',
    what: 'A win without round_id',
    send: (t) => t.raw(JSON.stringify(lossWith(t, { round_id: undefined }))),
  },
  ...(['blanks', 'zeros'] as const).map((name): Lenient => ({
    name: `id.${name}`,
    only: 'v1',
    what: name === 'blanks' ? 'A trans_id with blanks around it' : 'A trans_id with zeros before it',
    send: (t) => {
      const digits = String(t.newId());
      return t.raw(JSON.stringify(lossWith(t, { trans_id: name === 'blanks' ? ` ${digits} ` : `00${digits}` })));
    },
  })),
  ...(
    [
      ['missing', undefined],
      ['number', 21],
    ] as const
  ).map(([name, check]): Lenient => ({
    name: `check.${name}`,
    what: name === 'missing' ? 'A callback without check' : 'A check that is a number',
    send: (t) => t.raw(JSON.stringify({ ...lossWith(t), check })),
  })),
  {
    name: 'id.number',
    only: 'v4',
    what: 'A trans_guid that is a number',
    send: (t) => t.raw(JSON.stringify(lossWith(t, { trans_guid: Date.now() }))),
  },
  ...(['long', 'blank'] as const).map((name): Lenient => ({
    name: `id.${name}`,
    only: 'v4',
    what: name === 'long' ? 'A trans_guid of 65 characters' : 'A trans_guid that ends with a blank',
    send: (t) => {
      const id = String(t.newId());
      return t.raw(JSON.stringify(lossWith(t, { trans_guid: name === 'long' ? id.padEnd(65, 'x') : `${id} ` })));
    },
  })),
  {
    name: 'cancel.id.missing',
    only: 'v4',
    what: 'A cancel without a trans_guid of its own',
    send: (t) => cancelLoss(t, { trans_guid: undefined }),
  },
  {
    name: 'cancel.amount.negative',
    only: 'v4',
    what: 'A cancel of a negative amount',
    send: (t) => cancelLoss(t, { amount: -5 }),
  },
  {
    name: 'cancel.amount.string',
    only: 'v4',
    what: 'A cancel whose amount is a string',
    send: (t) => cancelLoss(t, { amount: '0' }),
  },
  {
    name: 'media-type.text',
    what: 'A callback sent as text/plain',
    send: (t) => t.raw(JSON.stringify(lossWith(t)), { 'content-type': 'text/plain' }),
  },
  {
    name: 'body.limit',
    what: 'A body of 200 KiB',
    send: (t) =>
      t.raw(JSON.stringify({ ...lossWith(t), padding: 'x'.repeat(200 * 1_024) }), {}, { newConnection: true }),
  },
];

/** A win of 0, which is right but for these fields. */
function lossWith(t: Trial, more: Data = {}): object {
  return t.request('win', t.movementData('win', t.newId(), 0n, { more }), '21');
}

/** A win of 0 is taken, and cancelled by what is right but for these fields. */
async function cancelLoss(t: Trial, more: Data): Promise<Answer> {
  const id = t.newId();
  t.expect('a win of 0', await t.win(id, 0n), 'accepted');
  return t.raw(JSON.stringify(t.request('cancel', t.cancelData(id, { more }), '21')));
}

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
        // Half of the smallest unit, too, which some round up and some to the even.
        for (const last of [1, 5]) {
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
  ...cases('door', 'should', [
    ...lenient.map(({ name, what, send, ...only }) => ({
      ...only,
      id: `door.${name}`,
      quiet: true,
      requirement: `${what} is refused.`,
      source: 'responses 400, 413 and 415',
      hint: inputHint,
      steps: async (t: Trial) => {
        const answer = await send(t);
        if (t.has(answer, 'accepted')) t.fail(`${what} refused`, found(answer));
      },
    })),
    {
      id: 'door.cancel.itself.answer',
      quiet: true,
      only: 'v4',
      requirement: 'A cancel that names itself is answered with HTTP 400 and result 99.',
      source: 'response 400',
      hint: inputHint,
      steps: async (t) => {
        const answer = await cancelItself(t, t.newId());
        if (answer.exchange.received?.httpStatus !== 400 || !t.has(answer, 'failed'))
          t.fail('HTTP 400 with result 99', found(answer));
      },
    },
    {
      id: 'door.violation.message',
      quiet: true,
      requirement: 'The answer to a violation names the field.',
      source: 'response 400, message',
      hint: 'Put what is wrong with which field into message.',
      steps: async (t) => {
        const bet = withData({ amount: -5 })(rightBet(t));
        const answer = await t.raw(JSON.stringify(bet));
        if (!answer.text.includes('amount')) t.fail('a message that names data.amount', found(answer));
      },
    },
    {
      id: 'door.violation.envelope',
      quiet: true,
      requirement: 'What is outside the contract is answered with HTTP 400 and result 99.',
      source: 'response 400',
      hint: inputHint,
      steps: async (t) => {
        const answer = await t.raw('{"command":');
        if (answer.exchange.received?.httpStatus !== 400 || !t.has(answer, 'failed'))
          t.fail('HTTP 400 with result 99', found(answer));
      },
    },
  ]),
];

function cancelItself(t: Trial, id: Id): Promise<Answer> {
  return t.raw(JSON.stringify(t.request('cancel', t.cancelData(id, { cancelId: id }), '21,22,41,43')));
}
