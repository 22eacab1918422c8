/** Whom a provider delivers to, as it is configured, and how each fares at present. */
import type { AnyContract } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';

/** Attempts of a command and the delays between them, in milliseconds. */
export interface Patience {
  /** How often it is sent at most; at most what the contract has. */
  readonly attempts?: number;
  /** Between two attempts; within the range of the contract. */
  readonly delayMs?: { readonly min: number; readonly max: number };
}

/** One operator: where it is, in which contract it is called, and how much of the sender it may have. */
export interface OperatorSettings {
  /** 1 to 32 of `a-z`, `0-9` and `-`, of which the first is no `-`. Deliveries are kept under it: it never changes. */
  readonly name: string;
  /** In which everything new is sent. What was begun in another contract is gone on with in that one. */
  readonly contract: AnyContract;
  /** The operator's callback URL. */
  readonly url: string;
  /** The operator's tokens, at least one. When one is answered with the result `wrongToken`, the next is tried at once. */
  readonly tokens: readonly string[];
  /** How many decimals the operator's currency has; two when not given. */
  readonly currencyDecimals?: number;
  /**
   * By which requests are signed, beside the token: `whsec_` and then 24 to 64 bytes in base64. They are not when it is not given.
   * Each attempt has the time of its own; the `webhook-id` of a bet, win or cancel is the same at all its attempts.
   */
  readonly signingSecret?: string;
  /** Less patience than the contract has, for each command. For what was begun in another contract it counts as far as that has it. */
  readonly patience?: { readonly [C in Command]?: Patience };
  /** How many attempts are under way at the same time; 100 when not given. */
  readonly mostAtOnce?: number;
  /** Over how many connections; as many as `mostAtOnce` when not given. */
  readonly connections?: number;
  /** How many deliveries may wait for a place or for their next attempt before bets and enquiries are unavailable; 10,000 when not given. */
  readonly mostQueued?: number;
  /** No bets are taken, and wins and cancels wait, without an attempt being spent, until it is resumed. */
  readonly paused?: boolean;
}

/** Why a bet, or an enquiry, was not even begun: nothing was sent, and nothing is in the outbox. */
export type Unavailability = 'paused' | 'breaker-open' | 'queue-full';

/** `open`: bets are unavailable; `half-open`: a few are let through, to see whether they succeed again. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** How long attempts of a command took lately, in milliseconds. */
export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** How an operator fares, as far as this sender knows. */
export interface OperatorState {
  readonly name: string;
  /** The name of its contract. */
  readonly contract: string;
  readonly paused: boolean;
  readonly breaker: BreakerState;
  /** Deliveries that wait for a place, or for their next attempt. */
  readonly queued: number;
  /** Attempts that are under way. */
  readonly inFlight: number;
  /** By command; absent for one that was not sent lately. */
  readonly latency: { readonly [C in Command]?: Latency };
}

export function isOperatorName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(name);
}

/** Throws `RangeError`, which says what is wrong with which operator. */
export function demandSound(operators: readonly OperatorSettings[]): void {
  const names = new Set<string>();
  for (const {
    name,
    url,
    tokens,
    currencyDecimals = 0,
    mostAtOnce = 1,
    connections = 1,
    mostQueued = 0,
  } of operators) {
    const wrong = (what: string): RangeError => new RangeError(`operator ${JSON.stringify(name)}: ${what}`);
    if (!isOperatorName(name)) throw wrong('its name must be 1 to 32 of a-z, 0-9 and -, and not begin with -');
    if (names.has(name)) throw wrong('it is there twice');
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw wrong('its url must be http:// or https://');
    if (tokens.length === 0 || tokens.includes('')) throw wrong('it needs at least one token, and none that is empty');
    if (!Number.isInteger(currencyDecimals) || currencyDecimals < 0)
      throw wrong('currencyDecimals must be a whole number');
    if (![mostAtOnce, connections].every((bound) => Number.isInteger(bound) && bound >= 1))
      throw wrong('mostAtOnce and connections must be whole numbers above 0');
    if (!Number.isInteger(mostQueued) || mostQueued < 0) throw wrong('mostQueued must be a whole number');
    names.add(name);
  }
}
