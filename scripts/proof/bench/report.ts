/** Ratios of figures that were measured side by side, with the machine and the versions. */
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

export interface Measured {
  /** By contender: one figure per round. */
  readonly figures: Readonly<Record<string, readonly number[]>>;
  /** Processor time of the measuring process per unit of a figure, where the work is in it. */
  readonly processorMicros?: Readonly<Partial<Record<string, readonly number[]>>>;
  readonly ratios: Readonly<Record<string, Ratio>>;
}

export interface Ratio {
  /** The median of the rounds' ratios. */
  readonly median: number;
  readonly rounds: readonly number[];
  readonly goal: string;
  readonly held: boolean;
}

/** Each round's figure over the other's of the same round. */
export function ratio(over: readonly number[], under: readonly number[], goal: string): Ratio {
  const rounds = over.map((figure, round) => figure / (under[round] ?? NaN));
  const middle = median(rounds);
  const [, sign, bound = ''] = /^(≥|≤) ([0-9.]+)$/.exec(goal) ?? [];
  return { median: middle, rounds, goal, held: sign === '≥' ? middle >= Number(bound) : middle <= Number(bound) };
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Prints a table for people on stderr, and everything as JSON on stdout. */
export function print(
  { figures, processorMicros = {}, ratios }: Measured,
  versions: Readonly<Record<string, string>>,
): void {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.error(
    `\n${machine}\n${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}\n`,
  );
  for (const [name, rounds] of Object.entries(figures)) {
    const micros = processorMicros[name];
    const processor = micros ? `${median(micros).toFixed(1).padStart(9)} µs of processor each` : '';
    console.error(`${name.padEnd(40)} ${Math.round(median(rounds)).toLocaleString('en').padStart(9)} /s${processor}`);
  }
  console.error('');
  for (const [name, { median: middle, rounds, goal, held }] of Object.entries(ratios)) {
    const range = `${Math.min(...rounds).toFixed(2)} to ${Math.max(...rounds).toFixed(2)}`;
    console.error(
      `${name.padEnd(40)} ${middle.toFixed(2).padStart(6)}  (${range})  goal ${goal}  ${held ? 'held' : 'NOT HELD'}`,
    );
  }
  console.log(JSON.stringify({ machine, versions, figures, processorMicros, ratios }, null, 2));
}

export function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}
