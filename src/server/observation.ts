/** What is told of everything that a server does: a log line for each callback, figures for monitoring, a tally. */
import type { DestinationStream } from 'pino';
import type { AnyContract } from '../contract/contract.ts';
import type { LedgerEvents } from '../wallet/ledger.ts';
import type { CallbackEvent } from '../edge/core.ts';
import { logTo } from './log.ts';
import type { ProviderEvents } from './knownProviders.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { startTally } from './tally.ts';

export interface Observation {
  readonly callback: (event: CallbackEvent) => void;
  readonly ledger: LedgerEvents;
  readonly providers: ProviderEvents;
  readonly metrics: Metrics;
  /** Tells what is left to tell. */
  stop(): void;
}

export function observeWith(contracts: readonly AnyContract[], lines: DestinationStream): Observation {
  const { logger, callback: logCallback } = logTo(lines);
  const tally = startTally(logger);
  const metrics = createMetrics(contracts);
  let began = false;
  return {
    metrics,
    callback: (event) => {
      tally.callback(event);
      metrics.callback(event);
      logCallback(event);
    },
    ledger: {
      settled: (batch) => [tally, metrics].forEach(({ ledger }) => ledger.settled?.(batch)),
      triedAgain: (error) => [tally, metrics].forEach(({ ledger }) => ledger.triedAgain?.(error)),
      storeFailed: (error) => [tally, metrics].forEach(({ ledger }) => ledger.storeFailed?.(error)),
    },
    providers: {
      served: (providers) => {
        metrics.expect(providers);
        // With what a server begins is what it was started with.
        if (began) logger.info({ providers: providers.map(({ name }) => name) }, 'providers');
        began = true;
      },
      failed: (problem) => logger.error({ problem }, 'providers'),
    },
    stop: () => tally.stop(),
  };
}
