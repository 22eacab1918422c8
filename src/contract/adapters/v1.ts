/** Contract v1: transactions are named by `trans_id`, an integer or a string of digits; a cancel has no id of its own. */
import { type Adapter, type DecodedData, type Order, OutsideContract } from '../adapter.ts';
import type { CallbackData, V1 } from '../types.ts';
import { type Moved, movementData, playIn, statusOnWire, subject, transactionIn } from './shared.ts';

type Fields = Partial<CallbackData<V1, 'bet'>> & CallbackData<V1, 'status'>;

export const v1Adapter: Adapter = {
  cancelHasId: false,
  idFields: ['trans_id'],

  toCallback(command, data, { provider, checks }) {
    // The schema of the command has accepted these fields.
    const { account, trans_id, round_id = '', amount = 0n, ...played } = data as Fields;
    switch (command) {
      case 'authenticate':
      case 'balance':
        return { kind: 'enquiry', account, provider, checks };
      case 'bet':
      case 'win': {
        const play = playIn(played);
        return {
          kind: command,
          account,
          transactionId: nameOf(trans_id),
          roundId: round_id,
          amountMinor: amount,
          play,
          provider,
          checks,
        };
      }
      case 'cancel':
        return { kind: 'cancel', account, targetId: nameOf(trans_id), play: playIn(played), provider, checks };
      case 'status':
        return { kind: 'status', account, transactionId: nameOf(trans_id), provider, checks };
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
        return { ...inV1(order), trans_id: idOnWire(order.transactionId) } as CallbackData<V1, 'bet'>;
      case 'cancel': {
        const { account, targetId, roundId, play } = order;
        return { ...inV1({ account, roundId, play }), trans_id: idOnWire(targetId) } as CallbackData<V1, 'cancel'>;
      }
      case 'status':
        return { account: order.account, trans_id: idOnWire(order.transactionId) } as CallbackData<V1, 'status'>;
    }
  },

  subjectOf: (data) => subject(data, (data as Fields).trans_id),

  statusData(data, transaction) {
    return { trans_id: (data as Fields).trans_id, trans_status: statusOnWire[transaction] };
  },

  transactionIn,
};

/** `5` and `"5"` name the same transaction. */
function nameOf(id: Fields['trans_id']): string {
  return String(id);
}

function inV1(moved: Moved): DecodedData {
  const { gameName } = moved.play ?? {};
  return { ...movementData(moved), ...(gameName !== undefined && { game_name: gameName }) };
}

const largestId = 2n ** 63n - 1n;

/** A provider sends its ids as numbers. Another text would be another transaction's id on the wire, or none. */
function idOnWire(transactionId: string): bigint {
  const id = /^[1-9][0-9]{0,18}$/.test(transactionId) ? BigInt(transactionId) : 0n;
  if (id === 0n || id > largestId)
    throw new OutsideContract(`${JSON.stringify(transactionId)} is no id of contract v1: 1 to ${largestId}, in digits`);
  return id;
}
