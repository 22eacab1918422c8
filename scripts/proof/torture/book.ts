/** What a player must have, by the replies that were acknowledged: the sender's own account of it. */
import { type AnyContract, anyContract } from '../../../src/contract/contract.ts';
import type { Messages } from '../../../src/contract/types.ts';
import type { Entry } from '../../../src/wallet/state.ts';
import type { Acknowledged } from './acknowledged.ts';
import { limits, type TorturingProvider } from './providers.ts';
import { compare } from './restored.ts';

/** What must have become of a transaction. */
export interface Expected {
  readonly deltaMinor: bigint;
  readonly state: 'OK' | 'CANCELED' | 'unknown';
}

const unknown: Expected = { deltaMinor: 0n, state: 'unknown' };

export class Book {
  readonly provider: TorturingProvider;
  readonly contract: AnyContract;
  readonly account: string;
  balanceMinor: bigint;
  /** How many entries the account has. */
  version = 1;
  readonly transactions = new Map<bigint, Expected>();
  /** The wins that a guard has stopped, however that ended. */
  readonly held = new Set<bigint>();
  /** In the order in which the ledger wrote them. */
  #journal: Acknowledged[] = [];

  constructor(provider: TorturingProvider, account: string, openingMinor: bigint) {
    this.provider = provider;
    this.contract = anyContract<Messages>(provider.contract);
    this.account = account;
    this.balanceMinor = openingMinor;
  }

  expected(id: bigint): Expected {
    return this.transactions.get(id) ?? unknown;
  }

  /** Whether the guards stop a win of the round that the bet began. */
  mustBeHeld(betId: bigint, amountMinor: bigint): boolean {
    const { state, deltaMinor } = this.expected(betId);
    const { largestWinMinor, roundMultiple } = limits;
    const isSuspect = state !== 'OK' || amountMinor > largestWinMinor || amountMinor > -deltaMinor * roundMultiple;
    return amountMinor > 0n && isSuspect;
  }

  /** A guard has stopped the win; how that ended is told apart from it. */
  stopped(id: bigint): void {
    if (!this.held.has(id)) this.version++;
    this.held.add(id);
  }

  /** A bet or win stands. */
  moved(kind: 'bet' | 'win', id: bigint, amountMinor: bigint, sentAtMs: number): void {
    const deltaMinor = kind === 'bet' ? -amountMinor : amountMinor;
    // A restored ledger may have told it already.
    if (this.expected(id).state !== 'OK') this.balanceMinor += deltaMinor;
    this.transactions.set(id, { deltaMinor, state: 'OK' });
    this.#record(kind, id, amountMinor, sentAtMs);
  }

  /** Undone; what was never acknowledged is undone as well, and leaves no trace in the balance. */
  undone(id: bigint, sentAtMs: number): void {
    this.balanceMinor -= this.expected(id).deltaMinor;
    this.transactions.set(id, { deltaMinor: 0n, state: 'CANCELED' });
    this.#record('cancel', id, 0n, sentAtMs);
    // A cancel's own id has an entry of its own.
    if (this.contract.adapter.cancelHasId) this.version++;
  }

  /** Unknown, and for good: its place is taken should it still come, or it was held and is not paid. */
  barred(id: bigint, sentAtMs: number): void {
    this.refused(id);
    if (this.#journal.some((told) => told.kind === 'tombstone' && told.id === id)) return;
    this.#record('tombstone', id, 0n, sentAtMs);
  }

  refused(id: bigint): void {
    this.transactions.set(id, unknown);
  }

  /**
   * Goes on from a restored ledger, of which `entries` are the account's, and tells what it has lost and what is wrong with
   * it. The ledger was copied at `copiedAtMs`; nothing is known yet of the transaction `openId`, which is under way.
   */
  restore(
    entries: readonly Entry[],
    copiedAtMs: number,
    openId: bigint | undefined,
  ): { lost: readonly Acknowledged[]; wrong: string[] } {
    const told = entries.filter(({ kind }) => kind !== 'cancel-request');
    const { kept, lost, wrong } = compare(this.#journal, told, copiedAtMs, openId);
    this.#journal = kept;
    for (const id of this.transactions.keys()) this.refused(id);
    this.held.clear();
    this.balanceMinor = 0n;
    this.version = entries.length;
    for (const { kind, transactionId, deltaMinor } of told) {
      this.balanceMinor += deltaMinor;
      if (kind === 'held') this.held.add(BigInt(transactionId));
      if (kind === 'bet' || kind === 'win' || kind === 'release')
        this.transactions.set(BigInt(transactionId), { deltaMinor, state: 'OK' });
      if (kind === 'cancel') this.transactions.set(BigInt(transactionId), { deltaMinor: 0n, state: 'CANCELED' });
    }
    return { lost, wrong };
  }

  #record(kind: Acknowledged['kind'], id: bigint, amountMinor: bigint, sentAtMs: number): void {
    this.version++;
    const answeredAtMs = performance.now();
    this.#journal.push({ kind, id, amountMinor, balanceAfterMinor: this.balanceMinor, sentAtMs, answeredAtMs });
  }
}
