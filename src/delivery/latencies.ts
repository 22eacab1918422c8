import type { Command } from '../contract/types.ts';
import type { Latency } from './operators.ts';

/** So many of the last attempts of a command are looked at. */
const remembered = 512;

/** How long attempts took lately, by command. */
export class Latencies {
  readonly #byCommand = new Map<Command, { readonly tookMs: Float32Array; count: number }>();

  add(command: Command, tookMs: number): void {
    let of = this.#byCommand.get(command);
    if (!of) this.#byCommand.set(command, (of = { tookMs: new Float32Array(remembered), count: 0 }));
    of.tookMs[of.count++ % remembered] = tookMs;
  }

  present(): { readonly [C in Command]?: Latency } {
    return Object.fromEntries(
      Array.from(this.#byCommand, ([command, { tookMs, count }]) => {
        const sorted = tookMs.slice(0, Math.min(count, remembered)).sort();
        const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
        return [command, { p50Ms: at(0.5), p99Ms: at(0.99) }];
      }),
    );
  }
}
