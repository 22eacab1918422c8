/** Whether what was sampled each minute is flat. */
import { commands, delivery } from '../../../generated/v1/protocol.ts';
import type { Seen } from '../bench/http/load.ts';
import { type Sample, valueOf } from '../scrape.ts';

export interface Figures {
  readonly residentMb: number;
  /** Sockets, servers and timers that Node.js holds. */
  readonly handles: number;
  readonly openFiles: number;
  /** Of all callbacks of this minute, from the head of a request to its answer. */
  readonly p99Ms: number;
  /** The same of the steady bets, from when they were due; it has what the machine's other work does to their sender. */
  readonly sentP99Ms: number;
  /** The longest that the event loop was held up, by SQLite's flush for example. */
  readonly longestLagMs: number;
}

/** What of a minute is told by two scrapes, at its beginning and at its end, and by the sender of the steady bets. */
export function figuresOf(before: readonly Sample[], after: readonly Sample[], seen: Seen): Figures {
  return {
    residentMb: valueOf(after, 'process_resident_memory_bytes') / 1e6,
    handles: valueOf(after, 'nodejs_active_handles_total'),
    openFiles: valueOf(after, 'process_open_fds'),
    p99Ms: quantile(0.99, before, after) * 1_000,
    sentP99Ms: seen.p99,
    longestLagMs: valueOf(after, 'nodejs_eventloop_lag_max_seconds') * 1_000,
  };
}

/** As Prometheus estimates it: even within its bucket. */
function quantile(share: number, before: readonly Sample[], after: readonly Sample[]): number {
  const name = 'seamless_callback_duration_seconds';
  const wanted = share * (valueOf(after, `${name}_count`) - valueOf(before, `${name}_count`));
  const edges = [
    ...new Set(after.filter((sample) => sample.name === `${name}_bucket`).flatMap(({ labels }) => labels['le'] ?? [])),
  ];
  let [from, below] = [0, 0];
  for (const le of edges) {
    const upTo = valueOf(after, `${name}_bucket`, { le }) - valueOf(before, `${name}_bucket`, { le });
    if (upTo >= wanted && le !== '+Inf') return from + ((Number(le) - from) * (wanted - below)) / (upTo - below);
    [from, below] = [Number(le), upTo];
  }
  return Infinity;
}

/** Below this share of the strictest deadline an answer is quick, and twice as long still is. */
const quickShare = 0.025;
const strictestMs = Math.min(...commands.map((command) => delivery[command].deadlineMs));

/** By how much the last third may be above the first: a factor, and what does not count at all. */
const bounds: Readonly<
  Record<Exclude<keyof Figures, 'sentP99Ms' | 'longestLagMs'>, { readonly factor: number; readonly floor: number }>
> = {
  residentMb: { factor: 1.2, floor: 0 },
  handles: { factor: 1.2, floor: 20 },
  openFiles: { factor: 1.2, floor: 50 },
  p99Ms: { factor: 2, floor: strictestMs * quickShare },
};

/** What grew from the first third of the minutes to the last, by their medians; the first minute only warms up. */
export function growths(minutes: readonly Figures[]): string[] {
  const warm = minutes.slice(1);
  const third = Math.ceil(warm.length / 3);
  return (Object.keys(bounds) as (keyof typeof bounds)[]).flatMap((name) => {
    const at = (some: readonly Figures[]): number => median(some.map((figures) => figures[name]));
    const [first, last] = [at(warm.slice(0, third)), at(warm.slice(-third))];
    const { factor, floor } = bounds[name];
    return last > Math.max(first * factor, floor)
      ? [`${name} has grown from ${first.toFixed(1)} to ${last.toFixed(1)}; ${factor} times as much is allowed`]
      : [];
  });
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
}
