/** A fixed conversation with an operator, through all that it can be asked. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AnyContract } from '../../../src/contract/contract.ts';
import type { Accounts } from './ledger.ts';
import type { TestOperator } from './operator.ts';

export const token = 'Secret-token';

const players = [
  'anna',
  'bert',
  'carl',
  'dora',
  'emil',
  'fred',
  'gina',
  'hugo',
  'ines',
  'jane',
  'kurt',
  'lena',
  'mona',
  'nils',
  'otto',
  'pia',
  'quin',
  'rosa',
  'saul',
  'tina',
  'ute',
  'vera',
  'walt',
  'abel',
  "o'hara",
];
export const accounts: Accounts = {
  ...Object.fromEntries(players.map((name) => [name, { balanceMinor: 10_000n }])),
  poor: { balanceMinor: 0n },
  idle: { balanceMinor: 10_000n, active: false },
};

export interface Step {
  readonly name: string;
  /** All that is seen of it from outside. */
  readonly seen: string;
}

type Part = () => Promise<string>;

type Id = number | string;

/** How one contract names transactions: by texts where a cancel has an id of its own, which is the same at every repeat. */
interface Names {
  of(id: Id): object;
  cancelled(account: string, id: Id): object;
}

function namesIn({ adapter }: AnyContract): Names {
  if (!adapter.cancelHasId) return { of: (id) => ({ trans_id: id }), cancelled: (_account, id) => ({ trans_id: id }) };
  return {
    of: (id) => ({ trans_guid: String(id) }),
    cancelled: (account, id) => ({ trans_guid: `cancel-${account}-${id}`, cancel_trans_guid: String(id) }),
  };
}

/** A cancel as v4 has it. */
function cancelOf(account: string, data: object, check = '21,22,41,43'): string {
  return JSON.stringify({ command: 'cancel', data: { account, ...data }, timestamp: '1', check });
}

/** The conversation, step by step, always in this order. */
export async function* converse({ url }: TestOperator, contract: AnyContract): AsyncGenerator<Step> {
  const names = namesIn(contract);

  async function post(body: string, headers: Record<string, string> = {}, method = 'POST'): Promise<string> {
    const given = { 'callback-token': token, 'content-type': 'application/json', ...headers };
    try {
      const response = await fetch(url, { method, headers: given, body, signal: AbortSignal.timeout(1_000) });
      const text = await response.text();
      // A stack differs from one machine to the next.
      return `${response.status} ${response.headers.get('content-type') ?? ''} ${text.includes('    at ') || text.includes('\\n') ? 'a stack trace' : text}`;
    } catch (error) {
      return error instanceof DOMException ? 'late' : 'disconnected';
    }
  }
  const send = (command: string, data: object, check: string): Promise<string> =>
    post(JSON.stringify({ command, data, timestamp: '1600000001', check }));
  const bet =
    (account: string, id: Id, amount: number, check = '21,22,41,31', round = `r${id}`): Part =>
    () =>
      send('bet', { account, ...names.of(id), round_id: round, amount }, check);
  const win =
    (account: string, id: Id, amount: number, check = '21,22,41', round = `r${id}`): Part =>
    () =>
      send('win', { account, ...names.of(id), round_id: round, amount }, check);
  const cancel =
    (account: string, id: Id, check = '21,22,42'): Part =>
    () =>
      send('cancel', { account, ...names.cancelled(account, id) }, check);
  const status =
    (account: string, id: Id, check = '21,42'): Part =>
    () =>
      send('status', { account, ...names.of(id) }, check);
  const balance =
    (account: string, check = '21,22'): Part =>
    () =>
      send('balance', { account }, check);
  const authenticate =
    (account: string, check = '21'): Part =>
    () =>
      send('authenticate', { account }, check);
  const raw =
    (body: string, headers: Record<string, string> = {}, method = 'POST'): Part =>
    () =>
      post(body, headers, method);
  const idAs = (command: string, account: string, id: string): Part =>
    raw(
      `{"command":"${command}","data":{"account":"${account}","trans_id":${id},"round_id":"r","amount":1},"timestamp":"1","check":""}`,
    );
  /** Together; the order of the answers is chance. */
  const parallel =
    (...parts: Part[]): Part =>
    async () =>
      (await Promise.all(parts.map((part) => part()))).toSorted().join(' | ');
  const times = (count: number, part: (n: number) => Part): Part[] =>
    Array.from({ length: count }, (_item, n) => part(n));
  const odd = (data: object, change: object = {}): Part =>
    raw(
      JSON.stringify({
        command: 'bet',
        data: { account: 'quin', ...names.of(900), round_id: 'r', amount: 1, ...data },
        timestamp: '1',
        check: '21,22,41,31',
        ...change,
      }),
    );

  const exactIds: [string, ...Part[]][] = [
    [
      'exact ids',
      ...['9007199254740993', '9007199254740992', '"9223372036854775807"'].flatMap((id) => [
        idAs('bet', 'ines', id),
        idAs('status', 'ines', id),
      ]),
      balance('ines'),
      ...['0', '-1', '"05"', '"abc"', '9223372036854775808', '1.5'].map((id) => idAs('win', 'ines', id)),
    ],
  ];
  const guids = ['Straße-é', 'strasse-é', 'Straße-e\u0301', 'x'.repeat(64), `${'x'.repeat(63)}y`, `o'hara" OR 1`];
  const exactGuids: [string, ...Part[]][] = [
    ['exact ids', ...guids.flatMap((id) => [bet('ines', id, 1), status('ines', id)]), balance('ines')],
    [
      'ids outside the contract',
      ...['', ' x', 'x ', 'a\nb', 'x'.repeat(65)].map((id) => win('ines', id, 1)),
      raw(cancelOf('ines', { trans_guid: 'self', cancel_trans_guid: 'self' })),
      raw(cancelOf('ines', { trans_guid: 'own', cancel_trans_guid: 'a', cancle_trans_guid: 'b' })),
      raw(cancelOf('ines', { trans_guid: 'own' })),
      raw(cancelOf('ines', { cancel_trans_guid: 'a' })),
      raw(cancelOf('ines', { trans_guid: 'own', cancel_trans_guid: 'a', amount: -1 })),
    ],
    [
      'ids of cancels',
      bet('abel', 'bet', 10),
      bet('abel', 'other', 10),
      // The same again; another of the same; the id of one as another's; of what is a bet.
      raw(cancelOf('abel', { trans_guid: 'c1', cancel_trans_guid: 'bet', amount: 99 })),
      raw(cancelOf('abel', { trans_guid: 'c1', cancel_trans_guid: 'bet' })),
      raw(cancelOf('abel', { trans_guid: 'c1', cancel_trans_guid: 'bet' }, '21,43')),
      raw(cancelOf('abel', { trans_guid: 'c2', cancle_trans_guid: 'bet' })),
      raw(cancelOf('abel', { trans_guid: 'c1', cancel_trans_guid: 'other' })),
      raw(cancelOf('abel', { trans_guid: 'c1', cancel_trans_guid: 'other' }, '21,43')),
      raw(cancelOf('abel', { trans_guid: 'bet', cancel_trans_guid: 'other' })),
      // A cancel is a transaction, but no target.
      raw(cancelOf('abel', { trans_guid: 'c3', cancel_trans_guid: 'c1' })),
      status('abel', 'c1'),
      status('abel', 'c3'),
      bet('abel', 'c2', 1),
      win('abel', 'c2', 1, '21'),
      // Of the unknown, whose own ids are not spent.
      raw(cancelOf('abel', { trans_guid: 'c4', cancel_trans_guid: 'later' })),
      raw(cancelOf('abel', { trans_guid: 'c4', cancel_trans_guid: 'later' }, '21,22,42,43')),
      raw(cancelOf('abel', { trans_guid: 'later', cancel_trans_guid: 'other' })),
      bet('abel', 'c4', 1),
      bet('abel', 'later', 1),
    ],
  ];
  const steps: [string, ...Part[]][] = [
    [
      'the ordinary day',
      authenticate('anna'),
      balance('anna'),
      bet('anna', 1, 10.55, undefined, 'day'),
      balance('anna'),
      win('anna', 2, 20.07, undefined, 'day'),
      status('anna', 1),
      status('anna', 2),
      bet('anna', 3, 0),
      status('anna', 3),
      win('anna', 4, 0),
    ],
    [
      'repeats',
      bet('bert', 10, 10),
      win('bert', 11, 5),
      bet('bert', 10, 10),
      win('bert', 11, 5),
      balance('bert'),
      status('bert', 10),
    ],
    [
      'repeats without 41',
      bet('bert', 10, 10, '21'),
      win('bert', 11, 5, '21'),
      bet('bert', 10, 20, '21'),
      balance('bert'),
    ],
    [
      'conflicts',
      bet('bert', 10, 20),
      bet('carl', 10, 10),
      win('bert', 10, 10),
      bet('bert', '10', 10),
      balance('bert'),
      balance('carl'),
    ],
    ['a repeat after many others', ...times(5, (n) => bet('bert', 20 + n, 1)), bet('bert', 10, 10), balance('bert')],
    [
      'cancels of a bet',
      bet('carl', 30, 40),
      cancel('dora', 30),
      status('dora', 30),
      status('carl', 30),
      cancel('carl', 30),
      cancel('carl', 30),
      status('carl', 30),
      bet('carl', 30, 40, '21'),
      bet('carl', 30, 40),
      balance('carl'),
    ],
    ['odd cents', win('rosa', 300, 0.29), bet('rosa', 301, 19.99)],
    [
      'repeats of a win',
      win('saul', 310, 5),
      win('saul', 310, 7),
      win('saul', 310, 5, '21'),
      win('tina', 310, 5),
      cancel('tina', 310),
      balance('saul'),
      ...times(5, (n) => win('saul', 311 + n, 1)),
      win('saul', 310, 5),
      cancel('saul', 310),
      win('saul', 310, 5, '21'),
      cancel('saul', 320),
      win('saul', 320, 5, '21'),
      balance('saul'),
    ],
    [
      'a settled round',
      bet('ute', 330, 10, undefined, 'set'),
      win('ute', 331, 30, undefined, 'set'),
      cancel('ute', 330),
      cancel('ute', 331),
    ],
    ['an id in another round', bet('ute', 332, 1), bet('ute', 332, 1, undefined, 'other'), balance('ute')],
    ['large sums', win('vera', 340, 42_949_673.97), cancel('vera', 340)],
    ['many tombstones', ...times(5, (n) => cancel('vera', 350 + n)), bet('vera', 350, 1)],
    [
      'spoilt wins',
      win('walt', 370, -5),
      raw(
        JSON.stringify({
          command: 'win',
          data: { account: 'walt', ...names.of(371), round_id: 'r', amount: 5 },
          timestamp: '1',
          check: '21',
        }),
        { 'callback-token': 'wrong' },
      ),
    ],
    ['the name of a game', odd({ account: 'walt', ...names.of(372), game_name: "Gonzo's Quest" })],
    [
      'parallel cancels of a win',
      win('walt', 360, 5),
      parallel(...times(8, () => cancel('walt', 360))),
      balance('walt'),
    ],
    [
      'cancels of a win',
      win('dora', 40, 50),
      cancel('dora', 40),
      status('dora', 40),
      win('dora', 40, 50),
      balance('dora'),
      win('poor', 41, 50),
      bet('poor', 42, 50),
      cancel('poor', 41),
      bet('poor', 43, 0.01, ''),
      win('poor', 44, 50),
    ],
    [
      'cancels of the unknown',
      status('emil', 50),
      cancel('emil', 50),
      cancel('emil', 50),
      status('emil', 50),
      bet('emil', 50, 10, ''),
      bet('emil', 50, 10),
      win('fred', 50, 10),
      cancel('emil', 51),
      win('emil', 51, 10),
      balance('emil'),
    ],
    ['the unknown without 42', status('emil', 52, ''), cancel('emil', 53, ''), bet('emil', 53, 10)],
    [
      'refused bets',
      bet('fred', 60, 200),
      status('fred', 60),
      win('fred', 61, 150),
      bet('fred', 60, 200),
      bet('fred', 62, 900, '21'),
      cancel('fred', 62),
      bet('fred', 62, 1),
      balance('fred'),
      bet('fred', 63, 50),
      balance('fred'),
    ],
    ['the order of checks', bet('gina', 70, 60), bet('gina', 70, 60), bet('gina', 70, 60, '31,41')],
    ['unknown checks', bet('gina', 71, 1, '77,21,999')],
    [
      'an inactive player',
      balance('idle'),
      win('idle', 80, 5),
      win('idle', 80, 5, '21,41'),
      cancel('idle', 80),
      cancel('idle', 80, '21,42'),
      cancel('idle', 81),
      win('idle', 81, 5, ''),
    ],
    [
      'unknown accounts',
      authenticate('nobody'),
      balance('nobody', ''),
      win('nobody', 90, 1),
      balance('ANNA'),
      balance("o'hara"),
      balance("x'OR'1'='1"),
    ],
    [
      'exact money',
      win('hugo', 100, 0.1),
      win('hugo', 101, 0.2),
      ...times(3, (n) => bet('hugo', 102 + n, 0.07)),
      balance('hugo'),
      win('hugo', 110, 1_000_000),
    ],
    ...(contract.adapter.cancelHasId ? exactGuids : exactIds),
    ['parallel bets', parallel(...times(8, (n) => bet('jane', 200 + n, 1))), balance('jane')],
    [
      'parallel repeats of a bet',
      parallel(...times(8, () => bet('kurt', 210, 10, '21,22,41,31', 'same'))),
      balance('kurt'),
    ],
    [
      'parallel repeats of a win',
      parallel(...times(8, () => win('lena', 220, 10, '21,22,41', 'same'))),
      balance('lena'),
    ],
    ['parallel bets above the balance', parallel(...times(8, (n) => bet('mona', 230 + n, 100))), balance('mona')],
    ['parallel cancels', bet('nils', 240, 10), parallel(...times(8, () => cancel('nils', 240))), balance('nils')],
    // Either may come first; what counts is the balance when both are through.
    [
      'a cancel that overtakes its bet',
      async () => (await Promise.all([bet('otto', 250, 10)(), pause(10).then(cancel('otto', 250))]), ''),
      balance('otto'),
    ],
    [
      'load',
      async () => {
        const startedAt = performance.now();
        await Promise.all(times(20, (n) => bet('pia', 260 + n, 1)).map((part) => part()));
        return performance.now() - startedAt < 900 ? 'quick' : 'slow';
      },
    ],
    [
      'fields',
      odd({ amount: -5 }),
      odd({ amount: '1' }),
      odd({ amount: 0.005 }),
      odd({ amount: undefined }),
      odd({ round_id: undefined }),
      odd({ extra: 1, ...names.of(901) }, { request_timestamp: 1 }),
      odd({}, { data: null }),
      odd({}, { command: 'steal' }),
      odd({}, { command: 'toString' }),
      odd({}, { timestamp: 1 }),
    ],
    [
      'malformed bodies',
      raw('{'),
      raw(
        JSON.stringify({
          command: 'balance',
          data: { account: 'quin' },
          timestamp: '1',
          check: '',
          padding: 'x'.repeat(contract.maxBodyBytes),
        }),
      ),
      raw('{}', { 'content-type': 'text/plain' }),
      raw('{}', {}, 'PUT'),
      raw('[]'),
    ],
    [
      'tokens',
      ...['', 'Secret', 'secret-TOKEN', 'wrong'].flatMap((wrong) => [
        raw('{', { 'callback-token': wrong }),
        raw(JSON.stringify({ command: 'balance', data: { account: 'quin' }, timestamp: '1', check: '' }), {
          'callback-token': wrong,
        }),
      ]),
    ],
    ['the end', ...players.map((name) => balance(name))],
  ];
  for (const [name, ...parts] of steps) {
    for (const [index, part] of parts.entries()) yield { name: `${name}, ${index + 1}`, seen: await part() };
  }
}
