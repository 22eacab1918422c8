/** Each contract's adapter: what is meant comes over the wire as it was meant, and is sent as the contract documents it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/contract/adapter.ts';
import type { Play } from '../../src/contract/callback.ts';
import { codecOf } from '../../src/contract/codec.ts';
import type { AnyContract } from '../../src/contract/contract.ts';
import { v1, v4 } from '../../src/contract/contracts.ts';
import { parseJson } from '../../src/contract/json.ts';
import type { Command } from '../../src/contract/types.ts';
import { validateRequest } from '../../src/edge/validateRequest.ts';

const asked = { provider: 'p', checks: [] };

/** Carries an order over the wire, and tells what arrives. */
function carried(contract: AnyContract, command: Command, order: Order): unknown {
  const codec = codecOf(contract, 2);
  const data = contract.adapter.toData(order);
  // What is not sent is absent.
  expect(Object.values(data)).not.toContain(undefined);
  const text = codec.encodeRequest(command, { command, data, timestamp: '1', check: '' });
  const json = parseJson(text) ?? expect.fail(text);
  expect(validateRequest(contract, command, json.value as Record<string, unknown>)).toStrictEqual([]);
  const decoded = codec.decodeRequest(command, json);
  if ('violations' in decoded) return expect.fail(JSON.stringify(decoded.violations));
  const { provider, checks, ...callback } = contract.adapter.toCallback(command, decoded.message.data, asked);
  expect({ provider, checks }).toStrictEqual(asked);
  expect(Object.values('play' in callback ? { ...callback, ...callback.play } : callback)).not.toContain(undefined);
  return callback;
}

const whole = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const name = fc.stringMatching(/^[a-zA-Z0-9]{1,20}$/);
const common = { studio: whole, gameCode: name, gameType: name, type: whole, callId: whole };
const play = (more: object): fc.Arbitrary<Play> => fc.record({ ...common, ...more }, { requiredKeys: [] });
const contracts = [
  {
    contract: v1,
    id: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String),
    played: play({ gameName: name }),
    cancelled: fc.record(
      { studio: whole, gameCode: name, gameType: name, gameName: name, type: whole },
      { requiredKeys: [] },
    ),
    own: false,
  },
  {
    contract: v4,
    id: fc.stringMatching(/^[^\s\p{C}]{1,20}$/u),
    played: play({ sentAtMs: fc.maxSafeNat(), session: name }),
    cancelled: play({ sentAtMs: fc.maxSafeNat(), session: name }).map((given) => ({ type: 16, ...given })),
    own: true,
  },
];

describe.each(contracts)('the adapter of $contract.name', ({ contract, id, played, cancelled, own }) => {
  it('brings a bet, a win, a cancel and a status over the wire as they were meant', () => {
    const moved = fc.record({
      account: name,
      transactionId: id,
      roundId: name,
      amountMinor: fc.bigInt(0n, 10n ** 15n),
      play: played,
    });
    fc.assert(
      fc.property(moved, fc.tuple(id, id), cancelled, (movement, [one, other], told) => {
        for (const kind of ['bet', 'win'] as const)
          expect(carried(contract, kind, { ...movement, kind })).toEqual({ ...movement, kind });
        const { account } = movement;
        const named = own ? { targetId: `t${one}`, transactionId: `c${other}` } : { targetId: one };
        const cancel: Order = { kind: 'cancel', account, ...named, play: told };
        expect(carried(contract, 'cancel', cancel)).toEqual(cancel);
        const status: Order = { kind: 'status', account, transactionId: one };
        expect(carried(contract, 'status', status)).toStrictEqual(status);
        expect(carried(contract, 'balance', { kind: 'enquiry', account })).toStrictEqual({ kind: 'enquiry', account });
      }),
    );
  });

  it('tells what a request is about', () => {
    const data = contract.adapter.toData({
      kind: 'bet',
      account: 'a',
      transactionId: '7',
      roundId: 'r',
      amountMinor: 5n,
    });
    const subject = { account: 'a', transactionId: '7', roundId: 'r', amountMinor: 5n };
    expect(contract.adapter.subjectOf(data)).toStrictEqual(subject);
  });
});

it.each(['007', '0', '-1', '1.5', '', 'abc', String(2n ** 63n), '٣'])(
  'v1 has no id %j, and sends none in its place',
  (id) => {
    expect(() => v1.adapter.toData({ kind: 'status', account: 'a', transactionId: id })).toThrow(RangeError);
  },
);

it('a cancel of v4 without an id of its own is a bug of who sends it', () => {
  expect(() => v4.adapter.toData({ kind: 'cancel', account: 'a', targetId: 't' })).toThrow('id of its own');
});

describe('before its schema, the adapter of v4', () => {
  const amended = (command: string, data: Record<string, unknown>) => {
    const violations = v4.adapter.amend?.(command, data);
    return { violations, data };
  };

  it('reads the misspelt field where the right one is not given, or is the same', () => {
    const own = { trans_guid: 'c' };
    for (const given of [{ cancle_trans_guid: 'b' }, { cancle_trans_guid: 'b', cancel_trans_guid: 'b' }])
      expect(amended('cancel', { ...own, ...given })).toStrictEqual({
        violations: [],
        data: { ...own, cancle_trans_guid: 'b', cancel_trans_guid: 'b' },
      });
  });

  it('refuses two targets, and a cancel that names itself', () => {
    expect(
      amended('cancel', { trans_guid: 'c', cancle_trans_guid: 'b', cancel_trans_guid: 'x' }).violations,
    ).toStrictEqual([{ field: 'data.cancle_trans_guid', problem: 'must be cancel_trans_guid where both are given' }]);
    for (const target of ['cancel_trans_guid', 'cancle_trans_guid'])
      expect(amended('cancel', { trans_guid: 'c', [target]: 'c' }).violations).toStrictEqual([
        { field: 'data.cancel_trans_guid', problem: 'must not be the trans_guid of the cancel itself' },
      ]);
  });

  it('leaves everything else as it is', () => {
    for (const [command, data] of [
      ['bet', { trans_guid: 'c', cancle_trans_guid: 'b' }],
      ['cancel', { trans_guid: 'c' }],
      ['cancel', {}],
    ] as const)
      expect(amended(command, { ...data })).toStrictEqual({ violations: [], data });
  });
});

describe.each(contracts)('of a reply to a status, the adapter of $contract.name', ({ contract }) => {
  it('writes the state as it reads it', () => {
    const data = contract.adapter.toData({ kind: 'status', account: 'a', transactionId: '7' });
    for (const state of ['standing', 'cancelled'] as const) {
      const told = contract.adapter.statusData(data, state);
      expect(told).toMatchObject({ ...(contract === v4 ? data : { trans_id: 7n }) });
      expect(contract.adapter.transactionIn({ data: told })).toBe(state);
    }
    expect(contract.adapter.transactionIn({ data: { balance: 1n } })).toBeUndefined();
    expect(contract.adapter.transactionIn({})).toBeUndefined();
  });

  it('has no word for a command that the wallet does not know', () => {
    expect(() => contract.adapter.toCallback('jackpot', { account: 'a' }, asked)).toThrow('no word for jackpot');
  });

  it('takes of what was played only what it can be, and refuses nothing for it', () => {
    const odd = { provider_id: '1', game_code: 5, game_type: null, type: 1.5, call_id: {}, time_stamp: 2 ** 53 };
    const data = {
      ...contract.adapter.toData({ kind: 'bet', account: 'a', transactionId: '7', roundId: 'r', amountMinor: 5n }),
    };
    const sent = { ...data, ...odd, game_name: 1, gplay_id: [] };
    const bet = contract.adapter.toCallback('bet', sent, asked);
    expect(bet).toMatchObject({ kind: 'bet', transactionId: '7', play: {} });
    expect('play' in bet && bet.play).toStrictEqual({});
  });

  it('tells of an enquiry nothing but its player, whatever else it says', () => {
    const odd = {
      account: 'a',
      trans_id: { toString: 1 },
      trans_guid: [[]],
      cancel_trans_guid: {},
      round_id: 5,
      amount: 'x',
    };
    expect(contract.adapter.subjectOf(odd)).toStrictEqual({ account: 'a' });
  });
});
