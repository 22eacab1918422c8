/** What the steps of a case do: send commands, and say what must come back. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { delivery, tokenHeader } from '../../generated/v1/protocol.ts';
import { formatMoney } from '../contract/money.ts';
import type { AmountMinor, Command } from '../contract/types.ts';
import { CaseFailed, NotSetUp, type OtherAccount } from './failure.ts';
import type { Exchange } from './verdict.ts';
import { type Answer, exchange } from './wire.ts';

export interface Target {
  readonly url: string;
  readonly token: string;
  readonly currencyDecimals: number;
  readonly account: string;
  readonly others: Readonly<Partial<Record<OtherAccount, string>>>;
  /** A name that the operator does not know. */
  readonly unknownAccount: string;
}

/** What a movement says beside its id and amount, where it is not the usual. */
export interface Said {
  readonly account?: string;
  readonly check?: string;
  readonly round?: string;
  /** More fields in `data`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Every reply of a run, for the cases that verify all of them. */
export interface Seen {
  readonly command: Command;
  readonly answer: Answer;
}

/** How long a sick operator may take for any answer before it counts as hanging. */
const hangsAfterMs = Math.max(...Object.values(delivery).map(({ deadlineMs }) => deadlineMs)) + 1_000;

let lastId = BigInt(Date.now()) * 1_000n;

export class Trial {
  readonly target: Target;
  readonly exchanges: Exchange[] = [];
  readonly seen: Seen[];
  readonly #agent: HttpAgent;

  constructor(target: Target, seen: Seen[]) {
    this.target = target;
    this.seen = seen;
    this.#agent = target.url.startsWith('https:')
      ? new HttpsAgent({ keepAlive: true })
      : new HttpAgent({ keepAlive: true });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** An id that was never used, as an integer that every JSON reader keeps. */
  newId(): bigint {
    return ++lastId;
  }

  /** The present time, as callbacks carry it. */
  timestamp(): string {
    return String(Math.floor(Date.now() / 1_000));
  }

  /** The account that the case asked for; the runner has made sure that it is there. */
  other(account: OtherAccount): string {
    const name = this.target.others[account];
    if (name === undefined) throw new NotSetUp(`no ${account} account was given`);
    return name;
  }

  bet(id: bigint | string, amountMinor: AmountMinor, said: Said = {}): Promise<Answer> {
    return this.#movement('bet', id, amountMinor, said);
  }

  win(id: bigint | string, amountMinor: AmountMinor, said: Said = {}): Promise<Answer> {
    return this.#movement('win', id, amountMinor, said);
  }

  cancel(id: bigint | string, said: Said = {}): Promise<Answer> {
    return this.send('cancel', this.#reference(id, said), said.check);
  }

  status(id: bigint | string, said: Said = {}): Promise<Answer> {
    return this.send('status', this.#reference(id, said), said.check);
  }

  balance(said: Said = {}): Promise<Answer> {
    return this.send('balance', { account: said.account ?? this.target.account }, said.check);
  }

  authenticate(said: Said = {}): Promise<Answer> {
    return this.send('authenticate', { account: said.account ?? this.target.account }, said.check);
  }

  #movement(
    command: 'bet' | 'win',
    id: bigint | string,
    amountMinor: AmountMinor,
    { account = this.target.account, round, check, more }: Said,
  ): Promise<Answer> {
    const amount = JSON.rawJSON(formatMoney(amountMinor, this.target.currencyDecimals));
    const data = { account, trans_id: onWire(id), round_id: round ?? `r${id}`, amount, ...more };
    return this.send(command, data, check);
  }

  #reference(id: bigint | string, { account = this.target.account, more }: Said): object {
    return { account, trans_id: onWire(id), ...more };
  }

  /** Sends a well-formed command and keeps its answer for the cases that verify all of them. */
  async send(command: Command, data: object, check: string = delivery[command].checks): Promise<Answer> {
    const answer = await this.raw(JSON.stringify({ command, data, timestamp: this.timestamp(), check }));
    this.seen.push({ command, answer });
    return answer;
  }

  /** Sends anything at all. A header given as `undefined` is left out. */
  async raw(
    body: string | Uint8Array,
    change: Readonly<Record<string, string | undefined>> = {},
    own: { method?: string; newConnection?: boolean } = {},
  ): Promise<Answer> {
    const { url, token, currencyDecimals } = this.target;
    const usual = { [tokenHeader]: token, accept: 'application/json', 'content-type': 'application/json' };
    const wanted: Readonly<Record<string, string | undefined>> = { ...usual, ...change };
    const headers = Object.fromEntries(
      Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const request = {
      url,
      method: own.method ?? 'POST',
      headers,
      body,
      agent: own.newConnection !== true && this.#agent,
      patienceMs: hangsAfterMs,
    };
    const answer = await exchange(request, token, currencyDecimals);
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

  /** The answer must have one of these results, and, where it is given, this balance. */
  expect(what: string, answer: Answer, results: number | readonly number[], balanceMinor?: AmountMinor): void {
    const allowed = [results].flat();
    const wanted = `${what} answered with result ${allowed.join(' or ')}`;
    if (answer.result === undefined || !allowed.includes(answer.result)) throw new CaseFailed(wanted, found(answer));
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

/** What came back, in words. */
export function found({ exchange: { received, problem }, result }: Answer): string {
  if (!received) return problem ?? 'no answer';
  return `HTTP ${received.httpStatus}${result === undefined ? '' : `, result ${result}`}: ${received.body.slice(0, 200)}`;
}

/** A bigint travels as a JSON integer, digit for digit. */
function onWire(id: bigint | string): unknown {
  return typeof id === 'string' ? id : JSON.rawJSON(String(id));
}
