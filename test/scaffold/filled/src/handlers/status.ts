import type { CallbackHandlers } from 'seamless-callback-kit/server';
import { findMovement, findPlayer } from '../database.ts';

export const status: CallbackHandlers['status'] = async ({ account, trans_id }, checks) => {
  const player = findPlayer(account);
  if (!player) return { result: 21, status: 'ERROR' };
  if (checks.includes(22) && !player.active) return { result: 22, status: 'ERROR' };
  const known = findMovement(String(trans_id));
  if (!known || known.kind === 'nothing' || known.player !== account) {
    return { result: 42, status: 'ERROR', data: { balance: player.balance } };
  }
  return { result: 0, status: 'OK', data: { trans_id, trans_status: known.cancelled ? 'CANCELED' : 'OK' } };
};
