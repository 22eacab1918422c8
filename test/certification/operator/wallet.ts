/** The rules. Without a defect nothing waits between a check and what is written after it. */
import { setTimeout as pause } from 'node:timers/promises';
import { v4 } from '../../../src/contract/contracts.ts';
import { largestMinor } from '../../../src/contract/money.ts';
import type { Has } from './defects.ts';
import { type Account, type Accounts, Ledger, type Transaction } from './ledger.ts';
import { type Outcome, results } from './reply.ts';
import type { Asked } from './request.ts';

const fixedOrder = [21, 22, 41, 42, 43, 31];

export class Wallet {
  readonly #ledger: Ledger;
  readonly #has: Has;
  /** Bets in progress. */
  readonly #pending = new Set<string>();
  /** What was refused with 31. */
  readonly #refused = new Map<string, bigint>();
  #turn: Promise<void> = Promise.resolve();
  /** The last movement of each game. */
  readonly #games = new Map<string, Promise<void>>();
  /** Who was authenticated when. */
  readonly #sessions = new Map<string, number>();
  #lastAsked: Asked | undefined;
  #lastPlayer = '';
  #lastAccount: Account | undefined;

  constructor(accounts: Accounts, has: Has) {
    this.#ledger = new Ledger(accounts, has);
    this.#has = has;
  }

  balanceOf(name: string): bigint | undefined {
    return this.#ledger.account(name)?.balance;
  }

  restart(): void {
    this.#ledger.restart();
  }

  async carryOut(received: Asked): Promise<Outcome> {
    const mine = this.#has('request-variable-shared') ? await this.#lastMoving(received) : received;
    const asked = this.#has('player-variable-shared') ? await this.#byLastPlayer(mine) : mine;
    const { command, checks } = asked;
    if ((command === 'bet' && this.#has('slow-bets')) || (command === 'balance' && this.#has('slow-balance')))
      await pause(2_500);
    if (this.#has('slow-under-load')) await (this.#turn = this.#turn.then(() => pause(60)));
    if (this.#has('late-under-load')) await (this.#turn = this.#turn.then(() => pause(130)));
    if ((command === 'bet' || command === 'win') && this.#has('one-lock-for-all'))
      await (this.#turn = this.#turn.then(() => pause(30)));
    if (command === 'bet' && this.#has('cancel-race')) {
      this.#pending.add(asked.id);
      await pause(50);
      this.#pending.delete(asked.id);
    }

    const account =
      this.#ledger.account(asked.account) ??
      (this.#has('unknown-account-created') ? this.#ledger.open(asked.account, 0n, true) : undefined);
    if (!account) return this.#unknownAccount(asked);
    if (this.#has('inactive-always-refused') && !account.active) return { result: results.inactiveAccount };
    if (this.#has('unknown-check-refused') && checks.some((check) => !(check in v4.checkMeanings)))
      return this.#answer(results.failed, account);
    if (
      this.#has('old-timestamp-refused') &&
      asked.id !== '' &&
      command !== 'status' &&
      Number(asked.timestamp) < Date.now() / 1_000 - 300
    ) {
      return this.#answer(results.failed, account);
    }
    if (command === 'authenticate') this.#sessions.set(asked.account, Date.now());
    if (command === 'bet' && this.#has('session-expires')) {
      const sinceMs = Date.now() - (this.#sessions.get(asked.account) ?? Date.now());
      if (sinceMs > 2_000) return this.#answer(results.failed, account);
    }
    if (this.#has('id-above-2-62-refused') && asked.idField === 'trans_id' && BigInt(asked.id || 0) > 2n ** 62n)
      return this.#answer(results.failed, account);
    if (command === 'bet' && asked.bonus && this.#has('bonus-bet-refused'))
      return this.#answer(results.failed, account);
    for (const check of this.#inOrder(checks)) {
      if (this.#fails(check, asked, account)) return this.#refuse(check, asked, account);
    }
    if (command === 'bet' || command === 'win') return this.#take(asked, account, command);
    if (command === 'cancel') return this.#cancel(asked, account);
    if (command === 'status') return this.#status(asked, account);
    if (this.#has('balance-mixed-up')) {
      this.#lastAccount = account;
      await pause(3);
      return this.#answer(results.accepted, this.#lastAccount);
    }
    const lags = command === 'balance' && this.#has('stale-balance') && Date.now() - account.lagging.movedAtMs < 200;
    return this.#answer(results.accepted, lags ? { ...account, balance: account.lagging.balance } : account);
  }

  async #byLastPlayer(asked: Asked): Promise<Asked> {
    this.#lastPlayer = asked.account;
    await pause(3);
    return { ...asked, account: this.#lastPlayer };
  }

  /** A bet or win waits, and finds what came meanwhile in its place. */
  async #lastMoving(asked: Asked): Promise<Asked> {
    if (asked.command !== 'bet' && asked.command !== 'win') return asked;
    this.#lastAsked = asked;
    await pause(3);
    return this.#lastAsked;
  }

  /** Remembers an id of which nothing was carried out. */
  spend(asked: Asked): void {
    const account = this.#ledger.account(asked.account);
    if (account) this.#record(asked, account);
  }

  #record(asked: Asked, account: Account): void {
    const command = asked.command === 'win' ? 'win' : 'bet';
    const nothing = { amount: 0n, round: asked.round, cancelled: false, balanceThen: this.#ledger.balanceOf(account) };
    this.#ledger.record(asked, { command, account, ...nothing });
  }

  #inOrder(checks: readonly number[]): readonly number[] {
    if (this.#has('check-order-ignored'))
      return checks.toSorted((a, b) => fixedOrder.indexOf(a) - fixedOrder.indexOf(b));
    return this.#has('check-31-before-41') ? checks.toSorted((a, b) => Number(a === 41) - Number(b === 41)) : checks;
  }

  #fails(check: number, asked: Asked, account: Account): boolean {
    const { command } = asked;
    const moving = command === 'bet' || command === 'win';
    if (check === 22) {
      const unasked = command !== 'balance' && this.#has('check-22-of-balance-only');
      return !account.active && !unasked && !this.#has('check-22-ignored');
    }
    if (check === 31) return command === 'bet' && this.#isShort(asked, account);
    if (check === 42) return (command === 'cancel' || command === 'status') && !this.#ledger.named(asked, account);
    if (check === 43) return asked.ownId !== undefined && !this.#ledger.named(asked, account);
    if (check === 41 && command === 'cancel') return this.#isOwnIdSpent(asked);
    if (check !== 41 || !moving) return false;
    const repeated = this.#ledger.repeated(asked, account);
    if (repeated) return repeated.cancelled || !this.#has('repeat-accepted');
    return this.#ledger.isBuried(asked) && !this.#has('tombstone-answers-0');
  }

  #isOwnIdSpent(asked: Asked): boolean {
    const own = this.#ledger.withOwnId(asked);
    if (own?.command === 'cancel' && this.#has('cancel-repeat-accepted')) return false;
    return own !== undefined || this.#ledger.isOwnIdBuried(asked);
  }

  #isShort({ amount }: Asked, { balance, floating }: Account): boolean {
    if (this.#has('overdraft-allowed')) return false;
    if (this.#has('rounded-float-balance')) return Number(amount) / 100 > floating;
    return amount > balance || (this.#has('whole-balance-refused') && amount === balance);
  }

  #refuse(check: number, asked: Asked, account: Account): Outcome {
    if (check === 22) {
      if (asked.command === 'cancel' && this.#has('tombstone-on-refused-cancel')) this.#ledger.bury(asked);
      if (asked.command === 'win' && this.#has('refused-22-spends-id')) this.#record(asked, account);
      return { result: results.inactiveAccount };
    }
    if (check === 31) return this.#refuseShort(asked, account);
    if (check !== 41) return this.#refuseUnknown(asked, account);
    if (asked.command !== 'cancel') return this.#refuseRepeat(asked, account);
    if (this.#has('tombstone-when-refused-with-41')) this.#ledger.bury(asked);
    return this.#answer(results.alreadyProcessed, account);
  }

  #unknownAccount({ checks }: Asked): Outcome {
    if (this.#has('account-only-when-asked') && !checks.includes(21)) return { result: results.accepted, balance: '0' };
    return { result: this.#has('unknown-account-99') ? results.failed : results.unknownAccount };
  }

  #refuseShort(asked: Asked, account: Account): Outcome {
    this.#refused.set(asked.id, asked.amount);
    const answer = this.#answer(results.insufficientBalance, account);
    if (this.#has('refused-recorded')) this.#record(asked, account);
    return answer;
  }

  #refuseRepeat(asked: Asked, account: Account): Outcome {
    const first = this.#ledger.repeated(asked, account);
    if (first && this.#has('repeat-500')) return { ...this.#answer(results.failed, account), httpStatus: 500 };
    if (first && this.#has('repeat-refused-but-moved'))
      this.#ledger.move(account, asked.command === 'bet' ? -asked.amount : asked.amount);
    const answer = this.#answer(results.alreadyProcessed, account);
    return first && this.#has('balance-of-then-on-41') ? { ...answer, balance: first.balanceThen } : answer;
  }

  /** A cancel or status of what the account does not have; the cancel is remembered. */
  #refuseUnknown(asked: Asked, account: Account): Outcome {
    const buried = this.#ledger.isBuried(asked);
    const accepted = this.#answer(results.accepted, account);
    if (asked.command === 'status') {
      if (this.#has('refused-status-ok') && this.#refused.has(asked.id)) return { ...accepted, transStatus: 'OK' };
      if (this.#has('status-unknown-ok')) return { ...accepted, transStatus: 'OK' };
      if (buried && this.#has('tombstone-status-known')) return { ...accepted, transStatus: 'CANCELED' };
      return this.#answer(results.unknownTransaction, account);
    }
    const passed = this.#cancelOfCancel(asked, account);
    if (passed) return passed;
    if (this.#has('unknown-cancel-accepted') || (buried && this.#has('tombstone-cancel-accepted'))) return accepted;
    const refused = this.#refused.get(asked.id);
    const credit = this.#has('minting-cancel') ? 100n : this.#has('refused-bet-refunded') ? refused : undefined;
    if (credit !== undefined) {
      this.#ledger.move(account, credit);
      this.#refused.delete(asked.id);
      return this.#answer(results.accepted, account);
    }
    if (this.#has('foreign-cancel-blocks')) for (const taken of this.#ledger.withId(asked)) taken.cancelled = true;
    const forgotten =
      this.#pending.has(asked.id) || (refused !== undefined && this.#has('refused-cancel-no-tombstone'));
    const unasked =
      (!asked.checks.includes(42) && this.#has('tombstone-when-42-asked')) ||
      (!asked.checks.includes(43) && this.#has('tombstone-when-43-asked'));
    if (!forgotten && !unasked) this.#ledger.bury(asked);
    if (this.#has('unknown-target-spends-id')) this.#spendId(asked, account);
    return this.#answer(this.#unknownTarget(asked), account);
  }

  /** Either check asks for the target, where there are two. */
  #unknownTarget({ ownId, checks }: Asked): number {
    if (ownId === undefined || this.#has('unknown-target-as-42')) return results.unknownTransaction;
    const asked = checks.find((check) => check === 42 || check === 43);
    return asked === 42 && !this.#has('unknown-target-as-43') ? results.unknownTransaction : results.unknownTarget;
  }

  /** Remembers a cancel by its own id, where it has one. */
  #spendId(asked: Asked, account: Account): void {
    if (asked.ownId === undefined || this.#has('cancel-id-unspent')) return;
    const told = { amount: 0n, round: '', cancelled: false, balanceThen: '' };
    this.#ledger.record(asked, { command: 'cancel', account, target: asked.id, ...told });
  }

  /** A bet or a win that passed the checks asked; the rest of the rules holds unasked. */
  async #take(asked: Asked, account: Account, command: 'bet' | 'win'): Promise<Outcome> {
    const { amount, checks, round } = asked;
    const first = this.#ledger.repeated(asked, account);
    if (first?.cancelled) {
      if (this.#has('cancelled-repeat-without-41-accepted')) return this.#answer(results.accepted, account);
      return this.#refuseRepeat(asked, account);
    }
    if (first) {
      if (this.#has('repeat-without-41-refused')) return this.#refuseRepeat(asked, account);
      const same =
        first.command === command && first.account === account && first.amount === amount && first.round === round;
      return this.#answer(
        same || this.#has('conflict-without-41-accepted') ? results.accepted : results.failed,
        account,
      );
    }
    if (
      this.#ledger.isBuried(asked) &&
      !(
        (this.#has('tombstone-needs-41') || (command === 'win' && this.#has('win-tombstone-needs-41'))) &&
        !checks.includes(41)
      )
    ) {
      return this.#has('tombstone-answers-0')
        ? this.#answer(results.accepted, account)
        : this.#refuseRepeat(asked, account);
    }
    if (this.#has('check-then-insert-race') || (command === 'win' && this.#has('win-race'))) await pause(5);

    if (amount === 0n && this.#has(command === 'bet' ? 'zero-bet-refused' : 'zero-win-refused'))
      return this.#answer(results.failed, account);
    if (command === 'bet' && this.#isShort(asked, account)) {
      if (!this.#has('balance-only-when-asked') || checks.includes(31)) return this.#refuseShort(asked, account);
    }
    if (command === 'win' && this.#has('win-refused-insufficient') && amount > account.balance)
      return this.#answer(results.insufficientBalance, account);
    if (command === 'win' && account.balance + amount > largestMinor) return this.#answer(results.failed, account);

    const inRound = this.#ledger.ofRound(round);
    if (this.#has('round-of-one-player') && inRound.some((taken) => taken.account !== account))
      return this.#answer(results.failed, account);
    if (command === 'win' && this.#has('round-over-unpaid') && inRound.some((taken) => taken.cancelled))
      return this.#answer(results.accepted, account);
    if (command === 'bet' && this.#has('round-over')) {
      if (inRound.some((taken) => taken.command === 'win' || taken.cancelled))
        return this.#answer(results.failed, account);
    }
    const before = this.#answer(results.accepted, account);
    const transaction = { command, account, amount, round, cancelled: false, balanceThen: '' };
    if (this.#has('unrecorded-when-left')) {
      await pause(20);
      if (asked.left?.() === true) {
        this.#ledger.move(account, command === 'bet' ? -amount : amount);
        return before;
      }
    }
    if (amount !== 0n || command === 'win' || !this.#has('zero-bet-unrecorded'))
      this.#ledger.record(asked, transaction);
    if (this.#has('overdraw-race')) await pause(5);
    if (this.#has('unmoved-when-left')) await pause(20);
    const unmoved =
      this.#has('unmoved-when-left') && asked.left?.() === true
        ? true
        : command === 'win'
          ? (!account.active && this.#has('inactive-win-unpaid')) || (asked.bonus && this.#has('bonus-unpaid'))
          : asked.bonus && this.#has('bonus-bet-free');
    const takes = this.#has('type-over-command') ? asked.type !== 2 : command === 'bet';
    const slow = this.#move(account, unmoved ? 0n : takes ? -amount : amount, asked.game);
    if (slow) await slow;
    transaction.balanceThen = this.#ledger.balanceOf(account);
    return this.#has('balance-before-movement') ? before : this.#answer(results.accepted, account);
  }

  /** A cancel whose own id is taken, by the same cancel or by anything else. */
  #repeatCancel(own: Transaction | undefined, asked: Asked, account: Account): Outcome {
    if (own === undefined || own.cancelled || this.#has('cancel-repeat-41-unasked'))
      return this.#answer(results.alreadyProcessed, account);
    const same = own.command === 'cancel' && own.account === account && own.target === asked.id;
    return this.#answer(same ? results.accepted : results.failed, account);
  }

  /** A cancel of a cancel, where a defect lets it pass. */
  #cancelOfCancel(asked: Asked, account: Account): Outcome | undefined {
    const [target] = this.#ledger.withId(asked);
    if (target?.command !== 'cancel') return undefined;
    if (this.#has('cancel-of-cancel-undone')) this.#ledger.move(account, -100n);
    const passes = this.#has('cancel-of-cancel-undone') || this.#has('cancel-of-cancel-accepted');
    return passes ? this.#answer(results.accepted, account) : undefined;
  }

  async #cancel(asked: Asked, account: Account): Promise<Outcome> {
    const own = this.#ledger.withOwnId(asked);
    if (own || this.#ledger.isOwnIdBuried(asked)) return this.#repeatCancel(own, asked, account);
    const found = this.#ledger.named(asked, account);
    if (!found) {
      const accepted = this.#has('known-only-when-asked') && !asked.checks.includes(42);
      return accepted ? this.#answer(results.accepted, account) : this.#refuseUnknown(asked, account);
    }
    const { command } = found;
    const { saidAmount = found.amount } = asked;
    const refunded = found.cancelledAtMs !== undefined && Date.now() - found.cancelledAtMs > 2_000;
    if (
      found.cancelled &&
      !(refunded && this.#has('refund-expires')) &&
      !this.#has('double-refund') &&
      !this.#has('another-cancel-refunds')
    )
      return this.#cancelAgain(found, asked, account);
    if (saidAmount !== found.amount && this.#has('cancel-amount-conflict-refused'))
      return this.#answer(results.failed, account);
    const last = command === 'bet' && this.#has('cancel-of-last-bet') ? this.#ledger.ofRound(found.round) : [];
    const moved = last.findLast((taken) => taken.command === 'bet') ?? found;
    const amount = this.#has('cancel-amount-believed') ? saidAmount : moved.amount;
    if (command === 'win' && this.#has('cancel-win-refused-when-spent') && found.account.balance < amount) {
      return this.#answer(results.insufficientBalance, account);
    }
    const spendsFirst = this.#has('another-cancel-race');
    if (spendsFirst) this.#spendId(asked, account);
    if (spendsFirst || this.#has('refund-race') || (command === 'win' && this.#has('win-refund-race'))) await pause(5);
    const before = this.#answer(results.accepted, account);
    if (!spendsFirst) this.#spendId(asked, account);
    found.cancelled = true;
    found.cancelledAtMs = Date.now();
    const rest =
      command === 'bet' ? this.#ledger.ofRound(found.round).filter((taken) => taken !== found && !taken.cancelled) : [];
    if (this.#has('cancel-unpaid-when-left')) {
      await pause(20);
      if (asked.left?.() === true) return before;
    }
    if (!account.active && this.#has('inactive-cancel-unpaid')) return before;
    if (this.#has('cancel-settled-ignored') && rest.length > 0) return before;
    if (this.#has('cancel-of-round')) {
      for (const taken of rest) {
        taken.cancelled = true;
        this.#ledger.move(taken.account, this.#giveBack(taken.command, taken.amount, taken.account.balance));
      }
    }
    const slow = this.#move(found.account, this.#giveBack(command, amount, found.account.balance), asked.game);
    if (slow) await slow;
    found.balanceAtCancel = this.#ledger.balanceOf(account);
    return this.#has('balance-before-movement') ? before : this.#answer(results.accepted, account);
  }

  /** Another cancel of what is cancelled; without an id of its own, the same. */
  #cancelAgain({ balanceAtCancel }: Transaction, asked: Asked, account: Account): Outcome {
    if (!this.#has('another-cancel-id-unspent')) this.#spendId(asked, account);
    if (this.#has('another-cancel-41')) return this.#answer(results.alreadyProcessed, account);
    if (this.#has('another-cancel-unknown')) return this.#answer(this.#unknownTarget(asked), account);
    if (balanceAtCancel !== undefined && this.#has('second-cancel-stale'))
      return { result: results.accepted, balance: balanceAtCancel };
    return this.#answer(this.#has('second-cancel-refused') ? results.unknownTransaction : results.accepted, account);
  }

  /** What a cancel moves. */
  #giveBack(command: Transaction['command'], amount: bigint, balance: bigint): bigint {
    if (command === 'bet' || this.#has('cancel-win-credits')) return amount;
    if (this.#has('cancel-win-ignored')) return 0n;
    return this.#has('cancel-win-clamped') && balance < amount ? -balance : -amount;
  }

  #status(asked: Asked, account: Account): Outcome {
    const found = this.#ledger.named(asked, account);
    const presumed = this.#has('known-only-when-asked') && !asked.checks.includes(42);
    if (!found && !presumed) return this.#refuseUnknown(asked, account);
    const ofCancel = found?.command === 'cancel';
    if (ofCancel && this.#has('status-of-cancel-unknown')) return this.#refuseUnknown(asked, account);
    const cancelled =
      (found?.cancelled === true &&
        !this.#has('status-never-cancelled') &&
        !(found.command === 'win' && this.#has('status-of-cancelled-win-ok'))) ||
      (ofCancel && this.#has('status-of-cancel-canceled'));
    const partly =
      found !== undefined &&
      this.#has('status-of-round') &&
      this.#ledger.ofRound(found.round).some((taken) => taken.cancelled);
    const transStatus = cancelled || partly ? 'CANCELED' : 'OK';
    if (!found || !this.#has('status-cached')) return { result: results.accepted, transStatus };
    found.statusTold ??= transStatus;
    return { result: results.accepted, transStatus: found.statusTold };
  }

  /** Something to wait for only where a defect makes the movement slow. */
  #move(account: Account, delta: bigint, game: string): Promise<void> | undefined {
    if (this.#has('lost-update')) return this.#moveSlowly(account, delta);
    if (this.#has('lock-per-game')) {
      const before = this.#games.get(game) ?? Promise.resolve();
      const moved = before.then(() => this.#moveSlowly(account, delta));
      this.#games.set(game, moved);
      return moved;
    }
    this.#ledger.move(account, delta);
    return undefined;
  }

  async #moveSlowly(account: Account, delta: bigint): Promise<void> {
    const { balance } = account;
    await pause(5);
    account.balance = balance + delta;
  }

  #answer(result: number, account: Account): Outcome {
    return { result, balance: this.#ledger.balanceOf(account) };
  }
}
