/** Verified over every reply of the run, and under load: form and time. */
import type { AnyContract } from '../../contract/contract.ts';
import { replyViolations } from '../../contract/schema.ts';
import type { Command } from '../../contract/types.ts';
import { cases, type Requirement, type Told } from '../case.ts';
import { TooSlow } from '../failure.ts';
import type { Seen } from '../line.ts';
import type { Trial } from '../trial.ts';
import { decimals } from './hints.ts';
import { traces } from './harmless.ts';

/** These come last: they look at what all others have sent and received. */
export function replies({ commands }: AnyContract): Requirement[] {
  const told = [...commands.map(formOf), exactBalance];
  return [
    ...cases('protocol', 'must', [...told, inTime, inTimeUnderLoad].map(last)),
    ...cases('door', 'must', [last(inside)]),
  ];
}

const last = (one: Told): Told => ({ ...one, last: true });

const formOf = (command: Command): Told => ({
  id: `protocol.reply.${command}`,
  requirement: `Every reply to ${command} is HTTP 200 and as the contract has it: result an integer, status OK or ERROR, money a number.`,
  source: `${command}, response 200`,
  hint: 'Send numbers as JSON numbers, never as strings; refusals too are HTTP 200; those from 31 on carry data.balance.',
  steps: async (t) => {
    await converse(t);
    verifyForm(t, command);
  },
});

const exactBalance: Told = {
  id: 'protocol.reply.decimals',
  requirement: 'Every balance has no more decimals than the currency.',
  source: 'balance: no more decimals than the currency',
  hint: decimals,
  steps: async (t) => {
    await converse(t);
    for (const { answer } of t.seen) {
      if (answer.unroundedBalance === undefined) continue;
      t.exchanges.push(answer.exchange);
      t.fail(`a balance of ${t.target.currencyDecimals} decimals`, answer.unroundedBalance);
    }
  },
};

const inside: Told = {
  id: 'door.answers.inside',
  requirement: 'No answer tells the token, SQL, or where in the code something failed.',
  source: 'replies: nothing but what the contract has',
  hint: 'Log what failed, and answer a fixed message; turn off the display of errors (PHP: display_errors=0).',
  steps: async (t) => {
    await converse(t);
    const { token, account, others } = t.target;
    // A short token may stand in any word, and one that is a player's name in any answer.
    const telling = token.length >= 8 && ![account, ...Object.values(others)].some((name) => name.includes(token));
    for (const { text, exchange } of t.answers) {
      const told = telling && text.includes(token) ? 'the token' : traces.find((trace) => trace.test(text));
      if (told === undefined) continue;
      t.exchanges.push(exchange);
      t.fail('an answer that tells nothing of the inside', told === 'the token' ? told : text.slice(0, 200));
    }
  },
};

const inTime: Told = {
  id: 'protocol.deadline',
  requirement: 'Every reply came within the deadline of its command.',
  source: 'x-delivery: deadlineMs',
  hint: 'Late is the same as no answer: the provider cancels or repeats. Look for locks that are held while something slow is done.',
  steps: async (t) => {
    await converse(t);
    for (const { command, answer } of t.seen) {
      const { deadlineMs } = t.contract.delivery[command];
      const { durationMs } = answer.exchange;
      if (durationMs <= deadlineMs) continue;
      t.exchanges.push(answer.exchange);
      t.fail(`${command} answered within ${deadlineMs} ms`, `${Math.round(durationMs)} ms`);
    }
  },
};

const inTimeUnderLoad: Told = {
  id: 'protocol.deadline.load',
  requirement: 'Under modest load 99 of 100 bets and balances are answered within half of their deadline.',
  source: 'x-delivery: deadlineMs',
  hint: 'Callbacks of different players must not wait for each other; use a connection pool, and no lock over the whole table.',
  steps: async (t) => {
    const begin = t.seen.length;
    const callers = Array.from({ length: 20 }, async (_, n) => {
      for (let call = 0; call < 10; call++) await (n % 2 === 0 ? t.balance() : t.bet(t.newId(), 0n));
    });
    await Promise.all(callers.map(heard));
    for (const command of ['balance', 'bet'] as const) {
      const durations = t.seen
        .slice(begin)
        .filter((seen) => seen.command === command)
        .map(({ answer }) => answer.exchange.durationMs)
        .sort((a, b) => a - b);
      const p99 = durations[Math.floor(durations.length * 0.99)] ?? Infinity;
      const { deadlineMs } = t.contract.delivery[command];
      if (p99 > deadlineMs / 2)
        t.fail(`${command} within ${deadlineMs / 2} ms for 99 of 100, 20 at a time`, `${Math.round(p99)} ms`);
    }
  },
};

/** Every command, answered and refused, when no case before these has sent them. */
function converse(t: Trial): Promise<void> {
  return heard(sendAll(t));
}

/** Of one that is too slow, what was heard is enough. */
function heard(sending: Promise<void>): Promise<void> {
  return sending.catch((error: unknown) => {
    if (!(error instanceof TooSlow)) throw error;
  });
}

async function sendAll(t: Trial): Promise<void> {
  const heard = new Set(t.seen.map(({ command }) => command));
  if (t.contract.commands.every((command) => heard.has(command))) return;
  const balance = await t.balanceOfAtLeast(100n);
  const [betId, winId, account] = [t.newId(), t.newId(), t.target.unknownAccount];
  await t.authenticate();
  await t.authenticate({ account });
  for (const id of [betId, betId]) await t.bet(id, 100n);
  await t.bet(t.newId(), balance);
  for (const id of [winId, winId]) await t.win(id, 0n);
  for (const id of [betId, winId, t.newId()]) await t.status(id);
  for (const id of [betId, t.newId()]) await t.cancel(id);
}

function verifyForm(t: Trial, command: Seen['command']): void {
  for (const { answer } of t.seen.filter((seen) => seen.command === command)) {
    const { received } = answer.exchange;
    if (!received) continue;
    const [violation] = replyViolations(t.contract, command, received.httpStatus, answer.value);
    const wrongStatus = received.httpStatus !== 200;
    if (!violation && !wrongStatus) continue;
    t.exchanges.push(answer.exchange);
    t.fail(
      'a reply within the contract',
      wrongStatus
        ? `HTTP ${received.httpStatus}`
        : `${violation?.field ?? ''} ${violation?.problem ?? ''}: ${received.body.slice(0, 200)}`,
    );
  }
}
