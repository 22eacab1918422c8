/** One player of the sender: its callbacks are sent one after another, and what each reply must say is known to the cent. */
import type { Book } from './book.ts';
import type { Call, Reply } from './calls.ts';
import type { Clerk } from './clerk.ts';
import type { Restoration } from './restoration.ts';
import { reconcile } from './reconcile.ts';

/** What all players have in common. */
export interface Table {
  readonly random: () => number;
  readonly clerk: Clerk;
  /** What was answered otherwise than it must have been. */
  readonly contradictions: string[];
  readonly counts: { acknowledged: number; unanswered: number; compensated: number; lost: number };
}

/** Which server a player's callbacks go to, and with which ids. */
export interface Route {
  /** Of a bet; the id after it is its win's. */
  nextId(): bigint;
  home(): Call;
  /** Where they go while home can't be used. */
  elsewhere(): Call;
}

/** Between two attempts; the contract's delays would make a test of hours. */
const patienceMs = 20;

export class Player {
  readonly #table: Table;
  readonly #route: Route;
  readonly #book: Book;
  /** What took the place of the ledger that the book is of. */
  #restored: (Restoration & { isThere: boolean; followed(): void }) | undefined;
  /** What was lost and would be sent until it is settled: wins and cancels, when nothing else is under way. */
  #sendAgain: (() => Promise<void>) | undefined;
  /** The account's version in what was lost. */
  #lostVersion = 0;

  constructor(table: Table, route: Route, book: Book) {
    this.#table = table;
    this.#route = route;
    this.#book = book;
  }

  async playRound(): Promise<void> {
    const { random } = this.#table;
    if (this.#restored?.isThere) await this.#catchUp(undefined);
    await this.#sendAgain?.();
    this.#sendAgain = undefined;
    const id = this.#route.nextId();
    const winId = id + 1n;
    const staked = await this.#bet(id, BigInt(Math.floor(random() * 500)));
    if (staked && random() < 0.15) return this.#cancel(id);
    await this.#win(winId, random() < 0.5 ? 0n : BigInt(Math.floor(random() * 1_000)));
    if (random() < 0.1) await this.#cancelOnce(winId);
  }

  /** No reply counts from now on until the book follows the restored ledger. Resolves when what is due was sent again, too. */
  follow(restoration: Restoration): Promise<void> {
    return new Promise((followed) => {
      const restored = { ...restoration, isThere: false, followed };
      this.#restored = restored;
      void restoration.entries.then(() => (restored.isThere = true));
    });
  }

  async reconcile(): Promise<void> {
    for (const line of await reconcile(this.#book, this.#server())) this.#contradict(line);
  }

  /** Sent once; without an answer it is cancelled. Resolves whether the stake was taken. */
  async #bet(id: bigint, amount: bigint): Promise<boolean> {
    const { random } = this.#table;
    const sentAtMs = performance.now();
    const reply = await this.#move('bet', id, amount);
    if (!reply) return this.#compensate(id);
    if (reply.result !== 'failed' && !(await this.#counts(id))) return this.#compensate(id);
    if (reply.result !== 'accepted') {
      this.#book.refused(id);
      if (reply.balanceMinor !== undefined) this.#expectBalance(`bet ${id} refused`, reply);
      return false;
    }
    this.#book.moved('bet', id, amount, sentAtMs);
    this.#expectBalance(`bet ${id}`, reply);
    if (random() < 0.1) await this.#repeat('bet', id, amount);
    // A bet that was lost is a new one when it is repeated.
    return this.#restored ? this.#compensate(id) : true;
  }

  async #compensate(id: bigint): Promise<false> {
    const { counts } = this.#table;
    counts.unanswered++;
    await this.#cancel(id);
    counts.compensated++;
    return false;
  }

  /** What was acknowledged must be known when it comes again. */
  async #repeat(command: 'bet' | 'win', id: bigint, amount: bigint): Promise<void> {
    const reply = await this.#move(command, id, amount);
    if (!reply || reply.result === 'failed' || this.#restored) return;
    if (reply.result !== 'alreadyProcessed') this.#contradict(`repeated ${command} ${id} answered ${reply.result}`);
    this.#expectBalance(`repeated ${command} ${id}`, reply);
  }

  async #win(id: bigint, amount: bigint): Promise<void> {
    const { clerk } = this.#table;
    const provider = this.#book.provider.name;
    await this.#untilSettled(
      async (attempt, sentAtMs) => {
        const hold = attempt > 1 ? clerk.ask(provider, id) : undefined;
        if (hold?.takeBack) {
          if (!(await this.#counts(id))) return false;
          this.#book.stopped(id);
          await this.#cancel(id);
          return true;
        }
        const reply = await this.#move('win', id, amount);
        // Without a balance nobody has looked at it.
        const isRejected = reply?.result === 'failed' && reply.balanceMinor !== undefined && hold?.isRejected === true;
        if (!reply || (reply.result === 'failed' && !isRejected) || !(await this.#counts(id))) return false;
        this.#winSettled(id, amount, { reply, attempt, isRejected, sentAtMs });
        return true;
      },
      () => this.#book.mustBeHeld(betOf(id), amount),
    );
    clerk.settled(provider, id);
  }

  #winSettled(
    id: bigint,
    amount: bigint,
    { reply, attempt, isRejected, sentAtMs }: { reply: Reply; attempt: number; isRejected: boolean; sentAtMs: number },
  ): void {
    const isHeld = this.#book.mustBeHeld(betOf(id), amount);
    // On a repeat, 41 tells that an earlier attempt arrived, and was released where it was held.
    const isPaid = (reply.result === 'accepted' && !isHeld) || (attempt > 1 && reply.result === 'alreadyProcessed');
    if (!isPaid && !(isRejected && isHeld)) {
      this.#contradict(`win ${id}${isHeld ? ', to be held' : ''}, attempt ${attempt}, answered ${reply.result}`);
      return;
    }
    if (isHeld) this.#book.stopped(id);
    if (isPaid) this.#book.moved('win', id, amount, sentAtMs);
    else this.#book.barred(id, sentAtMs);
    this.#expectBalance(`win ${id}`, reply);
  }

  /** Unless a win was taken back before its hold had ended. */
  async #cancelOnce(id: bigint): Promise<void> {
    if (this.#book.expected(id).state !== 'CANCELED') await this.#cancel(id);
  }

  async #cancel(id: bigint): Promise<void> {
    const { account, contract } = this.#book;
    const own = contract.adapter.cancelHasId ? { transactionId: `cancel-${id}` } : {};
    const order = { kind: 'cancel', account, targetId: String(id), ...own } as const;
    await this.#untilSettled(async (attempt, sentAtMs) => {
      const reply = await this.#server()('cancel', order);
      if (!reply || reply.result === 'failed' || !(await this.#counts(id))) return false;
      const isUnknown = reply.result === 'unknownTransaction' || reply.result === 'unknownTarget';
      if (isUnknown && this.#book.expected(id).state === 'OK') {
        this.#contradict(`acknowledged ${id} is not known to its cancel`);
      } else if (reply.result === 'accepted' || (attempt > 1 && reply.result === 'alreadyProcessed')) {
        this.#book.undone(id, sentAtMs);
      } else if (isUnknown) {
        this.#book.barred(id, sentAtMs);
      } else {
        this.#contradict(`cancel ${id}, attempt ${attempt}, answered ${reply.result}`);
      }
      this.#expectBalance(`cancel ${id}`, reply);
      return true;
    });
  }

  /** An attempt that `waits` says to be held has its answer: that nobody knows yet. */
  async #untilSettled(
    attempt: (number: number, firstSentAtMs: number) => Promise<boolean>,
    waits = () => false,
  ): Promise<void> {
    const firstSentAtMs = performance.now();
    for (let number = 1; !(await attempt(number, firstSentAtMs)); number++) {
      if (!waits()) this.#table.counts.unanswered++;
      await new Promise((resolve) => setTimeout(resolve, patienceMs));
    }
  }

  /** Whether a reply that has come for the transaction can be held against the book; else, the book is put right. */
  async #counts(openId: bigint): Promise<boolean> {
    if (!this.#restored) return true;
    await this.#catchUp(openId);
    return false;
  }

  /** Compares with the restored ledger, and goes on from there. */
  async #catchUp(openId: bigint | undefined): Promise<void> {
    const restored = this.#restored;
    if (!restored) return;
    const entries = (await restored.entries).get(this.#book.account) ?? [];
    this.#lostVersion = this.#book.version;
    const { lost, wrong } = this.#book.restore(entries, restored.copiedAtMs, openId);
    this.#restored = undefined;
    for (const line of wrong) this.#contradict(line);
    this.#table.counts.lost += lost.length;
    this.#sendAgain = async () => {
      for (const { kind, id, amountMinor } of lost.filter(({ id }) => id !== openId)) {
        if (kind === 'win') {
          await this.#win(id, amountMinor);
          await this.#repeat('win', id, amountMinor);
        } else if (kind !== 'bet') await this.#cancelOnce(id);
      }
      restored.followed();
    };
  }

  /**
   * Home remembers what was lost of the account. It is asked again when others have brought the account to the same version: it
   * could take its memory for the ledger then.
   */
  #server(): Call {
    return this.#restored || this.#book.version < this.#lostVersion ? this.#route.elsewhere() : this.#route.home();
  }

  #move(kind: 'bet' | 'win', id: bigint, amountMinor: bigint): Promise<Reply | undefined> {
    const { account } = this.#book;
    const roundId = String(kind === 'bet' ? id : betOf(id));
    return this.#server()(kind, { kind, account, transactionId: String(id), roundId, amountMinor });
  }

  #expectBalance(what: string, { balanceMinor }: Reply): void {
    this.#table.counts.acknowledged++;
    if (balanceMinor === this.#book.balanceMinor) return;
    this.#contradict(`${what} answered balance ${balanceMinor ?? 'none'}, not ${this.#book.balanceMinor}`);
  }

  #contradict(what: string): void {
    this.#table.contradictions.push(`${this.#book.account}: ${what}`);
  }
}

function betOf(winId: bigint): bigint {
  return winId - 1n;
}
