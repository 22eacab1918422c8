/** A whole simulation: play over a failing wire, retry what stayed open as someone on call would, and reconcile. */
import type { AnyContract } from '../contract/contract.ts';
import { usualDecimals } from '../contract/money.ts';
import type { AmountMinor, Command } from '../contract/types.ts';
import { oneLine } from '../contract/visible.ts';
import { fasterClock } from '../delivery/clock.ts';
import { createDelivery, type DeliveryOutcome, type OperatorDelivery } from '../delivery/delivery.ts';
import type { AttemptRecord, Outbox } from '../delivery/outbox/outbox.ts';
import { type FaultKind, type FaultRates, startFaultyWire } from './faults.ts';
import { type GameOptions, play } from './game.ts';
import { balanceOf, type Book, bookOf, compare, type Difference } from './reconcile.ts';
import { seeded } from './seeded.ts';

/** Who plays, how much, against which operator, and over how bad a wire. */
export interface SimulationOptions extends Omit<GameOptions, 'delivery'> {
  /** The operator's name, under which the outbox keeps its deliveries. */
  readonly operator: string;
  /** In which the operator is spoken to. */
  readonly contract: AnyContract;
  readonly url: string;
  /** The operator's tokens, at least one. */
  readonly tokens: readonly string[];
  /** Where the deliveries are kept; it stays open. */
  readonly outbox: Outbox;
  /** How many decimals the operator's currency has; two when not given. */
  readonly currencyDecimals?: number;
  /** By which requests are signed; they are not when it is not given. */
  readonly signingSecret?: string;
  /** How often each fault strikes. */
  readonly faults: FaultRates;
  /** The balance of each account before the play, in minor units; the operator is asked for it when not given. */
  readonly openingMinor?: ReadonlyMap<string, AmountMinor>;
  /**
   * How many times shorter than in the contract deadlines and delays are; 1 when not given. The operator must answer as
   * much faster.
   */
  readonly timesFaster?: number;
}

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

/** What a simulation found. The operator's money is right when `differences` is empty. */
export interface SimulationReport {
  readonly rounds: number;
  readonly commands: Readonly<Partial<Record<Command, CommandFigures>>>;
  /** How often each fault struck. */
  readonly faults: Readonly<Record<FaultKind, number>>;
  /** The provider's account of the money at the end. */
  readonly book: Omit<Book, 'movedMinor'>;
  /** The ids of the deliveries that were open after the play, before they were tried again without faults. */
  readonly unresolvedAtFirst: readonly string[];
  /** Accounts whose balance is not what the book says. */
  readonly differences: readonly Difference[];
}

/** As much of an answer as tells what it is. */
const shownCharacters = 200;

/** Why no simulation was begun. */
export type Obstacle = 'no answer' | 'token' | 'account' | 'contract';

/**
 * An account can't play at the operator; nothing was played. `obstacle` says whether nobody answers, or the token or
 * the account is refused.
 */
export class UnusableAccount extends Error {
  override readonly name = 'UnusableAccount';
  readonly obstacle: Obstacle;

  constructor(message: string, obstacle: Obstacle) {
    super(message);
    this.obstacle = obstacle;
  }
}

/**
 * Plays all rounds over a failing wire, tries again without faults what stayed open, and compares each balance with the
 * provider's own book. Rejects with `UnusableAccount`, before anything is played, when an account can't play at the
 * operator.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { contract, outbox, tokens, url, seed, timesFaster = 1, currencyDecimals = usualDecimals } = options;
  const clock = fasterClock(timesFaster);
  const wire = await startFaultyWire({ contract, operatorUrl: url, rates: options.faults, seed, timesFaster });
  const attempts: AttemptRecord[] = [];
  const { operator, signingSecret } = options;
  const settings = {
    name: operator,
    contract,
    tokens,
    currencyDecimals,
    ...(signingSecret !== undefined && { signingSecret }),
    mostAtOnce: Math.max(options.accounts.length, 10),
  };
  const common = { outbox, clock, random: seeded(seed) };
  let last: AttemptRecord | undefined;
  const straight = createDelivery({
    ...common,
    operators: [{ ...settings, url }],
    observe: (attempt) => void (last = attempt),
  });
  const stormy = createDelivery({
    ...common,
    operators: [{ ...settings, url: wire.url }],
    observe: (attempt) =>
      void attempts.push(attempt.verdict === 'failed' ? attempt : { ...attempt, outcome: attempt.verdict }),
  });
  const direct = straight.to(operator);
  try {
    await straight.recover();
    const openingMinor =
      options.openingMinor ??
      (await openingOf(contract, direct, options.accounts, await bookOf(outbox, operator), () => last));
    await play({ ...options, delivery: stormy.to(operator) });
    await stormy.close();
    await wire.drained();
    const unresolvedAtFirst = (await bookOf(outbox, operator)).open.map(({ id }) => id);
    await straight.recover();
    await straight.retry({ ids: unresolvedAtFirst });
    const { movedMinor, ...book } = await bookOf(outbox, operator);
    const differences = await compare({ movedMinor, ...book }, openingMinor, direct);
    return {
      rounds: options.rounds,
      commands: figuresOf(contract, attempts),
      faults: wire.struck,
      book,
      unresolvedAtFirst,
      differences,
    };
  } finally {
    await Promise.all([stormy.close(), straight.close()]);
    await wire.close();
  }
}

/**
 * Authenticates every player, as the launch of a game does. What the outbox moved before is not part of the opening.
 */
async function openingOf(
  contract: AnyContract,
  delivery: OperatorDelivery,
  accounts: readonly string[],
  book: Book,
  lastAttempt: () => AttemptRecord | undefined,
): Promise<Map<string, AmountMinor>> {
  const opening = new Map<string, AmountMinor>();
  for (const account of accounts) {
    const outcome = await delivery.authenticate({ account });
    const balanceMinor = outcome.kind === 'accepted' ? await balanceOf(delivery, account) : undefined;
    if (balanceMinor === undefined) throw unusable(contract, account, outcome, lastAttempt());
    await demandContract(contract, delivery, account, lastAttempt);
    opening.set(account, balanceMinor - (book.movedMinor.get(account) ?? 0n));
  }
  return opening;
}

/** Players are looked up alike in every contract; a transaction is not. */
async function demandContract(
  { name }: AnyContract,
  delivery: OperatorDelivery,
  account: string,
  lastAttempt: () => AttemptRecord | undefined,
): Promise<void> {
  await delivery.status({ account, transactionId: '1' });
  const { outcome, answer = '' } = lastAttempt() ?? {};
  if (outcome === 'violation')
    throw new UnusableAccount(
      `the operator does not take a status in contract ${name}: ${oneLine(answer).slice(0, shownCharacters)}`,
      'contract',
    );
}

function unusable(
  { results }: AnyContract,
  account: string,
  outcome: DeliveryOutcome,
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

function figuresOf(
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
