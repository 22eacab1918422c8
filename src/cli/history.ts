/** `accounts history`: what happened to an account, for who has to answer a player. */
import type { Command } from 'commander';
import { displayMoney } from '../contract/money.ts';
import { oneLine, visibleJson } from '../contract/visible.ts';
import type { HistoryFilter, PastEntry } from '../wallet/history.ts';
import { InvalidInput } from './input.ts';
import { timeMs } from './time.ts';

export interface HistoryFlags {
  readonly since?: string;
  readonly until?: string;
  readonly round?: string;
  readonly transaction?: string;
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
    .option('--json', 'an object a line, amounts in minor units');
}

/** Throws `InvalidInput` with every problem there is. */
export function historyFilter(
  account: string,
  { since, until, round, transaction }: HistoryFlags,
  nowMs: number,
): HistoryFilter {
  const problems: string[] = [];
  const sinceMs = since === undefined ? undefined : timeMs('--since', since, nowMs, problems);
  const untilMs = until === undefined ? undefined : timeMs('--until', until, nowMs, problems);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs)
    problems.push('--since must be before --until');
  if (problems.length > 0) throw new InvalidInput(problems);
  return { account, sinceMs, untilMs, roundId: round, transactionId: transaction };
}

/** For people: what is of no use here is left out. */
export function historyLine(
  { atMs, kind, transactionId, roundId, deltaMinor, balanceAfterMinor, accountVersion, cancelled }: PastEntry,
  decimals: number,
): string {
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
    `round ${oneLine(roundId) || 'none'}`,
    ...figures,
  ];
  return [...words, ...(cancelled ? ['cancelled'] : [])].join('\t');
}

/** For programs. */
export function historyJson({
  atMs,
  kind,
  account,
  transactionId,
  roundId,
  deltaMinor,
  balanceAfterMinor,
  accountVersion,
  cancelled,
}: PastEntry): string {
  const [delta, balanceAfter, version] = [deltaMinor, balanceAfterMinor, accountVersion].map((figure) =>
    JSON.rawJSON(String(figure)),
  );
  const entry = {
    time: new Date(atMs).toISOString(),
    kind,
    account,
    transactionId,
    roundId,
    deltaMinor: delta,
    balanceAfterMinor: balanceAfter,
    accountVersion: version,
    cancelled,
  };
  return visibleJson(JSON.stringify(entry));
}
