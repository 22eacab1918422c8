import { seamlessFromFile } from '../../fromFile.ts';
import type { Player } from './players.ts';

/** The command line that certifies an endpoint at this URL under a contract, with the players of the examples. */
export function certifyCommand(name: string, players: readonly Player[], url: string): string {
  return `${seamlessFromFile} certify --contract ${name} --url ${url} --token TOKEN ${flags(players)} --report ./certification`;
}

/** The players that certification asks for are among them. */
function flags(players: readonly Player[]): string {
  const active = players.filter(({ state }) => state === 'active');
  const [poor, ...rich] = active.toSorted((one, other) => one.balance - other.balance);
  const blocked = players.find(({ state }) => state === 'inactive');
  const accounts = {
    account: rich[0],
    'second-account': rich.at(-1),
    'poor-account': poor,
    'blocked-account': blocked,
  };
  return Object.entries(accounts)
    .flatMap(([flag, player]) => (player ? [`--${flag} ${player.account}`] : []))
    .join(' ');
}
