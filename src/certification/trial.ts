/** What the steps of a case do: send commands, and say what must come back. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ResultName } from '../contract/contract.ts';
import { formatMoney } from '../contract/money.ts';
import { reasonOf } from '../contract/reason.ts';
import type { AmountMinor, Command } from '../contract/types.ts';
import type { Id } from './cases/dialects.ts';
import { CaseFailed, NotSetUp, type OtherAccount, TooSlow } from './failure.ts';
import { Health } from './health.ts';
import { type HeaderChange, Line, type RawOptions, type Seen, type Within } from './line.ts';
import { type Data, Requests, type Said } from './requests.ts';
import type { Exchange, Scenario } from './verdict.ts';
import type { Answer } from './answer.ts';

const lostBalance =
  'A request before has left the account without a balance that is a number: mend what failed before. A sum with an amount that is missing, or no number, is none.';

/** So long an operator may take to start. */
const mostRestartMs = 30_000;

/**
 * One run of one case: sends requests to the operator, keeps what was exchanged, and compares the answers with what
 * must come back.
 */
export class Trial extends Requests {
  readonly seen: Seen[];
  readonly #within: Within;
  readonly #line: Line;
  #scenario: Scenario | undefined;
  #note: string | undefined;

  constructor(within: Within) {
    const { contract, target, seen } = within;
    super(contract, target);
    this.#within = within;
    this.seen = seen;
    this.#line = new Line(within);
  }

  /** What was sent and received so far. */
  get exchanges(): Exchange[] {
    return this.#line.exchanges;
  }

  /** What the provider's panel will show of it, where it is one of its scenarios. */
  get scenario(): Scenario | undefined {
    return this.#scenario;
  }

  /** What should be known besides. */
  get told(): string | undefined {
    return this.#note;
  }

  /** Tells something that fails nothing. */
  note(text: string): void {
    this.#note = text;
  }

  /** Keeps the answer as the provider's panel will show it. */
  show(command: Command, check: string, before: Answer | undefined, answer: Answer): void {
    const { result, exchange } = answer;
    const [balanceBefore, balanceAfter] = [before, answer].map((one) => this.#balanceIn(one));
    this.#scenario = {
      command,
      check,
      ...(result !== undefined && { result }),
      ...(balanceBefore !== undefined && { balanceBefore }),
      ...(balanceAfter !== undefined && { balanceAfter }),
      exchange,
    };
  }

  /** As it came, where it had too many decimals. */
  #balanceIn(answer: Answer | undefined): string | undefined {
    const { balanceMinor, unroundedBalance } = answer ?? {};
    return unroundedBalance ?? (balanceMinor === undefined ? undefined : this.money(balanceMinor));
  }

  /** Every answer of the run. */
  get answers(): readonly Answer[] {
    return this.#within.answers;
  }

  /** The account that the case asked for; the runner has made sure that it is there. */
  other(account: OtherAccount): string {
    const name = this.target.others[account];
    if (name === undefined) throw new NotSetUp(`no ${account} account was given`);
    return name;
  }

  bet(id: Id, amountMinor: AmountMinor, said: Said = {}): Promise<Answer> {
    return this.send('bet', this.movementData('bet', id, amountMinor, said), said.check);
  }

  win(id: Id, amountMinor: AmountMinor, said: Said = {}): Promise<Answer> {
    return this.send('win', this.movementData('win', id, amountMinor, said), said.check);
  }

  /** The same once more is the same cancel: also by its own id, where the contract gives it one. */
  cancel(targetId: Id, said: Said = {}): Promise<Answer> {
    return this.send('cancel', this.cancelData(targetId, said), said.check);
  }

  status(id: Id, said: Said = {}): Promise<Answer> {
    return this.send('status', this.statusData(id, said), said.check);
  }

  balance(said: Said = {}): Promise<Answer> {
    return this.send('balance', this.accountData('balance', said), said.check);
  }

  authenticate(said: Said = {}): Promise<Answer> {
    return this.send('authenticate', this.accountData('authenticate', said), said.check);
  }

  /** Sends a well-formed command and keeps its answer for the cases that verify all of them. */
  send(command: Command, data: Data, check?: string): Promise<Answer> {
    const answer = this.#send(command, data, check);
    // A case that sends several together ends with the first that can't be sent; the others are nobody's then.
    answer.catch(() => undefined);
    return answer;
  }

  async #send(command: Command, data: Data, check?: string): Promise<Answer> {
    const { health, balances, persists } = this.#within;
    if (persists !== true && health.isLate(command))
      throw new TooSlow(`${command} was late three times: its deadline has failed, and what needs it is not tried`);
    const account = String(data['account']);
    const told = balances.asked(account);
    const moves = command === 'bet' || command === 'win' || command === 'cancel';
    const answer = await this.#line.exchange(JSON.stringify(this.request(command, data, check)), {
      command,
      moves: moves ? [account] : [],
    });
    if (command === 'balance' && this.has(answer, 'accepted')) told(answer.balanceMinor);
    this.seen.push({ command, answer });
    return answer;
  }

  /** Sends anything at all, signed where the operator verifies signatures. */
  raw(body: string | Uint8Array, change: HeaderChange = {}, own: RawOptions = {}): Promise<Answer> {
    const { account, others } = this.target;
    const text = String(body);
    const named = Object.values(others).filter((name) => text.includes(name));
    return this.#line.exchange(body, { change, moves: [account, ...named], ...own });
  }

  /** Lets the time go by after which what an operator remembers must still be there. Others may have moved the accounts then. */
  async wait(): Promise<void> {
    await this.#within.wait?.();
  }

  /** Restarts the operator, and waits until it answers again. */
  async restart(): Promise<void> {
    const { restart } = this.target;
    if (!restart) throw new NotSetUp('no command was given that restarts the operator');
    await restart().catch((error: unknown) => {
      throw new NotSetUp(`the operator could not be restarted: ${reasonOf(error)}`);
    });
    const within: Within = {
      ...this.#within,
      health: new Health(this.contract),
      seen: [],
      answers: [],
      persists: true,
    };
    for (let waitedMs = 0; waitedMs < mostRestartMs; waitedMs += 200) {
      const { received } = (await new Trial(within).authenticate()).exchange;
      if (received && received.httpStatus < 500) return;
      await pause(200);
    }
    throw new NotSetUp('the operator was restarted, and does not answer');
  }

  /** The balance that the operator tells; the case can't go on without it. */
  async balanceOf(account = this.target.account): Promise<AmountMinor> {
    const known = this.#within.balances.known(account);
    if (known !== undefined && known >= 0n) return known;
    const answer = await this.balance({ account, check: '21' });
    const { balanceMinor, exchange: last } = answer;
    if (balanceMinor === undefined && this.has(answer, 'accepted') && this.#within.balances.wasTold(account))
      throw new CaseFailed(`a balance of ${account} that can be read, as before`, found(answer), true, lostBalance);
    if (balanceMinor === undefined)
      throw new NotSetUp(
        `account ${account} has no balance that can be read: ${last.received?.body ?? last.problem ?? ''}`,
      );
    if (balanceMinor < 0n)
      throw new NotSetUp(`account ${account} has ${this.money(balanceMinor)}; the cases need a balance of 0 or more`);
    return balanceMinor;
  }

  /** The balance, which must cover what the case is going to stake. */
  async balanceOfAtLeast(leastMinor: AmountMinor, account = this.target.account): Promise<AmountMinor> {
    const balanceMinor = await this.balanceOf(account);
    if (balanceMinor < leastMinor)
      throw new NotSetUp(
        `account ${account} has ${this.money(balanceMinor)}; this case needs at least ${this.money(leastMinor)}`,
        account,
      );
    return balanceMinor;
  }

  /** Whether the answer has this result. */
  has(answer: Answer | undefined, result: ResultName): boolean {
    return answer?.result !== undefined && answer.result === this.contract.results[result];
  }

  /** The answer must have one of these results, and, where it is given, this balance. */
  expect(what: string, answer: Answer, results: ResultName | readonly ResultName[], balanceMinor?: AmountMinor): void {
    const names = [results].flat();
    const wanted = `${what} answered with result ${names.map((name) => this.contract.results[name]).join(' or ')}`;
    if (!names.some((name) => this.has(answer, name))) throw new CaseFailed(wanted, found(answer));
    if (balanceMinor === undefined || answer.balanceMinor === balanceMinor) return;
    throw new CaseFailed(`${wanted} and balance ${this.money(balanceMinor)}`, found(answer), true);
  }

  /** The account must have this now. */
  async expectBalance(why: string, balanceMinor: AmountMinor, account = this.target.account): Promise<void> {
    const answer = await this.balance({ account, check: '21' });
    if (answer.balanceMinor === balanceMinor) return;
    throw new CaseFailed(`balance ${this.money(balanceMinor)} of ${account}: ${why}`, found(answer), true);
  }

  fail(expected: string, foundInstead: string, hint?: string): never {
    throw new CaseFailed(expected, foundInstead, false, hint);
  }

  money(minor: AmountMinor): string {
    return formatMoney(minor, this.target.currencyDecimals);
  }
}

/** What came back, in words. */
export function found({ exchange: { received, problem }, result }: Answer): string {
  if (!received) return problem ?? 'no answer';
  return `HTTP ${received.httpStatus}${result === undefined ? '' : `, result ${result}`}: ${received.body.slice(0, 200)}`;
}
