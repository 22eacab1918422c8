import { type Handlers, idOf } from '../contract.ts';
import { findMovement, findPlayer, move, record, transaction } from '../database.ts';

/** The most that is kept exactly: 18 digits. */
const largestBalance = 10n ** 18n - 1n;

export const win: Handlers['win'] = async (asked, checks) =>
  transaction(() => {
    const { account, round_id, amount } = asked;
    const player = findPlayer(account);
    if (!player) return { result: 21, status: 'ERROR' };
    const data = { balance: player.balance };
    const id = idOf(asked);
    const known = findMovement(id);
    for (const check of checks) {
      if (check === 22 && !player.active) return { result: 22, status: 'ERROR' };
      if (check === 41 && known) return { result: 41, status: 'ERROR', data };
    }
    // The rest holds also when it was not asked for.
    if (known) {
      if (known.cancelled || known.kind === 'nothing') return { result: 41, status: 'ERROR', data };
      const same =
        known.kind === 'win' && known.player === account && known.round === round_id && known.amount === amount;
      return same ? { result: 0, status: 'OK', data } : { result: 99, status: 'ERROR', data };
    }
    if (player.balance + amount > largestBalance) return { result: 99, status: 'ERROR', data };
    record({ id, player: account, kind: 'win', round: round_id, amount });
    return { result: 0, status: 'OK', data: { balance: move(player, amount) } };
  });
