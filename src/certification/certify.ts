/** Runs the cases against an operator, one after another, and leaves its accounts as they were. */
import { contractVersion, results } from '../../generated/v1/protocol.ts';
import type { AmountMinor } from '../contract/types.ts';
import { withoutSecrets } from '../contract/visible.ts';
import type { Case } from './case.ts';
import { CaseFailed, NotSetUp } from './failure.ts';
import { found, type Seen, type Target, Trial } from './trial.ts';
import type { CaseFacts, CaseResult, Certification } from './verdict.ts';

export interface CertifyOptions {
  readonly target: Target;
  readonly cases: readonly Case[];
  readonly strict: boolean;
  readonly kitVersion: string;
  /** Told of each result when it is there. */
  readonly onResult?: (result: CaseResult, done: number) => void;
}

export async function certify({ target, cases, strict, kitVersion, onResult }: CertifyOptions): Promise<Certification> {
  const startedAt = new Date();
  const begun = performance.now();
  const seen: Seen[] = [];
  const finish = (rest: Pick<Certification, 'results' | 'moved' | 'couldNotRun'>): Certification => ({
    url: withoutSecrets(target.url),
    account: target.account,
    startedAt: startedAt.toISOString(),
    durationMs: performance.now() - begun,
    kitVersion,
    contractVersion,
    strict,
    ...rest,
  });
  const obstacle =
    cases.length === 0 ? 'no case has one of the ids that were asked for' : await obstacleTo(target, seen);
  if (obstacle !== undefined) return finish({ results: [], moved: [], couldNotRun: obstacle });
  const opening = await balancesOf(target);
  const caseResults: CaseResult[] = [];
  for (const one of cases) {
    const result = await runCase(one, target, seen);
    caseResults.push(result);
    onResult?.(result, caseResults.length);
    await restore(target, opening);
  }
  return finish({ results: caseResults, moved: await movedSince(target, opening) });
}

/** Why there is nothing to certify: nobody answers, or an account is not known, or may not play. */
async function obstacleTo(target: Target, seen: Seen[]): Promise<string | undefined> {
  const trial = new Trial(target, seen);
  try {
    const answer = await trial.authenticate();
    const shownUrl = withoutSecrets(target.url);
    if (!answer.exchange.received) return `${shownUrl} does not answer: ${answer.exchange.problem ?? ''}`;
    if (answer.result === results.unknownAccount)
      return `the operator does not know account ${target.account}: name one that it knows with --account`;
    if (answer.result === results.wrongToken)
      return 'the operator does not take the token: give the right one with --token';
    if (answer.result === undefined) return `${shownUrl} does not answer in the protocol: ${found(answer)}`;
    for (const [flag, account] of Object.entries(target.others)) {
      const { result } = await trial.balance({ account, check: '21' });
      if (result === results.unknownAccount)
        return `the operator does not know account ${account}: name one that it knows with --${flag}-account`;
    }
    const { result } = await trial.balance();
    return result === results.inactiveAccount
      ? `account ${target.account} may not play: name one that may with --account`
      : undefined;
  } finally {
    trial.close();
  }
}

async function runCase({ steps, needs, ...facts }: Case, target: Target, seen: Seen[]): Promise<CaseResult> {
  const begun = performance.now();
  const told: CaseFacts = facts;
  const missing = needs.filter((account) => target.others[account] === undefined);
  if (missing.length > 0) {
    const options = missing.map((account) => `--${account}-account`).join(' and ');
    return { ...told, durationMs: 0, outcome: 'skipped', reason: `it needs ${options}` };
  }
  const trial = new Trial(target, seen);
  try {
    await steps(trial);
    return { ...told, durationMs: performance.now() - begun, outcome: 'passed' };
  } catch (error) {
    const rest = { ...told, durationMs: performance.now() - begun, exchanges: trial.exchanges };
    if (error instanceof CaseFailed)
      return { ...rest, outcome: 'failed', expected: error.expected, found: error.found };
    if (error instanceof NotSetUp) return { ...rest, outcome: 'not-set-up', reason: error.message };
    throw error;
  } finally {
    trial.close();
  }
}

type Balances = ReadonlyMap<string, AmountMinor>;

/** What the accounts have that cases move; one whose balance can't be read is left alone. */
async function balancesOf(target: Target): Promise<Balances> {
  const trial = new Trial(target, []);
  const names = [target.account, target.others.second, target.others.poor].filter((name) => name !== undefined);
  const balances = new Map<string, AmountMinor>();
  for (const name of new Set(names)) {
    const { balanceMinor } = await trial.balance({ account: name, check: '21' });
    if (balanceMinor !== undefined) balances.set(name, balanceMinor);
  }
  trial.close();
  return balances;
}

/** Gives and takes what a case has moved, by a win or a bet of its own. */
async function restore(target: Target, opening: Balances): Promise<void> {
  const present = await balancesOf(target);
  const trial = new Trial(target, []);
  for (const [account, before] of opening) {
    const difference = before - (present.get(account) ?? before);
    if (difference > 0n) await trial.win(trial.newId(), difference, { account });
    if (difference < 0n) await trial.bet(trial.newId(), -difference, { account });
  }
  trial.close();
}

async function movedSince(target: Target, opening: Balances): Promise<string[]> {
  const trial = new Trial(target, []);
  const present = await balancesOf(target);
  const sentences = Array.from(opening, ([account, before]) => {
    const now = present.get(account);
    if (now === before)
      return `Account ${account} has ${trial.money(before)}, as before; what the cases moved was moved back by bets and wins of their own.`;
    return `Account ${account} had ${trial.money(before)} and has ${now === undefined ? 'a balance that can not be read' : trial.money(now)}.`;
  });
  trial.close();
  return sentences;
}
