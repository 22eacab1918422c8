/** What monitoring asks of a relay, in the form of Prometheus. Operators have figures of their own up to a bound; the others are told together. */
import type { Server } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Delivery, ObservedAttempt } from '../delivery/delivery.ts';
import type { OutboxReader } from '../delivery/outbox/outbox.ts';
import type { Lines } from '../process/lines.ts';
import type { RequestEvent } from './api.ts';
import { limits } from './limits.ts';

export interface Metrics {
  readonly registry: Registry;
  request(event: RequestEvent): void;
  attempt(attempt: ObservedAttempt): void;
  /** These operators are served from now on: each gets a label of its own, while there is room. */
  serve(names: readonly string[]): void;
  fileUsable(usable: boolean): void;
  /** Shows from now on how each operator is, who is connected, and which lines were dropped. */
  watch(delivery: Delivery, outbox: OutboxReader, server: Server, lines: Partial<Lines>): void;
}

/** In seconds; with an edge at each deadline of the contracts. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 4, 4.5, 10];

/** How long a scrape waits for the outbox. */
const outboxWithinMs = 1_000;

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const labelled = new Set<string>();
  const labelOf = (operator: string | undefined): string =>
    operator === undefined ? 'none' : labelled.has(operator) ? operator : 'others';

  const requests = new Counter({
    name: 'seamless_relay_requests_total',
    help: 'Requests answered.',
    labelNames: ['operation', 'operator', 'http_status', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'seamless_relay_request_duration_seconds',
    help: 'From the head of a request to its answer.',
    labelNames: ['operation'],
    buckets,
    registers,
  });
  const attempts = new Counter({
    name: 'seamless_relay_attempts_total',
    help: 'Requests to operators.',
    labelNames: ['operator', 'command', 'outcome'],
    registers,
  });
  const attemptDurations = new Histogram({
    name: 'seamless_relay_attempt_duration_seconds',
    help: 'From a request to an operator to its answer, or the lack of it.',
    labelNames: ['command'],
    buckets,
    registers,
  });
  const usable = new Gauge({
    name: 'seamless_relay_operators_file_usable',
    help: '1 while the operators file is as it must be, 0 while it is not and all is as it was.',
    registers,
  });
  const dropped = new Counter({
    name: 'seamless_relay_connections_dropped_total',
    help: 'Connections closed at once, since there were too many.',
    registers,
  });

  return {
    registry,
    request: ({ operation = 'none', operator, httpStatus, code = 'none', outcome = code, durationMs }) => {
      requests.inc({ operation, operator: labelOf(operator), http_status: httpStatus, outcome });
      durations.observe({ operation }, durationMs / 1_000);
    },
    attempt: ({ operator, command, outcome, durationMs }) => {
      attempts.inc({ operator: labelOf(operator), command, outcome });
      attemptDurations.observe({ command }, durationMs / 1_000);
    },
    serve: (names) => {
      for (const name of names) if (labelled.size < limits.operatorsInMetrics) labelled.add(name);
    },
    fileUsable: (is) => usable.set(is ? 1 : 0),
    watch: (delivery, outbox, server, lines) => {
      server.on('drop', () => dropped.inc());
      gaugeOfStates(registers, labelOf, delivery);
      gaugeOfOpen(registers, labelOf, outbox);
      new Gauge({
        name: 'seamless_relay_connections',
        help: 'Open connections.',
        registers,
        async collect() {
          this.set(await new Promise<number>((resolve) => server.getConnections((_, open) => resolve(open))));
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
    },
  };
}

type LabelOf = (operator: string | undefined) => string;

function gaugeOfStates(registers: Registry[], labelOf: LabelOf, delivery: Delivery): void {
  new Gauge({
    name: 'seamless_relay_operator',
    help: 'How operators are: queued, in_flight, paused (1 or 0), breaker_open (1, or 0.5 half-open).',
    labelNames: ['operator', 'what'],
    registers,
    collect() {
      this.reset();
      for (const { name, queued, inFlight, paused, breaker } of delivery.states()) {
        const operator = labelOf(name);
        this.inc({ operator, what: 'queued' }, queued);
        this.inc({ operator, what: 'in_flight' }, inFlight);
        this.inc({ operator, what: 'paused' }, paused ? 1 : 0);
        this.inc({ operator, what: 'breaker_open' }, { closed: 0, 'half-open': 0.5, open: 1 }[breaker]);
      }
    },
  });
}

function gaugeOfOpen(registers: Registry[], labelOf: LabelOf, outbox: OutboxReader): void {
  new Gauge({
    name: 'seamless_relay_deliveries',
    help: 'Deliveries of all relays that are pending, or unresolved.',
    labelNames: ['operator', 'state'],
    registers,
    async collect() {
      const late = new Promise<undefined>((resolve) => {
        setTimeout(() => resolve(undefined), outboxWithinMs).unref();
      });
      const open = await Promise.race([outbox.open().catch(() => []), late]);
      this.reset();
      for (const { operator, pending, unresolved } of open ?? []) {
        this.inc({ operator: labelOf(operator), state: 'pending' }, pending);
        this.inc({ operator: labelOf(operator), state: 'unresolved' }, unresolved);
      }
    },
  });
}
