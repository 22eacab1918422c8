/** What came of the attempts, command by command. */
import type { AnyContract } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';
import type { AttemptRecord } from '../delivery/outbox/outbox.ts';

/** What came of one command's attempts. */
export interface CommandFigures {
  readonly attempts: number;
  /** How many attempts ended in each way: `accepted`, `refused`, `timed-out` and so on. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Half of the attempts took at most so long, in milliseconds; 95 % and 99 % likewise. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** The command's `x-delivery.deadlineMs` in the contract. */
  readonly deadlineMs: number;
}

export function figuresOf(
  { delivery }: AnyContract,
  attempts: readonly AttemptRecord[],
): Partial<Record<Command, CommandFigures>> {
  const figures: Partial<Record<Command, CommandFigures>> = {};
  for (const [command, records] of Map.groupBy(attempts, (attempt) => attempt.command)) {
    const durations = records.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round(durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0);
    const outcomes = Object.fromEntries(
      Array.from(
        Map.groupBy(records, ({ outcome }) => outcome),
        ([outcome, some]) => [outcome, some.length],
      ),
    );
    figures[command] = {
      attempts: records.length,
      outcomes,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      deadlineMs: delivery[command].deadlineMs,
    };
  }
  return figures;
}
