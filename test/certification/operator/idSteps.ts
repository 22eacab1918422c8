/** Ids to the last digit or letter, and those outside the contract. */
import type { Speaker, Steps } from './speaker.ts';

/** A cancel as v4 has it. */
function cancelOf(account: string, data: object, check = '21,22,41,43'): string {
  return JSON.stringify({ command: 'cancel', data: { account, ...data }, timestamp: '1', check });
}

export function idSteps({ contract, bet, win, status, balance, raw, idAs }: Speaker): Steps {
  const exactIds: Steps = [
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
  const exactGuids: Steps = [
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
  return contract.adapter.cancelHasId ? exactGuids : exactIds;
}
