import { type Handlers, idOf, named } from '../contract.ts';
import { findMovement, findPlayer } from '../database.ts';

export const status: Handlers['status'] = async (asked, checks) => {
  const { account } = asked;
  const player = findPlayer(account);
  if (!player) return { result: 21, status: 'ERROR' };
  if (checks.includes(22) && !player.active) return { result: 22, status: 'ERROR' };
  const known = findMovement(idOf(asked));
  if (!known || known.kind === 'nothing' || known.player !== account) {
    return { result: 42, status: 'ERROR', data: { balance: player.balance } };
  }
  return { result: 0, status: 'OK', data: { ...named(asked), trans_status: known.cancelled ? 'CANCELED' : 'OK' } };
};
