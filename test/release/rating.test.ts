import { expect, it } from 'vitest';
import type { Impact } from '../../scripts/contract/diff/change.ts';
import { changesBetween } from '../../scripts/contract/diff/changes.ts';
import { withoutMark } from '../../scripts/contract/contracts.ts';
import { contractOf } from '../../scripts/contract/diff/released.ts';
import type { Contract } from '../../scripts/contract/generate/contract.ts';

const base = await contractOf('v1', '1.0.0');
const text = { type: 'string', description: 'x', maxLength: 64 };
const schema = (name: string): string => `components/schemas/${name}`;
const command = (name: string): string => `webhooks/${name}/post`;

/** The contract with other values at some paths; `undefined` removes what is there. */
function changed(values: Record<string, unknown>): Contract {
  const revision = JSON.parse(JSON.stringify(base)) as Record<string, unknown>;
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('/').map((key) => key.replace('~1', '/'));
    const last = keys.pop() ?? '';
    let node = revision;
    for (const key of keys) node = node[key] as Record<string, unknown>;
    if (value !== undefined) node[last] = value;
    else if (Array.isArray(node)) node.splice(Number(last), 1);
    else Reflect.deleteProperty(node, last);
  }
  return withoutMark(JSON.stringify(revision));
}

/** What each change is to an operator who stays as it was. */
const seeded: [what: string, Impact, values: Record<string, unknown>][] = [
  ['a new optional request field', 'minor', { [schema('BetData/properties/campaign')]: text }],
  [
    'a new required request field',
    'minor',
    {
      [schema('BetData/properties/campaign')]: text,
      [schema('BetData/required')]: ['account', 'trans_id', 'round_id', 'amount', 'campaign'],
    },
  ],
  [
    'a request field that may be missing from now on',
    'major',
    { [schema('BetData/required')]: ['account', 'trans_id', 'amount'] },
  ],
  ['a request field that is gone', 'major', { [schema('BetData/properties/game_name')]: undefined }],
  ['longer values in a request', 'major', { [schema('GameCode/maxLength')]: 300 }],
  ['only shorter values in a request', 'patch', { [schema('GameCode/maxLength')]: 200 }],
  ['a new optional reply field', 'minor', { [schema('PresentBalance/properties/currency')]: text }],
  [
    'a new required reply field',
    'major',
    {
      [schema('PresentBalance/properties/currency')]: text,
      [schema('PresentBalance/required')]: ['balance', 'currency'],
    },
  ],
  ['a reply field that may be missing from now on', 'patch', { [schema('PresentBalance/required')]: [] }],
  ['a narrower balance in a reply', 'major', { [schema('Balance/maximum')]: 1_000 }],
  ['a wider balance in a reply', 'patch', { [schema('Balance/maximum')]: 1e17 }],
  ['shorter values in a field of requests and replies', 'major', { [schema('Account/maxLength')]: 10 }],
  ['longer values in a field of requests and replies', 'major', { [schema('Account/maxLength')]: 100 }],
  [
    'one more reply that may be given',
    'minor',
    { [schema('BetReply/anyOf/7')]: { $ref: '#/components/schemas/UnknownTransaction' } },
  ],
  ['a reply that may no longer be given', 'major', { [schema('BetReply/anyOf/2')]: undefined }],
  ['another code for a result', 'major', { [schema('InsufficientBalance/properties/result/const')]: 32 }],
  ['another name for a result', 'major', { [schema('Failed/x-result/name')]: 'broken' }],
  ['other words for a check', 'patch', { [schema('InsufficientBalance/x-result/check')]: 'there is enough' }],
  [
    'a new command',
    'minor',
    { 'webhooks/jackpot': { post: { ...base.webhooks['win']?.post, operationId: 'jackpot' } } },
  ],
  ['a command that is gone', 'major', { 'webhooks/status': undefined }],
  [
    'one more HTTP status that may be answered',
    'minor',
    { 'paths/~1callback/post/responses/503': { $ref: '#/components/responses/OutcomeUnknown' } },
  ],
  ['an HTTP status that may no longer be answered', 'major', { [`${command('bet')}/responses/405`]: undefined }],
  ['a token in another header', 'major', { 'components/securitySchemes/CallbackToken/name': 'X-Token' }],
  ['callbacks without a token', 'major', { security: [] }],
  ['a shorter deadline', 'major', { [`${command('bet')}/x-delivery/deadlineMs`]: 1 }],
  ['a longer deadline', 'minor', { [`${command('bet')}/x-delivery/deadlineMs`]: 60_000 }],
  ['fewer attempts', 'major', { [`${command('win')}/x-delivery/attempts`]: 1 }],
  ['more attempts', 'minor', { [`${command('win')}/x-delivery/attempts`]: 1_000 }],
  ['shorter delays', 'major', { [`${command('balance')}/x-delivery/delayMs/max`]: 1 }],
  ['longer delays', 'minor', { [`${command('balance')}/x-delivery/delayMs/max`]: 60_000 }],
  ['one more check', 'major', { [`${command('win')}/x-delivery/checks`]: '21,22,41,31' }],
  ['one check less', 'minor', { [`${command('win')}/x-delivery/checks`]: '21,22' }],
  ['repeats that a refusal does not end', 'major', { [`${command('win')}/x-delivery/until`]: 'accepted' }],
  ['no cancel after a lost bet', 'major', { [`${command('bet')}/x-delivery/whenUnresolved`]: 'nothing' }],
  ['a delivery term that no rule rates', 'major', { [`${command('bet')}/x-delivery/priority`]: 1 }],
  ['larger bodies', 'major', { 'paths/~1callback/post/requestBody/x-max-bytes': 1e9 }],
  ['only smaller bodies', 'minor', { 'paths/~1callback/post/requestBody/x-max-bytes': 1 }],
  ['other words', 'patch', { [`${command('bet')}/description`]: 'Takes money.' }],
  [
    'another example',
    'patch',
    { [`${command('bet')}/responses/200/content/application~1json/examples/bet.accepted/value/data/balance`]: 5 },
  ],
  [
    'one invalid example less',
    'patch',
    {
      [`${command('bet')}/requestBody/content/application~1json/x-invalid-examples/bet.contract-violation`]: undefined,
    },
  ],
];

it.concurrent.each(seeded)('%s is %s', async (_what, impact, values) => {
  const [worst] = await changesBetween(base, changed(values));
  expect(worst?.impact).toBe(impact);
});

it('the same contract, with another number and in another order, has no changes', async () => {
  const { webhooks, ...rest } = base;
  expect(await changesBetween(base, { webhooks, ...rest, info: { ...base.info, version: '7.0.0' } })).toEqual([]);
});

it('repeats that a refusal ends from now on are major', async () => {
  const repeated = changed({ [`${command('win')}/x-delivery/until`]: 'accepted' });
  expect(await changesBetween(repeated, base)).toMatchObject([
    { impact: 'major', what: expect.stringContaining('is not sent again') as string },
  ]);
});

it('a change is told once, where it is', async () => {
  const revision = changed({
    [`${command('bet')}/x-delivery/deadlineMs`]: 1,
    [schema('WinData/properties/campaign')]: text,
    'paths/~1callback/post/summary': 'x',
  });
  expect((await changesBetween(base, revision)).map(({ impact, where }) => `${impact} ${where}`)).toEqual([
    'major #/webhooks/bet/post/x-delivery/deadlineMs',
    'minor #/components/schemas/WinData/properties/campaign',
    'patch #/paths/~1callback/post/summary',
  ]);
});
