/** A whole simulation: play over failing wires, retry what stayed open as someone on call would, and reconcile. */
import type { AmountMinor, Command } from '../contract/types.ts';
import { fasterClock } from '../delivery/clock.ts';
import { createDelivery, type ObservedAttempt } from '../delivery/delivery.ts';
import type { OperatorSettings } from '../delivery/operators.ts';
import type { Outbox } from '../delivery/outbox/outbox.ts';
import { type FaultKind, type FaultRates, type FaultyWire, startFaultyWire } from './faults.ts';
import { type CommandFigures, figuresOf } from './figures.ts';
import { type GameOptions, play } from './game.ts';
import { openingOf } from './opening.ts';
import { type Book, bookOf, compare, type Difference } from './reconcile.ts';
import { seeded } from './seeded.ts';

/** An operator at which is played, and over how bad a wire. */
export interface SimulatedOperator extends OperatorSettings, Pick<GameOptions, 'stakeMinor'> {
  /** How often each fault strikes. */
  readonly faults: FaultRates;
  /** The balance of each account before the play, in minor units; the operator is asked for it when not given. */
  readonly openingMinor?: ReadonlyMap<string, AmountMinor>;
}

/** Who plays, how much, and against which operators: at all of them at the same time, the same rounds with the same ids. */
export interface SimulationOptions extends Omit<GameOptions, 'delivery' | 'stakeMinor'> {
  readonly operators: readonly SimulatedOperator[];
  /** Where the deliveries are kept; it stays open. */
  readonly outbox: Outbox;
  /**
   * How many times shorter than in the contract deadlines and delays are; 1 when not given. The operators must answer as
   * much faster.
   */
  readonly timesFaster?: number;
}

/** What a simulation found at one operator. Its money is right when `differences` is empty. */
export interface SimulationReport {
  readonly operator: string;
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

/** An operator, and the wire to it. */
interface Line {
  readonly operator: SimulatedOperator;
  readonly wire: FaultyWire;
}

/**
 * Plays all rounds, tries again without faults what stayed open, and compares each balance with the provider's own book.
 * Resolves a report for each operator. Rejects with `UnusableAccount`, before anything is played, when an account can't play
 * at one of them.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport[]> {
  const { operators, outbox, accounts, seed, timesFaster = 1 } = options;
  const lines = await Promise.all(operators.map((operator) => startLine(operator, seed, timesFaster)));
  const attempts: ObservedAttempt[] = [];
  const last = new Map<string, ObservedAttempt>();
  const mostAtOnce = Math.max(accounts.length, 10);
  const common = { outbox, clock: fasterClock(timesFaster), random: seeded(seed) };
  const straight = createDelivery({
    ...common,
    operators: operators.map((operator) => ({ mostAtOnce, ...operator })),
    observe: (attempt) => void last.set(attempt.operator, attempt),
  });
  const stormy = createDelivery({
    ...common,
    operators: lines.map(({ operator, wire }) => ({ mostAtOnce, ...operator, url: wire.url })),
    observe: (attempt) =>
      void attempts.push(attempt.verdict === 'failed' ? attempt : { ...attempt, outcome: attempt.verdict }),
  });

  /** What each account has at each operator before the play. */
  async function openings(): Promise<ReadonlyMap<string, ReadonlyMap<string, AmountMinor>>> {
    const known = operators.map(async ({ name, contract, openingMinor }) => {
      const asked = { name, contract, delivery: straight.to(name), lastAttempt: () => last.get(name) };
      return [name, openingMinor ?? (await openingOf(asked, accounts, await bookOf(outbox, name)))] as const;
    });
    return new Map(await Promise.all(known));
  }

  async function playEverywhere(): Promise<void> {
    let done = 0;
    const played = (): void => options.played?.(++done);
    const games = operators.map(({ name, stakeMinor }) =>
      play({ ...options, stakeMinor, played, delivery: stormy.to(name) }),
    );
    await Promise.all(games);
    await stormy.close();
    await Promise.all(lines.map(({ wire }) => wire.drained()));
  }

  try {
    await straight.recover();
    const openingMinor = await openings();
    await playEverywhere();
    const open = await openIn(outbox, operators);
    await straight.recover();
    await straight.retry({ ids: [...open.values()].flat() });
    const reports = lines.map(async ({ operator: { name, contract }, wire }) => {
      const { movedMinor, ...book } = await bookOf(outbox, name);
      const opening = openingMinor.get(name) ?? new Map<string, AmountMinor>();
      const own = attempts.filter(({ operator }) => operator === name);
      return {
        operator: name,
        rounds: options.rounds,
        commands: figuresOf(contract, own),
        faults: wire.struck,
        book,
        unresolvedAtFirst: open.get(name) ?? [],
        differences: await compare({ movedMinor, ...book }, opening, straight.to(name)),
      };
    });
    return await Promise.all(reports);
  } finally {
    await Promise.all([stormy.close(), straight.close()]);
    await Promise.all(lines.map(({ wire }) => wire.close()));
  }
}

async function startLine(operator: SimulatedOperator, seed: number, timesFaster: number): Promise<Line> {
  const { contract, url, faults } = operator;
  const wire = await startFaultyWire({ contract, operatorUrl: url, rates: faults, seed, timesFaster });
  return { operator, wire };
}

/** The ids of what has not ended well, by operator. */
async function openIn(
  outbox: Outbox,
  operators: readonly SimulatedOperator[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const open = operators.map(
    async ({ name }) => [name, (await bookOf(outbox, name)).open.map(({ id }) => id)] as const,
  );
  return new Map(await Promise.all(open));
}
