import type { Handlers } from '../contract.ts';
import { findMovement, findPlayer, markCancelled, move, record, transaction } from '../database.ts';

export const cancel: Handlers['cancel'] = async ({ account, trans_guid, cancel_trans_guid }, checks) =>
  transaction(() => {
    const player = findPlayer(account);
    if (!player) return { result: 21, status: 'ERROR' };
    const data = { balance: player.balance };
    const own = findMovement(trans_guid);
    const target = findMovement(cancel_trans_guid);
    const known = target && (target.kind === 'bet' || target.kind === 'win') && target.player === account;
    const unknown = (result: 42 | 43) => {
      // Remembered, so that the bet or win, should it come later, finds its id spent.
      if (!target) record({ id: cancel_trans_guid, player: account, kind: 'nothing', round: '', amount: 0n });
      return { result, status: 'ERROR', data } as const;
    };
    for (const check of checks) {
      if (check === 22 && !player.active) return { result: 22, status: 'ERROR' };
      if (check === 41 && own) return { result: 41, status: 'ERROR', data };
      if ((check === 42 || check === 43) && !known) return unknown(check);
    }
    // The rest holds also when it was not asked for.
    if (own) {
      const same = own.kind === 'cancel' && own.player === account && own.round === cancel_trans_guid;
      return same ? { result: 0, status: 'OK', data } : { result: 99, status: 'ERROR', data };
    }
    if (!known) return unknown(43);
    record({ id: trans_guid, player: account, kind: 'cancel', round: cancel_trans_guid, amount: 0n });
    if (target.cancelled) return { result: 0, status: 'OK', data };
    markCancelled(cancel_trans_guid);
    return {
      result: 0,
      status: 'OK',
      data: { balance: move(player, target.kind === 'bet' ? target.amount : -target.amount) },
    };
  });
