/** Many deliveries at once, from the command line. */
import type { Command } from 'commander';
import { v1 } from '../contract/contracts.ts';
import { oneLine } from '../contract/visible.ts';
import { createDelivery } from '../delivery/delivery.ts';
import { type AttemptRecord, deliveryKey, type DeliveryState, type Outbox } from '../delivery/outbox/outbox.ts';
import type { DeliveryQuery } from '../delivery/outbox/query.ts';
import { existingDelivery } from './existingDelivery.ts';
import { callbackUrlProblems, operatorProblems } from './configuration.ts';
import { wholeNumber } from './numbers.ts';
import { CouldNotRun, type Environment, InvalidInput, Refused } from './input.ts';
import { givenSignature, type SignatureFlags } from './signature.ts';
import { timeMs } from './time.ts';
import { neededTokens, type TokenFlags } from './tokens.ts';

export interface BulkFlags {
  readonly operator?: string;
  readonly error?: string;
  readonly from?: string;
  readonly until?: string;
  readonly perSecond: string;
}

export interface RetryFlags extends BulkFlags, TokenFlags, SignatureFlags {
  readonly url: string;
}

/** For what is meant without ids. */
export function bulkOptions(command: Command): Command {
  return command
    .option('--operator <name>', 'in place of ids: all that is unresolved of this operator')
    .option('--error <kind>', 'of these, where the last attempt met this, as in timed-out')
    .option('--from <time>', 'of these, created at this time or later, as in 2026-11-26 or 3d')
    .option('--until <time>', 'of these, created before this time')
    .option('--per-second <number>', 'how many are begun in a second', '50');
}

export function bulkSelection(
  flags: BulkFlags,
  problems: string[],
): { readonly query: DeliveryQuery; readonly perSecond: number } {
  const { operator, error, from, until } = flags;
  if (operator === undefined) problems.push('name deliveries by their ids, or all of an operator by --operator');
  else problems.push(...operatorProblems(operator));
  const perSecond = wholeNumber('--per-second', flags.perSecond, 100_000, problems);
  const query = {
    ...(operator !== undefined && { operator }),
    ...(error !== undefined && { error }),
    ...(from !== undefined && { createdFromMs: timeMs('--from', from, Date.now(), problems) }),
    ...(until !== undefined && { createdUntilMs: timeMs('--until', until, Date.now(), problems) }),
  };
  return { query, perSecond: Math.max(1, perSecond) };
}

export async function retryThem(
  outbox: Outbox,
  ids: readonly string[],
  flags: RetryFlags,
  currencyDecimals: number,
  environment: Environment,
  out: (line: string) => void,
): Promise<void> {
  const problems = callbackUrlProblems(flags.url);
  const tokens = neededTokens(flags, environment, problems);
  const signed = givenSignature(flags, environment, problems);
  const [operator = '', ...others] = new Set(ids.map((id) => deliveryKey(id)?.operator ?? ''));
  if (others.length > 0) problems.push('all of them must be of one operator, since there is one --url');
  const selected = ids.length > 0 ? undefined : bulkSelection(flags, problems);
  if (problems.length > 0) throw new InvalidInput(problems);
  for (const id of ids) await existingDelivery(outbox, id);
  const name = selected?.query.operator ?? operator;
  const settings = { name, contract: v1, url: flags.url, tokens, ...signed, currencyDecimals };
  const delivery = createDelivery({ outbox, operators: [settings] });
  const states = new Map<string, DeliveryState>();
  const told = ({ id, state }: { readonly id: string; readonly state: DeliveryState }): void => {
    states.set(id, state);
    if (selected) out(`${id}\t${state}`);
  };
  const selection = selected ? { ...selected.query, perSecond: selected.perSecond } : { ids };
  await delivery.retry({ ...selection, told }).finally(() => delivery.close());
  for (const id of ids)
    out(`${id}\t${states.get(id) ?? 'left alone: it is neither unresolved nor a refused win or cancel'}`);
  const unresolved = [...states].filter(([, state]) => state === 'unresolved').map(([id]) => id);
  if (unresolved.length === 0) {
    if (ids.every((id) => states.has(id))) return;
    throw new Refused('some were left alone: see what became of them with deliveries show');
  }
  throw stillUnresolved(await Promise.all(unresolved.map(async (id) => (await outbox.attempts(id)).at(-1))));
}

/** With what the last attempt met. Where no operator was reached at all, nothing is known. */
function stillUnresolved(last: readonly (AttemptRecord | undefined)[]): Refused | CouldNotRun {
  const what = last
    .map((attempt) => `${attempt?.outcome ?? 'not tried'}, ${oneLine(attempt?.answer ?? '')}`)[0]
    ?.replace(/, $/, '');
  const message = `some are still unresolved: ${what}`;
  return last.every((attempt) => attempt?.outcome === 'disconnected') ? new CouldNotRun(message) : new Refused(message);
}
