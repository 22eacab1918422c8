import type { Handlers } from '../contract.ts';
import { findMovement, findPlayer, markCancelled, move, record, transaction } from '../database.ts';

export const cancel: Handlers['cancel'] = async ({ account, trans_id }, checks) =>
  transaction(() => {
    const player = findPlayer(account);
    if (!player) return { result: 21, status: 'ERROR' };
    if (checks.includes(22) && !player.active) return { result: 22, status: 'ERROR' };
    const id = String(trans_id);
    const known = findMovement(id);
    // Remembered, so that the bet or win, should it come later, finds its id spent.
    if (!known) record({ id, player: account, kind: 'nothing', round: '', amount: 0n });
    if (!known || known.kind === 'nothing' || known.player !== account) {
      return { result: 42, status: 'ERROR', data: { balance: player.balance } };
    }
    if (known.cancelled) return { result: 0, status: 'OK', data: { balance: player.balance } };
    markCancelled(id);
    return {
      result: 0,
      status: 'OK',
      data: { balance: move(player, known.kind === 'bet' ? known.amount : -known.amount) },
    };
  });
