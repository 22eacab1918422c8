/** Runs the cases against an operator, those side by side that use different accounts, and leaves its accounts as they were. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AnyContract } from '../contract/contract.ts';
import { formatMoney } from '../contract/money.ts';
import { withoutSecrets } from '../contract/visible.ts';
import { Accounts } from './accounts.ts';
import { Balances } from './balances.ts';
import type { Case } from './case.ts';
import { type Claim, Claims, type Wish } from './claims.ts';
import { Health, type Stop } from './health.ts';
import { agentFor, type Within } from './line.ts';
import { obstacleTo } from './obstacle.ts';
import type { Target } from './requests.ts';
import { missingOf, type Ran, runCase } from './runCase.ts';
import type { CaseResult, Certification } from './verdict.ts';

/** Who is certified, and by which cases. */
export interface CertifyOptions {
  readonly contract: AnyContract;
  readonly target: Target;
  /** Some of the contract's catalogue. */
  readonly cases: readonly Case[];
  /** Whether a failed `should` counts like a `must`. */
  readonly strict: boolean;
  /** For the reports. */
  readonly kitVersion: string;
  /** Called after each case, with its result and the number of cases that have been run. */
  readonly onResult?: (result: CaseResult, done: number) => void;
  /** Ends the run: what was found so far is told, and the accounts are put back. */
  readonly signal?: AbortSignal;
  /** After which time an operator must still remember; 12 s, which is longer than caches are usually kept. */
  readonly waitMs?: number;
}

export async function certify(options: CertifyOptions): Promise<Certification> {
  const { contract, target, cases, strict, kitVersion, signal } = options;
  const health = new Health(contract);
  const agent = agentFor(target);
  const within: Within = { contract, target, agent, health, balances: new Balances(), seen: [], answers: [] };
  const interrupt = (): void => health.end({ verdict: 'interrupted', reason: 'the run was interrupted' });
  signal?.addEventListener('abort', interrupt);
  if (signal?.aborted === true) interrupt();
  const startedAt = new Date();
  const begun = performance.now();
  const { results, moved, stop } = await found(options, within);
  signal?.removeEventListener('abort', interrupt);
  agent.destroy();
  return {
    url: withoutSecrets(target.url),
    account: target.account,
    startedAt: startedAt.toISOString(),
    durationMs: performance.now() - begun,
    kitVersion,
    contract: contract.name,
    contractVersion: contract.version,
    strict,
    results: cases.flatMap(({ id }) => results.filter((result) => result.id === id)),
    moved,
    ...(stop && ended(stop, results, cases.length)),
  };
}

interface Found {
  readonly results: readonly CaseResult[];
  readonly moved: readonly string[];
  readonly stop: Stop | undefined;
}

async function found(options: CertifyOptions, within: Within): Promise<Found> {
  const none: Stop = { verdict: 'inconclusive', reason: 'no case has one of the ids that were asked for' };
  const obstacle = options.cases.length === 0 ? none : await obstacleTo(within).catch(() => undefined);
  const stop = obstacle ?? within.health.stop;
  if (stop) return { results: [], moved: [], stop };
  const accounts = await Accounts.open(within);
  const results = await new Run(options, within, accounts).all();
  return { results, moved: await accounts.close(), stop: within.health.stop };
}

/** What the end of a run before its time says. */
function ended(
  { verdict, reason }: Stop,
  results: readonly CaseResult[],
  total: number,
): Pick<Certification, 'couldNotRun' | 'couldNotPass' | 'interrupted'> {
  const last = results.findLast(({ outcome }) => outcome === 'passed')?.id;
  const worked = last === undefined ? '' : `; the last case that passed before was ${last}`;
  const left = total - results.length;
  const told =
    results.length === 0 || left === 0 ? reason : `${reason}${worked}; ${left} of ${total} cases were not run`;
  if (verdict === 'not-certified') return { couldNotPass: told };
  return { couldNotRun: told, ...(verdict === 'interrupted' && { interrupted: true }) };
}

/** An account on which any case can be played must have so much. */
const laneLeastMinor = 5_000n;
/** What is moved in between is put back when it comes to so much; the rest at the end. */
const restoredFromMinor = 1_000n;
const usualWaitMs = 12_000;

class Run {
  readonly #options: CertifyOptions;
  readonly #within: Within;
  readonly #accounts: Accounts;
  readonly #claims = new Claims();
  /** The accounts of which any will do, for a case that needs one. */
  readonly #lanes: readonly string[];
  readonly #results: CaseResult[] = [];

  constructor(options: CertifyOptions, within: Within, accounts: Accounts) {
    const {
      account,
      others: { second },
    } = within.target;
    this.#options = options;
    this.#within = within;
    this.#accounts = accounts;
    const isEnough = second !== undefined && (accounts.openingOf(second) ?? 0n) >= laneLeastMinor;
    this.#lanes = isEnough ? [account, second] : [account];
  }

  /** In the order in which they ended; those that the end of the run has cut off are left out. */
  async all(): Promise<readonly CaseResult[]> {
    const { cases } = this.#options;
    const early = cases.filter(({ late, last }) => late !== true && last !== true);
    for (const some of [early, cases.filter(({ late }) => late === true)])
      await Promise.all(some.map((one) => this.#one(one)));
    for (const one of cases.filter(({ last }) => last === true)) await this.#one(one);
    return this.#results;
  }

  async #one(one: Case): Promise<void> {
    const { target, health } = this.#within;
    const missing = missingOf(one, target);
    if (missing) {
      this.#tell(missing);
      return;
    }
    const first = await this.#inClaim(one, one.quiet === true);
    // What finds another balance beside others is asked again alone, so that it fails for what it has done itself.
    const again = first?.mayBeOfOthers === true && one.quiet === true && !health.stop;
    const ran = again ? await this.#inClaim(one, false) : first;
    if (!ran) return;
    this.#tell(ran.result);
    if (ran.poor === target.account) this.#endIfPoor(ran.poor);
  }

  /** With an account that was given with too little, most cases would only tell the same. */
  #endIfPoor(account: string): void {
    const { health, target } = this.#within;
    const had = this.#accounts.openingOf(account);
    if (had === undefined || had >= laneLeastMinor) return;
    const [told, least] = [had, laneLeastMinor].map((minor) => formatMoney(minor, target.currencyDecimals));
    health.end({
      verdict: 'inconclusive',
      reason: `account ${account} has ${told}: give one with ${least} or more with --account`,
    });
  }

  #tell(result: CaseResult): void {
    this.#results.push(result);
    this.#options.onResult?.(result, this.#results.length);
  }

  async #inClaim(one: Case, quiet: boolean): Promise<Ran | undefined> {
    const { health } = this.#within;
    const wish = this.#wishOf(one, quiet);
    const holder = { claim: await this.#claims.claim(wish) };
    try {
      if (health.stop) return undefined;
      const ran = await runCase(one, this.#withinOf(holder, wish));
      if (!quiet) await this.#accounts.restore(holder.claim.accounts, (account) => this.#restoredFrom(account));
      return ran;
    } finally {
      this.#claims.release(holder.claim);
    }
  }

  #wishOf({ needs }: Case, quiet: boolean): Wish {
    const { account, others } = this.#within.target;
    const accounts = Object.entries(others).flatMap(([name, other]) =>
      needs.some((need) => need === name) ? [other] : [],
    );
    // What needs a second account plays on the main one beside it; what needs another plays on that, and sees no main one.
    const anyOf = needs.includes('second') ? [account] : accounts.length > 0 ? accounts.slice(0, 1) : this.#lanes;
    return { accounts, anyOf, quiet };
  }

  /** A case knows the account that it has for the main one. */
  #withinOf(holder: { claim: Claim }, wish: Wish): Within {
    const { target } = this.#within;
    const { account } = holder.claim;
    const wait = async (): Promise<void> => {
      this.#claims.release(holder.claim);
      await this.#pause();
      holder.claim = await this.#claims.claim({ ...wish, anyOf: [account] });
    };
    return { ...this.#within, target: { ...target, account }, wait };
  }

  /** Ends at once with the run; who waited for it is told when it sends something. */
  async #pause(): Promise<void> {
    const { signal } = this.#within.health;
    await pause(this.#options.waitMs ?? usualWaitMs, undefined, { signal }).catch(() => undefined);
  }

  /** The poor one is used for having little, and the one that may not play for nothing. */
  #restoredFrom(account: string): bigint {
    return this.#lanes.includes(account) ? restoredFromMinor : 1n;
  }
}
