/** What carries the requests of a case to the operator, and takes note of what comes back. */
import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AnyContract } from '../contract/contract.ts';
import { signerWith, type Signer } from '../contract/signature.ts';
import type { Command } from '../contract/types.ts';
import type { Answer } from './answer.ts';
import type { Balances } from './balances.ts';
import { tokenHeaderOf } from './examples.ts';
import { Stopped } from './failure.ts';
import type { Health } from './health.ts';
import type { Target } from './requests.ts';
import type { Exchange } from './verdict.ts';
import { exchange, type WireRequest } from './wire.ts';

/** Every reply of a run, for the cases that verify all of them. */
export interface Seen {
  readonly command: Command;
  readonly answer: Answer;
}

/** What a trial is made within. */
export interface Within {
  readonly contract: AnyContract;
  readonly target: Target;
  readonly agent: HttpAgent;
  readonly health: Health;
  readonly balances: Balances;
  /** Every reply to a well-formed command; for what only prepares or tidies up, a list that nobody reads. */
  readonly seen: Seen[];
  /** Every answer, also to what is no command. */
  readonly answers: Answer[];
  /** Asks on whatever the health is: to put back what was moved. */
  readonly persists?: boolean;
  /** Lets the time go by after which what an operator remembers must still be there; others have the accounts meanwhile. */
  readonly wait?: () => Promise<void>;
}

const userAgent = 'seamless-certify';

/** How much longer than the deadline a sick operator may take for an answer before it counts as hanging. */
const graceMs = 1_000;

/** A header that is given replaces the usual one of that name; as `undefined` it is left out. */
export type HeaderChange = Readonly<Record<string, string | undefined>>;

export interface RawOptions {
  readonly method?: string;
  readonly newConnection?: boolean;
  /** In chunks, without a length. */
  readonly chunked?: boolean;
  /** Ends the connection so long after the request has left, unless the answer is there. */
  readonly hangUpAfterMs?: number;
  /** Put behind the URL. */
  readonly query?: Readonly<Record<string, string>>;
}

interface Sending extends RawOptions {
  /** None when it is not a well-formed one. */
  readonly command?: Command;
  readonly change?: HeaderChange;
  /** The accounts that it may move. */
  readonly moves: readonly string[];
}

/** Servers close what is idle, some after two seconds, and a request may meet that: it is closed here before. */
const idleMs = 1_000;

/** The connections of a run. */
export function agentFor({ url }: Target): HttpAgent {
  const options = { keepAlive: true, timeout: idleMs };
  return url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
}

/** What one case sends and receives. */
export class Line {
  readonly exchanges: Exchange[] = [];
  readonly #within: Within;
  readonly #sign: Signer;

  constructor(within: Within) {
    const { signingSecret } = within.target;
    this.#within = within;
    this.#sign = signingSecret === undefined ? () => ({}) : signerWith(signingSecret);
  }

  async exchange(body: string | Uint8Array, sending: Sending): Promise<Answer> {
    const { contract, target, health, balances, answers, persists } = this.#within;
    if (health.stop && persists !== true) throw new Stopped(health.stop.reason);
    for (const account of sending.moves) balances.moved(account);
    const { token, currencyDecimals } = target;
    const known = { tokenHeader: contract.tokenHeader, token, currencyDecimals };
    const answer = await exchange(this.#wireRequest(body, sending), known);
    for (const account of sending.moves) balances.moved(account);
    this.exchanges.push(answer.exchange);
    // Who is told back what it has said was told nothing.
    if (!String(sending.change?.[contract.tokenHeader]).includes(token)) answers.push(answer);
    // To hang up tells nothing of the operator.
    if (sending.hangUpAfterMs === undefined) health.heard(sending.command, answer);
    return answer;
  }

  #wireRequest(body: string | Uint8Array, sending: Sending): WireRequest {
    const { command, change = {}, method = 'POST', newConnection, chunked = false, hangUpAfterMs, query } = sending;
    const { contract, target, agent } = this.#within;
    const { delivery } = contract;
    const usual = {
      'User-Agent': userAgent,
      [tokenHeaderOf(contract)]: target.token,
      Accept: 'application/json',
      'Content-Type': 'application/json',
      ...this.#sign(randomUUID(), body, Date.now()),
    };
    const deadlines = Object.values(delivery).map(({ deadlineMs }) => deadlineMs);
    return {
      url: query === undefined ? target.url : withQuery(target.url, query),
      chunked,
      ...(hangUpAfterMs !== undefined && { hangUpAfterMs }),
      method,
      headers: changed(usual, change),
      body,
      agent: newConnection !== true && agent,
      patienceMs: (command === undefined ? Math.max(...deadlines) : delivery[command].deadlineMs) + graceMs,
      title: command ?? commandIn(body) ?? `${method} of what is no command`,
    };
  }
}

function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const whole = new URL(url);
  for (const [name, value] of Object.entries(query)) whole.searchParams.set(name, value);
  return whole.href;
}

/** The command of a body, as far as it can be read. */
function commandIn(body: string | Uint8Array): string | undefined {
  return /"command":"([a-z]{1,20})"/.exec(typeof body === 'string' ? body : '')?.[1];
}

/** Names of headers mean the same in any letters; a header that is changed is spelt as its change is. */
function changed(usual: Readonly<Record<string, string>>, change: HeaderChange): Record<string, string> {
  const names = new Set(Object.keys(change).map((name) => name.toLowerCase()));
  const kept = Object.entries(usual).filter(([name]) => !names.has(name.toLowerCase()));
  const put = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries([...kept, ...put]);
}
