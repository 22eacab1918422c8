/** Contract v4: transactions are named by `trans_guid`, a text; a cancel has one of its own, and names its target in another field. */
import type { Adapter, DecodedData, Order } from '../adapter.ts';
import type { Violation } from '../violation.ts';
import type { CallbackData, V4 } from '../types.ts';
import { type Moved, movementData, playIn, statusOnWire, subject, transactionIn } from './shared.ts';

type Fields = Partial<CallbackData<V4, 'bet'>> & Partial<CallbackData<V4, 'cancel'>> & CallbackData<V4, 'status'>;

/** As some providers spell `cancel_trans_guid`. */
const misspelt = 'cancle_trans_guid';

export const v4Adapter: Adapter = {
  cancelHasId: true,
  idFields: ['trans_guid', 'cancel_trans_guid', misspelt],

  amend(command, data): readonly Violation[] {
    if (command !== 'cancel') return none;
    const { [misspelt]: asMisspelt, cancel_trans_guid: target } = data;
    if (asMisspelt !== undefined) {
      if (target !== undefined && target !== asMisspelt) return [{ field: `data.${misspelt}`, problem: differs }];
      data['cancel_trans_guid'] = asMisspelt;
    }
    const namesItself = data['cancel_trans_guid'] !== undefined && data['cancel_trans_guid'] === data['trans_guid'];
    return namesItself
      ? [{ field: 'data.cancel_trans_guid', problem: 'must not be the trans_guid of the cancel itself' }]
      : none;
  },

  toCallback(command, data, { provider, checks }) {
    // The schema of the command has accepted these fields.
    const {
      account,
      trans_guid: transactionId,
      cancel_trans_guid: targetId = '',
      round_id,
      amount,
      ...played
    } = data as Fields;
    switch (command) {
      case 'authenticate':
      case 'balance':
        return { kind: 'enquiry', account, provider, checks };
      case 'bet':
      case 'win': {
        const moved = { transactionId, roundId: round_id ?? '', amountMinor: amount ?? 0n, play: playIn(played) };
        return { kind: command, account, ...moved, provider, checks };
      }
      case 'cancel': {
        const named = { transactionId, targetId, ...(amount !== undefined && { amountMinor: amount }) };
        return { kind: 'cancel', account, ...named, play: playIn(played), provider, checks };
      }
      case 'status':
        return { kind: 'status', account, transactionId, provider, checks };
      default:
        throw new Error(`the wallet has no word for ${command}`);
    }
  },

  toData(order: Order): DecodedData {
    switch (order.kind) {
      case 'enquiry':
        return { account: order.account };
      case 'bet':
      case 'win':
        return { ...inV4(order), trans_guid: order.transactionId } as CallbackData<V4, 'bet'>;
      case 'cancel': {
        if (order.transactionId === undefined) throw new Error('a cancel of contract v4 needs an id of its own');
        const names = { trans_guid: order.transactionId, cancel_trans_guid: order.targetId };
        const data: CallbackData<V4, 'cancel'> = {
          ...inV4(order),
          type: order.play?.type ?? betCancel,
          ...names,
        };
        return data;
      }
      case 'status': {
        const data: CallbackData<V4, 'status'> = { account: order.account, trans_guid: order.transactionId };
        return data;
      }
    }
  },

  subjectOf: (data) => {
    // A command without these fields may have anything there.
    const { trans_guid, cancel_trans_guid: targetId } = data as { readonly [Name in keyof Fields]?: unknown };
    return { ...subject(data, trans_guid), ...(typeof targetId === 'string' && { targetId }) };
  },

  statusData(data, transaction) {
    const { account, trans_guid } = data as Fields;
    return { account, trans_guid, trans_status: statusOnWire[transaction] };
  },

  transactionIn,
};

function inV4(moved: Moved): DecodedData {
  const { sentAtMs, session } = moved.play ?? {};
  return {
    ...(session !== undefined && { gplay_id: session }),
    ...movementData(moved),
    ...(sentAtMs !== undefined && { time_stamp: sentAtMs }),
  };
}

/** The kind of a transaction that is a cancel, as the provider counts kinds. */
const betCancel = 16;

const none: readonly Violation[] = [];
const differs = 'must be cancel_trans_guid where both are given';
