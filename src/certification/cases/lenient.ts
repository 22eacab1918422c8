/** What strangers may send and should be refused, though no money is lost where it is not, and how that is told. */
import { cases, type Requirement } from '../case.ts';
import type { Data } from '../requests.ts';
import { found, type Trial } from '../trial.ts';
import type { Answer } from '../answer.ts';
import { cancelItself, inputHint, rightBet, withData } from './spoilt.ts';

/** What a careful receiver refuses, though no money is lost if it does not. */
interface Lenient {
  readonly name: string;
  readonly only?: string;
  readonly what: string;
  readonly send: (t: Trial) => Promise<Answer>;
}

const leniences: readonly Lenient[] = [
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

export const lenient: readonly Requirement[] = [
  ...cases('door', 'should', [
    ...leniences.map(({ name, what, send, ...only }) => ({
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
