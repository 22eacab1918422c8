/** How each operator is, and what was settled with it. */
import { usualDecimals } from '../contract/money.ts';
import type { OperatorState } from '../delivery/operators.ts';
import type { OpenDeliveries } from '../delivery/outbox/query.ts';
import type { HandlerOptions } from './handlerOptions.ts';
import type { Failure, Handlers } from './operation.ts';
import { BadOperatorsFile } from './operatorsFile.ts';
import { failure, unknownOperator } from './problem.ts';
import { toSettlement, toTime } from './replies.ts';
import type { Operator } from './types.ts';

type OperatorHandlers = Pick<
  Handlers,
  'listOperators' | 'getOperator' | 'pauseOperator' | 'resumeOperator' | 'listTransactions' | 'reload'
>;

export function operatorHandlers({ delivery, outbox, watch }: HandlerOptions): OperatorHandlers {
  async function operators(wanted: (name: string) => boolean): Promise<Operator[]> {
    const open = new Map((await outbox.open()).map((each) => [each.operator, each]));
    const states = delivery.states().filter(({ name }) => wanted(name));
    return states
      .map((state) =>
        toOperator(state, watch.settings(state.name)?.currencyDecimals ?? usualDecimals, open.get(state.name)),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async function one(name: string): Promise<{ status: 200; body: Operator } | Failure> {
    const [body] = await operators((each) => each === name);
    return body ? { status: 200, body } : unknownOperator(name);
  }

  async function setPaused(name: string, paused: boolean): Promise<{ status: 200; body: Operator } | Failure> {
    if (!watch.settings(name)) return unknownOperator(name);
    await watch.setPaused(name, paused);
    return one(name);
  }

  return {
    listOperators: async () => ({ status: 200, body: { items: await operators(() => true) } }),
    getOperator: ({ path: { operator } }) => one(operator),
    pauseOperator: ({ path: { operator } }) => setPaused(operator, true),
    resumeOperator: ({ path: { operator } }) => setPaused(operator, false),
    listTransactions: async ({ path: { operator }, query: { after = '', limit = 100 } }) => {
      const { items, cursor } = await outbox.settlements(operator, after, limit);
      // What went to one that is no longer configured can still be read.
      if (items.length === 0 && after === '' && !watch.settings(operator)) return unknownOperator(operator);
      return { status: 200, body: { items: items.map(toSettlement), ...(cursor !== '' && { next: cursor }) } };
    },
    reload: async () => {
      try {
        await watch.reload();
      } catch (error) {
        if (error instanceof BadOperatorsFile) return failure(422, 'bad-operators-file', error.message);
        throw error;
      }
      return { status: 200, body: { operators: [...watch.names()] } };
    },
  };
}

/** Finer than that is noise. */
function toTenths(latency: OperatorState['latency']): Operator['latency'] {
  const tenths = (ms: number): number => Math.round(ms * 10) / 10;
  return Object.fromEntries(
    Object.entries(latency).map(([command, { p50Ms, p99Ms }]) => [
      command,
      { p50Ms: tenths(p50Ms), p99Ms: tenths(p99Ms) },
    ]),
  );
}

function toOperator(state: OperatorState, currencyDecimals: number, open: OpenDeliveries | undefined): Operator {
  const { name, contract, paused, breaker, queued, inFlight, latency } = state;
  const since = open?.unresolvedSinceMs;
  return {
    ...{ name, contract, currencyDecimals, paused, breaker, queued, inFlight, latency: toTenths(latency) },
    pending: open?.pending ?? 0,
    unresolved: { count: open?.unresolved ?? 0, ...(since !== undefined && { since: toTime(since) }) },
  };
}
