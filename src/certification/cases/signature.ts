/** What an operator that verifies signatures does with those that are right, and with those that are not. */
import { randomBytes, randomUUID } from 'node:crypto';
import { signatureHeaders, signerWith, signatureToleranceSeconds } from '../../contract/signature.ts';
import { cases, type Requirement } from '../case.ts';
import { NotSetUp } from '../failure.ts';
import { found, type Trial } from '../trial.ts';
import { rightBet } from './spoilt.ts';

type Headers = Readonly<Record<string, string | undefined>>;

const source = 'parameters of the callback: Webhook-Id, Webhook-Timestamp, Webhook-Signature';
const needs = ['signature'] as const;
const hint =
  'Make the HMAC-SHA256 over "id.timestamp.body", with the body byte for byte as it came, before anything parses it; take a callback when any of the signatures is right under any secret that is valid; and answer all others as a wrong token.';

/** Twice of what is tolerated, so that no clock that is a little off decides it. */
const farOffMs = 2 * signatureToleranceSeconds * 1_000;

const wrongs: readonly (readonly [name: string, what: string, headers: (t: Trial, body: string) => Headers])[] = [
  [
    'missing',
    'A callback without a signature',
    () => Object.fromEntries(Object.values(signatureHeaders).map((name) => [name, undefined])),
  ],
  ['secret', 'A callback signed by another secret', (_t, body) => signedBy(anotherSecret(), body)],
  ['body', 'A callback with the signature of another body', (t, body) => signedBy(secretOf(t), `${body} `)],
  [
    'id',
    'A callback with the signature of another Webhook-Id',
    (t, body) => ({ ...signedBy(secretOf(t), body), [signatureHeaders.id]: randomUUID() }),
  ],
  [
    'end',
    'A callback whose signature ends otherwise',
    (t, body) =>
      resigned(t, body, (signature) => `${signature.slice(0, -4)}${signature.endsWith('AAA=') ? 'BBB=' : 'AAA='}`),
  ],
  [
    'version',
    'A callback whose signature is of another version',
    (t, body) => resigned(t, body, (signature) => signature.replace(/^v1,/, 'v2,')),
  ],
  ['past', 'A callback that was signed long ago', (t, body) => signedBy(secretOf(t), body, -farOffMs)],
  ['future', 'A callback whose signature is of the future', (t, body) => signedBy(secretOf(t), body, farOffMs)],
];

export const signature: readonly Requirement[] = cases('door', 'should', [
  {
    id: 'door.signature.right',
    requirement:
      'A rightly signed callback is served, however its JSON is written, and with other signatures beside the right one.',
    source,
    hint,
    needs,
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(1_500n);
      t.expect('a signed bet', await t.raw(JSON.stringify(rightBet(t))), 'accepted', balance - 500n);
      const spaced = JSON.stringify(rightBet(t), null, 2);
      t.expect('a signed bet with blanks in its JSON', await t.raw(spaced), 'accepted', balance - 1_000n);
      const body = JSON.stringify(rightBet(t));
      t.expect('a bet with two signatures', await t.raw(body, signedTwice(t, body)), 'accepted', balance - 1_500n);
    },
  },
  ...wrongs.map(([name, what, headers]) => ({
    id: `door.signature.${name}`,
    quiet: true,
    requirement: `${what} answers 100 and moves nothing.`,
    source,
    hint,
    needs,
    steps: async (t: Trial) => {
      const balance = await t.balanceOfAtLeast(500n);
      const bet = JSON.stringify(rightBet(t));
      const answer = await t.raw(bet, headers(t, bet));
      if (!t.has(answer, 'wrongToken') || answer.exchange.received?.httpStatus !== 200)
        t.fail('HTTP 200 with result 100', found(answer));
      const question = JSON.stringify(t.request('balance', { account: t.target.account }, '21'));
      t.expect('a balance', await t.raw(question, headers(t, question)), 'wrongToken');
      await t.expectBalance('the signature was wrong', balance);
    },
  })),
]);

/** As while one secret replaces another: the right signature stands behind that of the other one. */
function signedTwice(t: Trial, body: string): Headers {
  const [id, nowMs] = [randomUUID(), Date.now()];
  const right = signerWith(secretOf(t))(id, body, nowMs);
  const other = signerWith(anotherSecret())(id, body, nowMs);
  const name = signatureHeaders.signature;
  return { ...right, [name]: `${other[name]} ${right[name]}` };
}

/** Rightly signed, but for this change. */
function resigned(t: Trial, body: string, change: (signature: string) => string): Headers {
  const signed = signedBy(secretOf(t), body);
  return { ...signed, [signatureHeaders.signature]: change(signed[signatureHeaders.signature] ?? '') };
}

function signedBy(secret: string, body: string, offMs = 0): Headers {
  return signerWith(secret)(randomUUID(), body, Date.now() + offMs);
}

function anotherSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The runner has made sure that it is there. */
function secretOf({ target }: Trial): string {
  if (target.signingSecret === undefined) throw new NotSetUp('no signing secret was given');
  return target.signingSecret;
}
