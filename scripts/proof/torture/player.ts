/** One player of the sender: its callbacks are sent one after another, and what each reply must say is known to the cent. */
import { type V1, v1 } from '../../../src/contract/index.ts';
import type { CallbackClient } from '../../../src/delivery/client.ts';
import { Book } from './book.ts';
import type { Restoration } from './restoration.ts';
import { reconcile } from './reconcile.ts';

const { results } = v1;

/** What all players have in common. */
export interface Table {
  readonly random: () => number;
  /** What was answered otherwise than it must have been. */
  readonly contradictions: string[];
  readonly counts: { acknowledged: number; unanswered: number; compensated: number; lost: number };
}

/** Which server a player's callbacks go to. */
export interface Route {
  home(): CallbackClient<V1>;
  /** Where they go while home can't be used. */
  elsewhere(): CallbackClient<V1>;
}

/** Between two attempts; the contract's delays would make a test of hours. */
const patienceMs = 20;

let lastId = BigInt(Date.now()) * 1_000n;

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

  constructor(table: Table, route: Route, account: string, openingMinor: bigint) {
    this.#table = table;
    this.#route = route;
    this.#book = new Book(account, openingMinor);
  }

  async playRound(): Promise<void> {
    const { random } = this.#table;
    if (this.#restored?.isThere) await this.#catchUp(undefined);
    await this.#sendAgain?.();
    this.#sendAgain = undefined;
    const id = ++lastId;
    const staked = await this.#bet(id, BigInt(Math.floor(random() * 500)));
    if (staked && random() < 0.15) return this.#cancel(id);
    const winId = ++lastId;
    await this.#win(winId, random() < 0.5 ? 0n : BigInt(Math.floor(random() * 1_000)));
    if (random() < 0.1) await this.#cancel(winId);
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
    const outcome = await this.#server().bet({
      account: this.#book.account,
      trans_id: id,
      round_id: String(id),
      amount,
    });
    if (outcome.kind !== 'replied') return this.#compensate(id);
    const { reply } = outcome;
    if (reply.result !== results.failed && !(await this.#counts(id))) return this.#compensate(id);
    if (reply.result !== results.accepted) {
      this.#book.refused(id);
      if ('data' in reply) this.#expectBalance(`bet ${id} refused`, reply.data.balance);
      return false;
    }
    this.#book.moved('bet', id, amount, sentAtMs);
    this.#expectBalance(`bet ${id}`, reply.data.balance);
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
    const outcome = await this.#server()[command]({
      account: this.#book.account,
      trans_id: id,
      round_id: String(id),
      amount,
    });
    if (outcome.kind !== 'replied' || outcome.reply.result === results.failed || this.#restored) return;
    const { reply } = outcome;
    if (reply.result !== results.alreadyProcessed)
      this.#contradict(`repeated ${command} ${id} answered ${reply.result}`);
    if ('data' in reply) this.#expectBalance(`repeated ${command} ${id}`, reply.data.balance);
  }

  async #win(id: bigint, amount: bigint): Promise<void> {
    await this.#untilSettled(async (attempt, sentAtMs) => {
      const outcome = await this.#server().win({
        account: this.#book.account,
        trans_id: id,
        round_id: String(id),
        amount,
      });
      if (outcome.kind !== 'replied') return false;
      const { reply } = outcome;
      if (reply.result === results.failed || !(await this.#counts(id))) return false;
      // On a repeat, 41 tells that an earlier attempt arrived.
      if (reply.result !== results.accepted && !(attempt > 1 && reply.result === results.alreadyProcessed)) {
        this.#contradict(`win ${id}, attempt ${attempt}, answered ${reply.result}`);
        return true;
      }
      this.#book.moved('win', id, amount, sentAtMs);
      if ('data' in reply) this.#expectBalance(`win ${id}`, reply.data.balance);
      return true;
    });
  }

  async #cancel(id: bigint): Promise<void> {
    await this.#untilSettled(async (_attempt, sentAtMs) => {
      const outcome = await this.#server().cancel({ account: this.#book.account, trans_id: id });
      if (outcome.kind !== 'replied') return false;
      const { reply } = outcome;
      if (reply.result === results.failed || !(await this.#counts(id))) return false;
      if (reply.result === results.unknownTransaction && this.#book.expected(id).state === 'OK') {
        this.#contradict(`acknowledged ${id} is not known to its cancel`);
      } else if (reply.result === results.accepted) {
        this.#book.undone(id, sentAtMs);
      } else if (reply.result === results.unknownTransaction) {
        this.#book.barred(id, sentAtMs);
      } else {
        this.#contradict(`cancel ${id} answered ${reply.result}`);
      }
      if ('data' in reply) this.#expectBalance(`cancel ${id}`, reply.data.balance);
      return true;
    });
  }

  async #untilSettled(attempt: (number: number, firstSentAtMs: number) => Promise<boolean>): Promise<void> {
    const firstSentAtMs = performance.now();
    for (let number = 1; !(await attempt(number, firstSentAtMs)); number++) {
      this.#table.counts.unanswered++;
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
        } else if (kind !== 'bet') await this.#cancel(id);
      }
      restored.followed();
    };
  }

  /**
   * Home remembers what was lost of the account. It is asked again when others have brought the account to the same version: it
   * could take its memory for the ledger then.
   */
  #server(): CallbackClient<V1> {
    return this.#restored || this.#book.version < this.#lostVersion ? this.#route.elsewhere() : this.#route.home();
  }

  #expectBalance(what: string, balanceMinor: bigint | undefined): void {
    this.#table.counts.acknowledged++;
    if (balanceMinor === this.#book.balanceMinor) return;
    this.#contradict(`${what} answered balance ${balanceMinor ?? 'none'}, not ${this.#book.balanceMinor}`);
  }

  #contradict(what: string): void {
    this.#table.contradictions.push(`${this.#book.account}: ${what}`);
  }
}
