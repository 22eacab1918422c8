/** A wallet of one account that has nothing but guards, for examples of what they catch. */
import { bonusCall } from '../../src/contract/callback.ts';
import type { PlayedCommand } from '../../src/wallet/command.ts';
import { dayWinsOf } from '../../src/wallet/dayWins.ts';
import { decide, decideInOrder } from '../../src/wallet/decide.ts';
import type { Sum } from '../../src/wallet/roundSums.ts';
import { Snapshot } from '../../src/wallet/snapshot.ts';
import type { Account } from '../../src/wallet/state.ts';
import type { GuardMode, GuardName, Terms } from '../../src/wallet/terms.ts';
import { player, termsWith } from './examples.ts';

export const bonus = { play: { type: bonusCall } };
const nowMs = 20_784.5 * 86_400_000;

/** `terms` are those of every command, unless it has its own. */
export function guardedWallet(terms: Terms, more: Partial<Account> = {}, rounds: [string, Sum][] = []) {
  const snapshot = new Snapshot([player('anna', more)], [], {
    nowMs,
    rounds: rounds.map(([roundId, sum]) => [{ provider: 'default', account: 'anna', roundId }, sum]),
    paidThisHourMinor: new Map([['default', 70n]]),
  });
  const under = (command: PlayedCommand): PlayedCommand => ({ terms, ...command });
  return {
    carryOut: (...commands: PlayedCommand[]) => decideInOrder(snapshot, commands.map(under)),
    decide: (command: PlayedCommand) => decide(snapshot, under(command)),
    /** The result, who caught it, and what was written. */
    ended: (command: PlayedCommand) => {
      const { outcomes, entries } = decideInOrder(snapshot, [under(command)]);
      const by = outcomes[0]?.caught?.map(({ guard, mode }) => `${guard} ${mode}`);
      return [outcomes[0]?.result, by, entries.map(({ kind, deltaMinor }) => [kind, deltaMinor])] as const;
    },
    today: () => dayWinsOf(snapshot.accounts.get('anna')?.dayWins, 'default', nowMs),
  };
}

/** One guard alone. */
export function single(guard: GuardName, mode: GuardMode, limit = 0n): Terms {
  return termsWith({ [guard]: { mode, limit } });
}
