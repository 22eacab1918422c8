/** A whole simulation: play over a failing wire, retry what stayed open as someone on call would, and reconcile. */
import { results } from '../../generated/v1/protocol.ts';
import { usualDecimals } from '../contract/money.ts';
import { type AmountMinor, type Command, deliveryOf } from '../contract/types.ts';
import { oneLine } from '../contract/visible.ts';
import { fasterClock } from '../delivery/clock.ts';
import { createDelivery, type Delivery } from '../delivery/delivery.ts';
import type { AttemptRecord, Outbox } from '../delivery/outbox/outbox.ts';
import { type FaultKind, type FaultRates, startFaultyWire } from './faults.ts';
import { type GameOptions, play } from './game.ts';
import { balanceOf, type Book, bookOf, compare, type Difference } from './reconcile.ts';
import { seeded } from './seeded.ts';

export interface SimulationOptions extends Omit<GameOptions, 'delivery'> {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly outbox: Outbox;
  readonly currencyDecimals?: number;
  readonly faults: FaultRates;
  /** What each account has before; asked of the operator when not given. */
  readonly openingMinor?: ReadonlyMap<string, AmountMinor>;
  /** How much faster than in the contract time runs; only for an operator that answers as much faster. */
  readonly timesFaster?: number;
}

export interface CommandFigures {
  readonly attempts: number;
  /** How the attempts ended: accepted, refused, timed-out, … */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly deadlineMs: number;
}

export interface SimulationReport {
  readonly rounds: number;
  readonly commands: Readonly<Partial<Record<Command, CommandFigures>>>;
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly book: Omit<Book, 'movedMinor'>;
  /** Deliveries that were out of attempts before anybody looked at them. */
  readonly unresolvedAtFirst: readonly string[];
  readonly differences: readonly Difference[];
}

/** As much of an answer as tells what it is. */
const shownCharacters = 200;

/** Why no simulation was begun. */
export type Obstacle = 'no answer' | 'token' | 'account';

/** The operator does not let an account play. */
export class UnusableAccount extends Error {
  override readonly name = 'UnusableAccount';
  readonly obstacle: Obstacle;

  constructor(message: string, obstacle: Obstacle) {
    super(message);
    this.obstacle = obstacle;
  }
}

export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { outbox, tokens, url, seed, timesFaster = 1, currencyDecimals = usualDecimals } = options;
  const clock = fasterClock(timesFaster);
  const wire = await startFaultyWire({ operatorUrl: url, rates: options.faults, seed, timesFaster });
  const attempts: AttemptRecord[] = [];
  const common = {
    tokens,
    outbox,
    currencyDecimals,
    clock,
    mostAtOnce: Math.max(options.accounts.length, 10),
    random: seeded(seed),
  };
  let last: AttemptRecord | undefined;
  const direct = createDelivery({ ...common, url, observe: (attempt) => void (last = attempt) });
  const delivery = createDelivery({
    ...common,
    url: wire.url,
    observe: (attempt, verdict) => attempts.push(verdict === 'failed' ? attempt : { ...attempt, outcome: verdict }),
  });
  try {
    await direct.recover();
    const openingMinor =
      options.openingMinor ?? (await openingOf(direct, options.accounts, await bookOf(outbox), () => last));
    await play({ ...options, delivery });
    await delivery.close();
    await wire.drained();
    const unresolvedAtFirst = (await bookOf(outbox)).open.map(({ id }) => id);
    await direct.recover();
    await direct.retry(unresolvedAtFirst);
    const { movedMinor, ...book } = await bookOf(outbox);
    const differences = await compare({ movedMinor, ...book }, openingMinor, direct);
    return {
      rounds: options.rounds,
      commands: figuresOf(attempts),
      faults: wire.struck,
      book,
      unresolvedAtFirst,
      differences,
    };
  } finally {
    await Promise.all([delivery.close(), direct.close()]);
    await wire.close();
  }
}

/** Authenticates every player, as the launch of a game does. What the outbox moved before is not part of the opening. */
async function openingOf(
  delivery: Delivery,
  accounts: readonly string[],
  book: Book,
  lastAttempt: () => AttemptRecord | undefined,
): Promise<Map<string, AmountMinor>> {
  const opening = new Map<string, AmountMinor>();
  for (const account of accounts) {
    const outcome = await delivery.authenticate({ account });
    const balanceMinor = outcome.kind === 'accepted' ? await balanceOf(delivery, account) : undefined;
    if (balanceMinor === undefined) throw unusable(account, outcome, lastAttempt());
    opening.set(account, balanceMinor - (book.movedMinor.get(account) ?? 0n));
  }
  return opening;
}

function unusable(
  account: string,
  outcome: Awaited<ReturnType<Delivery['authenticate']>>,
  attempt: AttemptRecord | undefined,
): UnusableAccount {
  if (outcome.kind !== 'refused') {
    const { outcome: what = '', answer = '' } = attempt ?? {};
    return new UnusableAccount(
      `the operator does not answer in the protocol: ${[what, oneLine(answer).slice(0, shownCharacters)].filter(Boolean).join(', ')}`,
      'no answer',
    );
  }
  if (outcome.result === results.wrongToken)
    return new UnusableAccount('the operator does not take the token', 'token');
  return new UnusableAccount(`the operator does not let account ${account} play: result ${outcome.result}`, 'account');
}

function figuresOf(attempts: readonly AttemptRecord[]): Partial<Record<Command, CommandFigures>> {
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
      deadlineMs: deliveryOf[command].deadlineMs,
    };
  }
  return figures;
}
