/** `accounts history`: what happened to an account, for who has to answer a player. */
import type { Command } from 'commander';
import { displayMoney } from '../contract/money.ts';
import { oneLine, visibleJson } from '../contract/visible.ts';
import type { HistoryFilter, PastEntry } from '../wallet/history.ts';
import { firstProvider, operatorProvider } from '../wallet/state.ts';
import { InvalidInput } from './input.ts';
import { timeMs } from './time.ts';

export interface HistoryFlags {
  readonly since?: string;
  readonly until?: string;
  readonly round?: string;
  readonly transaction?: string;
  readonly provider?: string;
  readonly game?: string;
  readonly json?: boolean;
}

export function historyOptions(command: Command): Command {
  return command
    .option(
      '--since <time>',
      'from then on: a time, as in 2026-11-26T12:03Z (UTC where no zone is named), or an age, as in 30m, 2h or 3d',
    )
    .option('--until <time>', 'before then')
    .option('--round <id>', 'only of this round, cancels included')
    .option('--transaction <id>', 'only of this transaction, its cancel included')
    .option('--provider <name>', "only what came from this provider; - for the operator's own movements")
    .option('--game <code>', 'only of this game, by its code')
    .option('--json', 'an object a line, amounts in minor units');
}

/** Throws `InvalidInput` with every problem there is. */
export function historyFilter(
  account: string,
  { since, until, round, transaction, provider, game }: HistoryFlags,
  nowMs: number,
): HistoryFilter {
  const problems: string[] = [];
  const sinceMs = since === undefined ? undefined : timeMs('--since', since, nowMs, problems);
  const untilMs = until === undefined ? undefined : timeMs('--until', until, nowMs, problems);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs)
    problems.push('--since must be before --until');
  if (problems.length > 0) throw new InvalidInput(problems);
  return { account, provider, sinceMs, untilMs, roundId: round, transactionId: transaction, gameCode: game };
}

/** For people: what is of no use here is left out. */
export function historyLine(entry: PastEntry, decimals: number): string {
  const { atMs, kind, transactionId, roundId, deltaMinor, balanceAfterMinor, accountVersion, cancelled } = entry;
  const sign = deltaMinor > 0n ? '+' : '';
  const figures = [
    `${sign}${displayMoney(deltaMinor, decimals)}`,
    `balance ${displayMoney(balanceAfterMinor, decimals)}`,
    `version ${accountVersion}`,
  ];
  const words = [
    new Date(atMs).toISOString(),
    kind,
    oneLine(transactionId),
    `round ${oneLine(roundId ?? '') || 'none'}`,
    ...figures,
  ];
  return [...words, ...(cancelled ? ['cancelled'] : []), ...labelled(entry, decimals)].join('\t');
}

function labelled({ provider, targetId, heldMinor, play, reason }: PastEntry, decimals: number): string[] {
  // What most wallets have alone is not worth a word in every line.
  const named = provider === firstProvider || provider === operatorProvider ? undefined : provider;
  const held = heldMinor === undefined ? undefined : displayMoney(heldMinor, decimals);
  const labels = { holds: held, of: targetId, game: play?.gameCode, provider: named, reason };
  return Object.entries(labels).flatMap(([label, text]) => (text === undefined ? [] : [`${label} ${oneLine(text)}`]));
}

/** For programs: what was not told is left out. */
export function historyJson(past: PastEntry): string {
  const { atMs, kind, provider, account, transactionId, roundId, cancelled, targetId, play, reason } = past;
  const [delta, balanceAfter, version] = [past.deltaMinor, past.balanceAfterMinor, past.accountVersion].map((figure) =>
    JSON.rawJSON(String(figure)),
  );
  const entry = {
    time: new Date(atMs).toISOString(),
    kind,
    provider,
    account,
    transactionId,
    roundId: roundId ?? '',
    deltaMinor: delta,
    balanceAfterMinor: balanceAfter,
    accountVersion: version,
    heldMinor: past.heldMinor === undefined ? undefined : JSON.rawJSON(String(past.heldMinor)),
    cancelled,
    targetId,
    ...play,
    reason,
  };
  return visibleJson(JSON.stringify(entry));
}
