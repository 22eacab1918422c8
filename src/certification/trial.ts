/** What the steps of a case do: send commands, and say what must come back. */
import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AnyContract, ResultName } from '../contract/contract.ts';
import { formatMoney } from '../contract/money.ts';
import { signerWith, type Signer } from '../contract/signature.ts';
import type { AmountMinor, Command } from '../contract/types.ts';
import type { Id } from './cases/dialects.ts';
import { CaseFailed, NotSetUp, type OtherAccount } from './failure.ts';
import { tokenHeaderOf } from './examples.ts';
import { type Data, Requests, type Said, type Target } from './requests.ts';
import type { Exchange } from './verdict.ts';
import { type Answer, exchange } from './wire.ts';

/** Every reply of a run, for the cases that verify all of them. */
export interface Seen {
  readonly command: Command;
  readonly answer: Answer;
}

/** What a trial is made within. */
export interface Within {
  readonly contract: AnyContract;
  readonly target: Target;
  /** Grows by every reply to a well-formed command. */
  readonly seen: Seen[];
}

const userAgent = 'seamless-certify';

/** How much longer than the longest deadline a sick operator may take for any answer before it counts as hanging. */
const graceMs = 1_000;

/**
 * One run of one case: sends requests to the operator, keeps what was exchanged, and compares the answers with what
 * must come back.
 */
export class Trial extends Requests {
  readonly exchanges: Exchange[] = [];
  readonly seen: Seen[];
  readonly #agent: HttpAgent;
  readonly #sign: Signer;

  constructor({ contract, target, seen }: Within) {
    super(contract, target);
    this.seen = seen;
    this.#sign = target.signingSecret === undefined ? () => ({}) : signerWith(target.signingSecret);
    this.#agent = target.url.startsWith('https:')
      ? new HttpsAgent({ keepAlive: true })
      : new HttpAgent({ keepAlive: true });
  }

  close(): void {
    this.#agent.destroy();
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
  async send(command: Command, data: Data, check?: string): Promise<Answer> {
    const answer = await this.raw(JSON.stringify(this.request(command, data, check)));
    this.seen.push({ command, answer });
    return answer;
  }

  /**
   * Sends anything at all, signed where the operator verifies signatures. A header that is given replaces the usual one
   * of that name; as `undefined` it is left out.
   */
  async raw(
    body: string | Uint8Array,
    change: Readonly<Record<string, string | undefined>> = {},
    own: { method?: string; newConnection?: boolean } = {},
  ): Promise<Answer> {
    const { url, token, currencyDecimals } = this.target;
    const { tokenHeader, delivery } = this.contract;
    const usual = {
      'User-Agent': userAgent,
      [tokenHeaderOf(this.contract)]: token,
      Accept: 'application/json',
      'Content-Type': 'application/json',
      ...this.#sign(randomUUID(), body, Date.now()),
    };
    const headers = changed(usual, change);
    const request = {
      url,
      method: own.method ?? 'POST',
      headers,
      body,
      agent: own.newConnection !== true && this.#agent,
      patienceMs: Math.max(...Object.values(delivery).map(({ deadlineMs }) => deadlineMs)) + graceMs,
    };
    const answer = await exchange(request, { tokenHeader, token, currencyDecimals });
    this.exchanges.push(answer.exchange);
    return answer;
  }

  /** The balance that the operator tells; the case can't go on without it. */
  async balanceOf(account = this.target.account): Promise<AmountMinor> {
    const { balanceMinor, exchange: last } = await this.balance({ account, check: '21' });
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
    throw new CaseFailed(`${wanted} and balance ${this.money(balanceMinor)}`, found(answer));
  }

  /** The account must have this now. */
  async expectBalance(why: string, balanceMinor: AmountMinor, account = this.target.account): Promise<void> {
    const answer = await this.balance({ account, check: '21' });
    if (answer.balanceMinor === balanceMinor) return;
    throw new CaseFailed(`balance ${this.money(balanceMinor)} of ${account}: ${why}`, found(answer));
  }

  fail(expected: string, foundInstead: string): never {
    throw new CaseFailed(expected, foundInstead);
  }

  money(minor: AmountMinor): string {
    return formatMoney(minor, this.target.currencyDecimals);
  }
}

/** Names of headers mean the same in any letters; a header that is changed is spelt as its change is. */
function changed(
  usual: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const names = new Set(Object.keys(change).map((name) => name.toLowerCase()));
  const kept = Object.entries(usual).filter(([name]) => !names.has(name.toLowerCase()));
  const put = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries([...kept, ...put]);
}

/** What came back, in words. */
export function found({ exchange: { received, problem }, result }: Answer): string {
  if (!received) return problem ?? 'no answer';
  return `HTTP ${received.httpStatus}${result === undefined ? '' : `, result ${result}`}: ${received.body.slice(0, 200)}`;
}
