/** What the operator remembers: accounts, transactions and tombstones. Synchronous throughout. */
import { formatMoney } from '../../../src/contract/money.ts';
import type { Has } from './defects.ts';
import { keyOf } from './idKeys.ts';
import type { Asked } from './request.ts';

export interface Account {
  readonly name: string;
  readonly active: boolean;
  balance: bigint;
  /** The same in units, for those who keep it so. */
  floating: number;
  /** The balance before the last movement, and when that was. */
  lagging: { readonly balance: bigint; readonly movedAtMs: number };
}

export interface Transaction {
  /** A cancel is one where it has an id of its own. */
  readonly command: 'bet' | 'win' | 'cancel';
  readonly account: Account;
  readonly amount: bigint;
  readonly round: string;
  /** What a cancel has undone. */
  readonly target?: string;
  cancelled: boolean;
  readonly timestamp?: string;
  readonly game?: string;
  /** When it was recorded, and cancelled. */
  readonly atMs?: number;
  cancelledAtMs?: number;
  /** What the answer to its first cancel said. */
  balanceAtCancel?: string;
  /** The status that was told first. */
  statusTold?: 'OK' | 'CANCELED';
  /** What the first answer said. */
  balanceThen: string;
}

export type Accounts = Readonly<Record<string, { balanceMinor: bigint; active?: boolean }>>;

export class Ledger {
  readonly #accounts = new Map<string, Account>();
  /** By id. More than one of an id only where a defect takes a repeat. */
  readonly #taken = new Map<string, Transaction[]>();
  /** When each was left. */
  readonly #tombstones = new Map<string, number>();
  readonly #has: Has;

  constructor(accounts: Accounts, has: Has) {
    this.#has = has;
    for (const [name, { balanceMinor, active = true }] of Object.entries(accounts))
      this.open(name, balanceMinor, active);
  }

  open(name: string, balance: bigint, active: boolean): Account {
    const account = { name, active, balance, floating: Number(balance) / 100, lagging: { balance, movedAtMs: 0 } };
    this.#accounts.set(name, account);
    return account;
  }

  account(name: string): Account | undefined {
    if (this.#has('account-glued-into-sql') && name.includes("'OR'")) return this.#accounts.values().next().value;
    const exact = this.#accounts.get(this.#has('account-trimmed') ? name.trim() : name);
    const alike = exact ?? this.#alike(name);
    if (alike) return alike;
    if (!this.#has('account-case-insensitive')) return undefined;
    return [...this.#accounts.values()].find((account) => account.name.toLowerCase() === name.toLowerCase());
  }

  /** As a collation, or LIKE, finds it. */
  #alike(name: string): Account | undefined {
    if (this.#has('account-widths-ignored')) return this.#accounts.get(name.normalize('NFKC'));
    if (this.#has('account-signs-ignored')) return this.#accounts.get(name.replaceAll(/[^\p{L}\p{N}]/gu, ''));
    const plain = this.#has('account-accents-ignored') ? name.normalize('NFD').replaceAll(/\p{M}/gu, '') : name;
    const like = new RegExp(
      `^${name
        .replaceAll(/[^%_\p{L}\p{N}]/gu, '.')
        .replaceAll('%', '.*')
        .replaceAll('_', '.')}$`,
    );
    const all = [...this.#accounts.values()];
    return this.#has('account-like') ? all.find((account) => like.test(account.name)) : this.#accounts.get(plain);
  }

  move(account: Account, delta: bigint): void {
    account.lagging = { balance: account.balance, movedAtMs: Date.now() };
    account.balance =
      this.#has('debt-forgiven') && account.balance < 0n && delta > 0n ? delta : account.balance + delta;
    if (this.#has('int32-cents')) account.balance = BigInt.asIntN(32, account.balance);
    account.floating += Number(delta) / 100;
    if (this.#has('single-precision-balance')) account.floating = Math.fround(account.floating);
  }

  /** The balance as a JSON number. */
  balanceOf({ balance, floating }: Account): string {
    if (this.#has('rounded-float-balance') || this.#has('single-precision-balance')) return floating.toFixed(2);
    if (this.#has('float-balance')) return String(floating);
    if (this.#has('float-column')) return String(Number((Number(balance) / 100).toPrecision(6)));
    if (balance % 100n !== 0n && balance < 0n && this.#has('debt-told-by-floor')) return formatMoney(balance - 100n, 2);
    return this.#has('balance-in-cents') ? String(balance) : formatMoney(balance, 2);
  }

  record(asked: Asked, transaction: Transaction): void {
    const key = this.#keyOf(transaction.command === 'cancel' ? ownOf(asked) : asked);
    const dated = Object.assign(transaction, { timestamp: asked.timestamp, game: asked.game, atMs: Date.now() });
    this.#taken.set(key, [...(this.#taken.get(key) ?? []), dated]);
    if (this.#has('dedupe-forgets-50'))
      for (const oldest of [...this.#taken.keys()].slice(0, -50)) this.#taken.delete(oldest);
    if (!this.#has('dedupe-forgets')) return;
    for (const oldest of [...this.#taken.keys()].slice(0, -3)) this.#taken.delete(oldest);
  }

  /** The transaction that a bet or win repeats. */
  repeated(asked: Asked, account: Account): Transaction | undefined {
    const { command, amount, round, checks } = asked;
    const has = this.#has;
    if (has(command === 'bet' ? 'no-dedupe-bet' : 'no-dedupe-win')) return undefined;
    if (
      (has('dedupe-only-when-asked') || (command === 'win' && has('win-dedupe-only-when-asked'))) &&
      !checks.includes(41)
    )
      return undefined;
    if (
      command === 'win' &&
      has('win-dedupe-forgets') &&
      ![...this.#taken.keys()].slice(-3).includes(this.#keyOf(asked))
    )
      return undefined;
    if (has('cancel-id-apart') && this.withId(asked)[0]?.command === 'cancel') return undefined;
    if (has('round-once')) {
      const alike = (taken: Transaction): boolean => taken.command === command && taken.amount === amount;
      const before = this.ofRound(round).find((taken) => taken.account === account && alike(taken));
      if (before) return before;
    }
    if (has('dedupe-by-round')) return [...this.#taken.values()].flat().find((taken) => taken.round === round);
    return this.#taken.get(this.#keyOf(asked))?.find((taken) => {
      const win = taken.command === 'win';
      if ((has('dedupe-by-amount-too') || (win && has('win-dedupe-by-amount-too'))) && taken.amount !== amount)
        return false;
      if ((has('dedupe-per-account') || (win && has('win-dedupe-per-account'))) && taken.account !== account)
        return false;
      if (has(win ? 'win-dedupe-expires' : 'dedupe-expires') && isOld(taken.atMs)) return false;
      if (taken.cancelled && has('cancelled-expires') && isOld(taken.cancelledAtMs)) return false;
      if (has('dedupe-by-second') && taken.timestamp !== asked.timestamp) return false;
      if (has('dedupe-by-amount-unasked') && taken.amount !== amount && !checks.includes(41)) return false;
      if (has('dedupe-per-game') && taken.game !== asked.game) return false;
      if (has('dedupe-per-round') && taken.round !== round) return false;
      if (win && taken.cancelled && has('cancelled-win-taken-unasked') && !checks.includes(41)) return false;
      if (has('dedupe-per-command') && taken.command !== command) return false;
      return !(taken.cancelled && has(command === 'bet' ? 'bet-after-cancel-taken' : 'win-after-cancel-taken'));
    });
  }

  /** What is in memory only is gone. */
  restart(): void {
    if (this.#has('forgets-at-restart')) this.#taken.clear();
    if (this.#has('forgets-at-restart') || this.#has('tombstones-end-at-restart')) this.#tombstones.clear();
  }

  /** The transaction of the asking account that a cancel or status names. */
  named(asked: Asked, account: Account): Transaction | undefined {
    const anyAccount = this.#has(asked.command === 'cancel' ? 'cancel-any-account' : 'status-any-account');
    const betsOnly = this.#has(asked.command === 'cancel' ? 'cancel-of-bets-only' : 'status-of-bets-only');
    return this.withId(asked).find(
      (taken) =>
        (anyAccount ||
          (taken.command === 'win' && this.#has('cancel-any-account-of-wins')) ||
          taken.account === account) &&
        !(betsOnly && taken.command === 'win') &&
        !(isOld(taken.atMs) && this.#has(asked.command === 'cancel' ? 'late-cancel-unknown' : 'status-expires')) &&
        !(asked.command === 'cancel' && taken.command === 'cancel'),
    );
  }

  /** All of this id, whoever they belong to. */
  withId(asked: Asked): readonly Transaction[] {
    return this.#taken.get(this.#keyOf(asked)) ?? [];
  }

  /** What has a cancel's own id already. */
  withOwnId(asked: Asked): Transaction | undefined {
    if (asked.ownId === undefined || this.#has('double-refund')) return undefined;
    if (asked.ownId === asked.id && this.#has('cancel-of-itself-taken')) return undefined;
    const [first] = this.withId(ownOf(asked));
    if (this.#has('refund-expires') && isOld(first?.atMs)) return undefined;
    return first && first.command !== 'cancel' && this.#has('cancel-id-unlooked') ? undefined : first;
  }

  /** Whether a cancel's own id is that of a tombstone. */
  isOwnIdBuried(asked: Asked): boolean {
    return asked.ownId !== undefined && !this.#has('cancel-id-buried-taken') && this.isBuried(ownOf(asked));
  }

  /** All of this round. */
  ofRound(round: string): readonly Transaction[] {
    return [...this.#taken.values()].flat().filter((taken) => taken.command !== 'cancel' && taken.round === round);
  }

  bury(asked: Asked): void {
    if (this.#has('tombstones-forgotten'))
      for (const [oldest] of [...this.#tombstones].slice(0, -2)) this.#tombstones.delete(oldest);
    const buried = this.#has('tombstone-of-cancel-id') ? ownOf(asked) : asked;
    if (!this.#has('no-tombstone') && this.withId(buried).length === 0)
      this.#tombstones.set(this.#graveOf(buried), Date.now());
  }

  isBuried(asked: Asked): boolean {
    const atMs = this.#tombstones.get(this.#graveOf(asked));
    if (this.#has('tombstone-expires') && isOld(atMs)) return false;
    return atMs !== undefined && !(asked.command === 'win' && this.#has('tombstone-bet-only'));
  }

  #graveOf(asked: Asked): string {
    return this.#has('tombstone-per-account') ? `${asked.account} ${this.#keyOf(asked)}` : this.#keyOf(asked);
  }

  #keyOf(asked: Asked): string {
    return keyOf(asked, this.#has);
  }
}

/** Two seconds and more. */
const isOld = (atMs: number | undefined): boolean => atMs !== undefined && Date.now() - atMs > 2_000;

/** The same, about the cancel itself. */
function ownOf(asked: Asked): Asked {
  return { ...asked, id: asked.ownId ?? asked.id };
}
