import type { Handlers } from '../contract.ts';
import { findPlayer } from '../database.ts';

export const authenticate: Handlers['authenticate'] = async ({ account }, checks) => {
  const player = findPlayer(account);
  if (!player) return { result: 21, status: 'ERROR' };
  if (checks.includes(22) && !player.active) return { result: 22, status: 'ERROR' };
  return { result: 0, status: 'OK', data: { account, balance: player.balance } };
};
