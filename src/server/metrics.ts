/** What monitoring asks of a server, in the form of Prometheus. */
import type { Server } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AnyContract } from '../contract/contract.ts';
import type { Note } from '../contract/callback.ts';
import type { Ledger } from '../wallet/ledger.ts';
import type { CallbackEvent } from '../edge/core.ts';
import type { CallbackProvider } from '../edge/providers.ts';
import type { Lines } from '../process/lines.ts';
import type { Observer } from './tally.ts';

export interface Metrics extends Observer {
  /** Callbacks of these providers may come: what alerts wait for is there from then on, and no provider is told that is none. */
  expect(providers: readonly Pick<CallbackProvider, 'name' | 'contracts'>[]): void;
  /**
   * Shows from now on what waits for this ledger, who is connected to this server, how many connections to it and to the
   * inside port were too many, and which of these lines were dropped.
   */
  watch(ledger: Ledger, server: Server, inside: Server, lines: Partial<Lines>): void;
  /** All figures, as they are scraped. */
  readonly registry: Registry;
}

export function createMetrics(contracts: readonly AnyContract[]): Metrics {
  const durationBuckets = bucketsFor(contracts);
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers });

  const callbacks = new Counter({
    name: 'seamless_callbacks_total',
    help: 'Callbacks answered.',
    labelNames: ['provider', 'command', 'result', 'http_status'],
    registers,
  });
  const durations = new Histogram({
    name: 'seamless_callback_duration_seconds',
    help: 'From the head of a request to its answer.',
    labelNames: ['command'],
    buckets: durationBuckets,
    registers,
  });
  const notes = new Counter({
    name: 'seamless_notes_total',
    help: 'What the wallet notes beside a result: repeats, conflicts, tombstones, sheddings.',
    labelNames: ['note'],
    registers,
  });
  const catches = new Counter({
    name: 'seamless_guard_catches_total',
    help: 'Movements that a guard caught: observed, or held where it is enforced.',
    labelNames: ['provider', 'guard', 'mode'],
    registers,
  });
  const batchSizes = histogram(
    'seamless_batch_size',
    'Commands settled by one commit.',
    [1, 2, 5, 10, 20, 50, 100, 200, 500],
  );
  const waits = histogram(
    'seamless_batch_wait_seconds',
    'How long the first command of a batch had waited.',
    durationBuckets,
  );
  const commits = histogram('seamless_commit_seconds', 'From reading the accounts to the commit.', durationBuckets);
  const triedAgain = counter(
    'seamless_batches_tried_again_total',
    'Batches settled again, since others were at the same accounts.',
  );
  const failures = counter('seamless_store_failures_total', 'Failures of the store.');
  const dropped = counter(
    'seamless_connections_dropped_total',
    'Connections closed at once, since there were too many.',
  );

  // What alerts wait for is there from the start: Prometheus sees no increase in what has only just appeared.
  for (const note of alertedNotes) notes.inc({ note }, 0);

  function expect(providers: readonly Pick<CallbackProvider, 'name' | 'contracts'>[]): void {
    for (const { name: provider, contracts: spoken } of providers)
      for (const { commands, results } of spoken)
        for (const command of commands)
          callbacks.inc({ provider, command, result: results.failed, http_status: 500 }, 0);
  }

  function callback(event: CallbackEvent): void {
    const { provider, command, result, httpStatus, durationMs, notes: noted = [], caught = [] } = event;
    // None: before the token told whose it is.
    callbacks.inc({ provider: provider ?? 'none', command: command ?? 'none', result, http_status: httpStatus });
    if (command) durations.observe({ command }, durationMs / 1_000);
    for (const note of noted) notes.inc({ note: kindOf(note) });
    for (const { guard, mode } of caught) catches.inc({ provider: provider ?? 'none', guard, mode });
  }

  return {
    registry,
    expect,
    callback,
    ledger: {
      settled: ({ size, waitedMs, tookMs }) => {
        batchSizes.observe(size);
        waits.observe(waitedMs / 1_000);
        commits.observe(tookMs / 1_000);
      },
      triedAgain: () => triedAgain.inc(),
      storeFailed: () => failures.inc(),
    },
    watch: (ledger, server, inside, lines) => {
      new Gauge({
        name: 'seamless_waiting',
        help: 'Commands that wait for the ledger.',
        registers,
        collect() {
          this.set(ledger.waiting);
        },
      });
      new Gauge({
        name: 'seamless_connections',
        help: 'Open connections.',
        registers,
        async collect() {
          this.set(await connectionsOf(server));
        },
      });
      new Counter({
        name: 'seamless_log_lines_dropped_total',
        help: 'Log lines that could not be written.',
        registers,
        collect() {
          this.reset();
          this.inc(lines.dropped ?? 0);
        },
      });
      for (const port of [server, inside]) port.on('drop', () => dropped.inc());
    },
  };
}

/** In seconds. Fine where a healthy server is, and with an edge at each deadline of the contracts. */
function bucketsFor(contracts: readonly AnyContract[]): number[] {
  const deadlines = contracts.flatMap(({ commands, delivery }) =>
    commands.map((command) => delivery[command].deadlineMs / 1_000),
  );
  const healthy = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];
  return [...new Set([...healthy, ...deadlines.flatMap((at) => [at / 2, at * 0.75, at])])].sort((a, b) => a - b);
}

const alertedNotes: readonly (Note | 'held')[] = ['conflict', 'held', 'shed'];

/** Without what the request says, so that nobody can make up new series. */
function kindOf(note: string): string {
  return note.startsWith('ignored check') ? 'ignored-check' : note;
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, open) => (error ? reject(error) : resolve(open))),
  );
}
