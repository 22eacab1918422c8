/** Runs the cases against an operator, one after another, and leaves its accounts as they were. */
import type { AnyContract } from '../contract/contract.ts';
import type { AmountMinor } from '../contract/types.ts';
import { contracts } from '../contract/contracts.ts';
import { withoutSecrets } from '../contract/visible.ts';
import type { Case } from './case.ts';
import { CaseFailed, type Need, NotSetUp } from './failure.ts';
import type { Target } from './requests.ts';
import { found, Trial, type Within } from './trial.ts';
import type { CaseFacts, CaseResult, Certification } from './verdict.ts';

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
}

export async function certify(options: CertifyOptions): Promise<Certification> {
  const { contract, target, cases, strict, kitVersion, onResult } = options;
  const within: Within = { contract, target, seen: [] };
  const startedAt = new Date();
  const begun = performance.now();
  const finish = (rest: Pick<Certification, 'results' | 'moved' | 'couldNotRun'>): Certification => ({
    url: withoutSecrets(target.url),
    account: target.account,
    startedAt: startedAt.toISOString(),
    durationMs: performance.now() - begun,
    kitVersion,
    contract: contract.name,
    contractVersion: contract.version,
    strict,
    ...rest,
  });
  const obstacle = cases.length === 0 ? 'no case has one of the ids that were asked for' : await obstacleTo(within);
  if (obstacle !== undefined) return finish({ results: [], moved: [], couldNotRun: obstacle });
  const opening = await balancesOf(within);
  const caseResults: CaseResult[] = [];
  for (const one of cases) {
    const result = await runCase(one, within);
    caseResults.push(result);
    onResult?.(result, caseResults.length);
    await restore(within, opening);
  }
  return finish({ results: caseResults, moved: await movedSince(within, opening) });
}

/** Why there is nothing to certify: nobody answers, or an account is not known, or may not play. */
async function obstacleTo(within: Within): Promise<string | undefined> {
  const { target, contract } = within;
  const { results } = contract;
  const trial = new Trial(within);
  try {
    const answer = await trial.authenticate();
    const shownUrl = withoutSecrets(target.url);
    if (!answer.exchange.received) return `${shownUrl} does not answer: ${answer.exchange.problem ?? ''}`;
    if (answer.result === results.unknownAccount)
      return `the operator does not know account ${target.account}: name one that it knows with --account`;
    if (answer.result === results.wrongToken)
      return target.signingSecret === undefined
        ? 'the operator does not take the token: give the right one with --token, and with --signature-file the secret of an operator that wants signatures'
        : 'the operator does not take the token, or not the signature: give the right ones with --token and --signature-file';
    if (answer.result === undefined) return `${shownUrl} does not answer in the protocol: ${found(answer)}`;
    for (const [flag, account] of Object.entries(target.others)) {
      const { result } = await trial.balance({ account, check: '21' });
      if (result === results.unknownAccount)
        return `the operator does not know account ${account}: name one that it knows with --${flag}-account`;
    }
    const { result } = await trial.balance();
    if (result === results.inactiveAccount)
      return `account ${target.account} may not play: name one that may with --account`;
    const spoken = await otherContract(within);
    return (
      spoken &&
      `the operator speaks contract ${spoken.name}, not ${contract.name}: certify it with --contract ${spoken.name}`
    );
  } finally {
    trial.close();
  }
}

/** The contract that the operator speaks in place of this one: it takes a question in that, and not in this. */
async function otherContract(within: Within): Promise<AnyContract | undefined> {
  if (await speaks(within, within.contract)) return undefined;
  for (const contract of Object.values(contracts)) if (await speaks(within, contract)) return contract;
  return undefined;
}

/** Whether a question about a transaction that never was is answered, and not refused as outside the contract. */
async function speaks(within: Within, contract: AnyContract): Promise<boolean> {
  const trial = new Trial({ ...within, contract, seen: [] });
  try {
    const answer = await trial.status(trial.newId());
    return trial.has(answer, 'accepted') || trial.has(answer, 'unknownTransaction');
  } finally {
    trial.close();
  }
}

async function runCase({ steps, needs, ...facts }: Case, within: Within): Promise<CaseResult> {
  const begun = performance.now();
  const told: CaseFacts = facts;
  const missing = needs.filter((need) => !isGiven(need, within.target));
  if (missing.length > 0) {
    const options = missing.map(optionOf).join(' and ');
    return { ...told, durationMs: 0, outcome: 'skipped', reason: `it needs ${options}` };
  }
  const trial = new Trial(within);
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

function isGiven(need: Need, { others, signingSecret }: Target): boolean {
  return (need === 'signature' ? signingSecret : others[need]) !== undefined;
}

function optionOf(need: Need): string {
  return need === 'signature' ? '--signature-file' : `--${need}-account`;
}

type Balances = ReadonlyMap<string, AmountMinor>;

/** What the accounts have that cases move; one whose balance can't be read is left alone. */
async function balancesOf(within: Within): Promise<Balances> {
  const { target } = within;
  const trial = new Trial({ ...within, seen: [] });
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
async function restore(within: Within, opening: Balances): Promise<void> {
  const present = await balancesOf(within);
  const trial = new Trial({ ...within, seen: [] });
  for (const [account, before] of opening) {
    const difference = before - (present.get(account) ?? before);
    if (difference > 0n) await trial.win(trial.newId(), difference, { account });
    if (difference < 0n) await trial.bet(trial.newId(), -difference, { account });
  }
  trial.close();
}

async function movedSince(within: Within, opening: Balances): Promise<string[]> {
  const trial = new Trial({ ...within, seen: [] });
  const present = await balancesOf(within);
  const sentences = Array.from(opening, ([account, before]) => {
    const now = present.get(account);
    if (now === before)
      return `Account ${account} has ${trial.money(before)}, as before; what the cases moved was moved back by bets and wins of their own.`;
    return `Account ${account} had ${trial.money(before)} and has ${now === undefined ? 'a balance that can not be read' : trial.money(now)}.`;
  });
  trial.close();
  return sentences;
}
