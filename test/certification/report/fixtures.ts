import type {
  CaseFacts,
  CaseResult,
  Certification,
  Exchange,
  Group,
  Level,
} from '../../../src/certification/verdict.ts';

/** What an operator might answer to hurt whoever reads the report. */
export const hostile = `</script><img src=x onerror=alert(1)></code></pre></td>"'&amp;]]><!--`;

export const facts = (id: string, group: Group, level: Level = 'must'): CaseFacts & { durationMs: number } => ({
  id,
  group,
  level,
  requirement:
    'A bet that is repeated with the same transaction id changes the balance once, and is answered as it was at first, also after other bets.',
  source: 'callbacks.md, "Idempotency": the operator must answer a repeated transaction as before',
  hint: 'Is the transaction id stored before the balance is changed, in the same database transaction? A unique index on it makes the second one wait.',
  durationMs: 41.6,
});

export const exchange = (body: string, more: Partial<Exchange> = {}): Exchange => ({
  title: 'bet',
  sent: {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: '(removed)' },
    body: '{"command":"bet","transaction_id":"t-1","amount":"1.00"}',
  },
  received: { httpStatus: 200, contentType: 'application/json; charset=utf-8', body },
  durationMs: 12.4,
  ...more,
});

export const passed = (id: string, group: Group, level?: Level): CaseResult => ({
  ...facts(id, group, level),
  outcome: 'passed',
});

export const failed = (
  id: string,
  group: Group,
  level: Level = 'must',
  exchanges: readonly Exchange[] = [exchange('{"balance":"9.00"}'), exchange('{"balance":"8.00"}')],
): CaseResult => ({
  ...facts(id, group, level),
  outcome: 'failed',
  expected: 'the balance 9.00, as after the first bet',
  found: 'the balance 8.00: the bet was booked twice',
  exchanges,
});

export const skipped = (id: string, group: Group, reason = 'no second account was given: --account2'): CaseResult => ({
  ...facts(id, group),
  outcome: 'skipped',
  reason,
});

export const notSetUp = (
  id: string,
  group: Group,
  reason = 'the balance is 0.50, and the case needs at least 5.00: put money on the account',
): CaseResult => ({
  ...facts(id, group),
  outcome: 'not-set-up',
  reason,
  exchanges: [exchange('{"balance":"0.50"}')],
});

export const certification = (results: readonly CaseResult[], more: Partial<Certification> = {}): Certification => ({
  url: 'https://wallet.example.com/callbacks/seamless',
  account: 'player1',
  startedAt: '2025-03-04T05:06:07.890Z',
  durationMs: 83_400,
  kitVersion: '0.1.0',
  contract: 'v1',
  contractVersion: '1.2.0',
  strict: false,
  results,
  moved: ['12 bets and 9 wins were made on player1.', 'The balance of player1 is 100.00, as it was before.'],
  ...more,
});

/** What the provider's panel will show, from an operator that would hurt. */
const shown: CaseResult = {
  ...passed('panel.scenario.bet', 'panel'),
  note: `a note ${hostile}`,
  scenario: {
    command: 'bet',
    check: '21,22,41,31',
    result: 0,
    balanceBefore: '10.00',
    balanceAfter: '9.00',
    exchange: exchange(`{"result":0,"x":"${hostile}"}`),
  },
};

const silent: Exchange = {
  title: 'win',
  sent: { method: 'POST', headers: {}, body: '{"command":"win"}' },
  problem: 'no answer within 3 seconds',
  durationMs: 3001,
};

/** Every outcome in every group. */
export const everything: readonly CaseResult[] = [
  passed('panel.balance', 'panel'),
  passed('panel.authenticate', 'panel', 'should'),
  failed('money.bet-twice', 'money'),
  failed('money.win-is-late', 'money', 'must', [exchange('{"balance":"1.00"}'), silent]),
  passed('money.cancel-first', 'money'),
  skipped('money.two-accounts', 'money'),
  notSetUp('money.bet-of-all', 'money'),
  failed('protocol.content-type', 'protocol', 'should', []),
  failed('protocol.hostile', 'protocol', 'must', [
    exchange(hostile),
    exchange(`${hostile} \u0000\u001b[31m\u009b\r\n\t\uD800 \uFFFE \u202E ${'x'.repeat(900)}`),
  ]),
  passed('door.no-token', 'door'),
];

/** All kinds of runs by name. */
export const runs: Readonly<Record<string, Certification>> = {
  everything: certification(everything),
  'everything, strict': certification(everything, { strict: true }),
  'what the panel will show': certification([shown]),
  certified: certification([passed('panel.balance', 'panel'), skipped('money.two', 'money')]),
  'certified, a should failed': certification([
    passed('panel.balance', 'panel'),
    failed('door.late', 'door', 'should'),
  ]),
  'a should failed, strict': certification([passed('panel.balance', 'panel'), failed('door.late', 'door', 'should')], {
    strict: true,
  }),
  'only skipped': certification([skipped('money.two', 'money')]),
  'not set up': certification([passed('panel.balance', 'panel'), notSetUp('money.all', 'money')]),
  'could not run': certification([], {
    couldNotRun: `The wallet did not answer.\nIs ${hostile} the right URL?\u0001`,
    moved: [],
  }),
  'could not run to the end': certification([passed('panel.balance', 'panel'), notSetUp('money.all', 'money')], {
    couldNotRun: 'The wallet went away.',
  }),
  'could not pass': certification([passed('panel.balance', 'panel')], {
    couldNotPass: `it hangs: ${hostile}`,
  }),
  interrupted: certification([passed('panel.balance', 'panel')], {
    couldNotRun: 'the run was interrupted',
    interrupted: true,
  }),
  'nothing at all': certification([], { moved: [] }),
  'hostile names': certification([failed(`${hostile}\u0001\n`, 'money'), failed(`${hostile}\u0001 `, 'money')], {
    url: `javascript:${hostile}`,
    account: hostile,
    startedAt: hostile,
    kitVersion: hostile,
    contract: hostile,
    contractVersion: hostile,
    moved: [hostile],
  }),
};
