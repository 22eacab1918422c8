/** Why there is nothing to certify: nobody answers, what was given for the run is wrong, or what answers is not the protocol. */
import type { AnyContract } from '../contract/contract.ts';
import { contracts } from '../contract/contracts.ts';
import { withoutSecrets } from '../contract/visible.ts';
import type { Answer } from './answer.ts';
import type { Stop } from './health.ts';
import type { Within } from './line.ts';
import { found, Trial } from './trial.ts';
import { randomUUID } from 'node:crypto';

export async function obstacleTo(within: Within): Promise<Stop | undefined> {
  const trial = new Trial(within);
  let answer = await trial.authenticate();
  // Somebody takes the connection, and may be starting.
  while (answer.loss === 'hanging' && !within.health.stop) answer = await trial.authenticate();
  return unusable(trial, answer) ?? (await wrongAccount(trial)) ?? (await otherContract(within));
}

const inconclusive = (reason: string): Stop => ({ verdict: 'inconclusive', reason });

/** What came back to the first question, where it is no answer to it. */
function unusable({ target, contract }: Trial, answer: Answer): Stop | undefined {
  const { results } = contract;
  const url = withoutSecrets(target.url);
  const { received, problem = '' } = answer.exchange;
  if (answer.loss === 'hanging')
    return { verdict: 'not-certified', reason: `${url} takes connections and does not answer: ${problem}` };
  if (!received) return inconclusive(`${url} does not answer: ${problem}`);
  if (answer.result === results.unknownAccount)
    return inconclusive(`the operator does not know account ${target.account}: name one that it knows with --account`);
  const { httpStatus } = received;
  if (answer.result === results.wrongToken || (answer.result === undefined && [401, 403].includes(httpStatus)))
    return inconclusive(
      target.signingSecret === undefined
        ? 'the operator does not take the token: give the right one with --token, and with --signature-file the secret of an operator that wants signatures'
        : 'the operator does not take the token, or not the signature: give the right ones with --token and --signature-file',
    );
  // A server of the protocol may answer in its envelope where no callback is, too.
  const isAnswer = answer.result !== undefined && !(answer.result === results.failed && isNowhere(httpStatus));
  if (isAnswer) return undefined;
  const elsewhere = elsewhereBy(httpStatus);
  if (elsewhere !== undefined) return inconclusive(`${url} answers HTTP ${httpStatus}: ${elsewhere}`);
  return {
    verdict: 'not-certified',
    reason: `${url} does not answer in the protocol, ${wrongForm(answer)}: ${found(answer)}`,
  };
}

function isNowhere(httpStatus: number): boolean {
  return httpStatus === 404 || httpStatus === 410;
}

/** What HTTP says of an operator that was not reached. */
function elsewhereBy(httpStatus: number): string | undefined {
  if (httpStatus === 429) return 'there are too many requests; allow the address of the run more';
  if (httpStatus >= 300 && httpStatus < 400) return 'the callback is elsewhere; give its own URL';
  if (isNowhere(httpStatus)) return 'no callback is there; is the path right?';
  return httpStatus >= 502 && httpStatus <= 504 ? 'what stands before the operator does not reach it' : undefined;
}

/** What is wrong with a reply that has no result. */
function wrongForm({ text, value }: Answer): string {
  if (text.startsWith('\uFEFF')) return 'its reply begins with a byte order mark';
  if (text.startsWith('\u001F')) return 'its reply is compressed, which nobody asked for';
  if (value === undefined) return 'its reply is not JSON, or more than that';
  return 'its reply is JSON without a number in result';
}

/** An account that is not what it was given for. */
async function wrongAccount(trial: Trial): Promise<Stop | undefined> {
  const { target, contract } = trial;
  const { inactiveAccount } = contract.results;
  const others = Object.entries(target.others);
  const stops = await Promise.all(others.map(([flag, account]) => wrongOther(trial, flag, account)));
  const { result } = await trial.balance();
  if (result === inactiveAccount)
    return inconclusive(`account ${target.account} may not play: name one that may with --account`);
  // An operator that mixes up who asks at the same time has answered for another: asked alone, it can not.
  for (const [flag, account] of others.filter((_, n) => stops[n] !== undefined)) {
    const stop = await wrongOther(trial, flag, account);
    if (stop) return stop;
  }
  return knowsTheUnknown(trial);
}

async function wrongOther(trial: Trial, flag: string, account: string): Promise<Stop | undefined> {
  const { unknownAccount, inactiveAccount } = trial.contract.results;
  const { result } = await trial.balance({ account, check: '21' });
  if (result === unknownAccount)
    return inconclusive(`the operator does not know account ${account}: name one that it knows with --${flag}-account`);
  const asked = await trial.balance({ account, check: '21,22' });
  if (flag !== 'blocked' && asked.result === inactiveAccount)
    return inconclusive(`account ${account} may not play: name one that may with --${flag}-account`);
  if (flag === 'blocked' && trial.has(asked, 'accepted'))
    return inconclusive(
      `account ${account} may play, or check 22 is not made: name one that may not with --blocked-account`,
    );
  return undefined;
}

/** Who knows one name that it should not, and no other, was given a name that it knows. */
async function knowsTheUnknown(trial: Trial): Promise<Stop | undefined> {
  const account = trial.target.unknownAccount;
  if (!trial.has(await trial.balance({ account }), 'accepted')) return undefined;
  const other = await trial.balance({ account: `nobody${randomUUID().slice(0, 8)}` });
  if (!trial.has(other, 'unknownAccount')) return undefined;
  return inconclusive(`the operator knows account ${account}: name one that it does not know with --unknown-account`);
}

/** The contract that the operator speaks in place of this one: it takes a question in that, and not in this. */
async function otherContract(within: Within): Promise<Stop | undefined> {
  const { name } = within.contract;
  if (await speaks(within, within.contract)) return undefined;
  for (const contract of Object.values(contracts).filter((other) => other.name !== name))
    if (await speaks(within, contract))
      return inconclusive(
        `the operator speaks contract ${contract.name}, not ${name}: certify it with --contract ${contract.name}`,
      );
  return undefined;
}

/** Whether a question about a transaction that never was is answered, and not refused as outside the contract. */
async function speaks(within: Within, contract: AnyContract): Promise<boolean> {
  const trial = new Trial({ ...within, contract, seen: [] });
  const answer = await trial.status(trial.newId());
  return trial.has(answer, 'accepted') || trial.has(answer, 'unknownTransaction');
}
