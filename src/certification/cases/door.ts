/** What strangers, and broken senders, may try at the door: never money moved, never a hang, never a 5xx. */
import { commands, results, tokenHeader } from '../../../generated/v1/protocol.ts';
import { type Case, cases } from '../case.ts';
import { found, type Trial } from '../trial.ts';
import type { Answer } from '../wire.ts';

const tokenHint =
  'Compare the whole Callback-Token, exactly and in constant time, before anything else; answer {"result":100,"status":"ERROR"} with HTTP 200.';
const inputHint =
  'Validate the request against the contract before any work, and answer what is outside of it with HTTP 400 and result 99.';

const tokens: readonly (readonly [name: string, header: (token: string) => string | undefined, what: string])[] = [
  ['wrong', () => 'not-the-token', 'A wrong token'],
  ['empty', () => '', 'An empty token'],
  ['missing', () => undefined, 'A missing token'],
  ['prefix', (token) => token.slice(0, -1), 'A token that is only the beginning of the right one'],
  ['longer', (token) => `${token}x`, 'A token that begins with the right one'],
  ['doubled', (token) => `${token}, ${token}`, 'The token twice'],
  [
    'other-case',
    (token) => (token === token.toUpperCase() ? token.toLowerCase() : token.toUpperCase()),
    'The token in other letters',
  ],
];

/** A bet that is right but for one thing; what it says replaces what is right. */
type Spoilt = readonly [name: string, requirement: string, spoil: (bet: WireBet) => object | string];
interface WireBet {
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly timestamp: string;
  readonly check: string;
}

const withData =
  (change: Readonly<Record<string, unknown>>) =>
  (bet: WireBet): object => ({ ...bet, data: { ...bet.data, ...change } });

const asWin =
  (change: Readonly<Record<string, unknown>>) =>
  (bet: WireBet): object => ({ ...withData(change)(bet), command: 'win', check: '21,22,41' });

const mustRefuse: readonly Spoilt[] = [
  ['json.malformed', 'JSON that breaks off', (bet) => JSON.stringify(bet).slice(0, -5)],
  ['json.empty', 'An empty body', () => ''],
  ['json.not-an-object', 'JSON that is no object', (bet) => [bet]],
  ['command.unknown', 'An unknown command', (bet) => ({ ...bet, command: 'bet2' })],
  ['command.inherited', 'A command that is the name of something inside', (bet) => ({ ...bet, command: 'toString' })],
  ['data.null', 'A request whose data is null', (bet) => ({ ...bet, data: null })],
  ['data.missing', 'A request without data', ({ data: _data, ...rest }) => rest],
  ['account.missing', 'A bet without account', withData({ account: undefined })],
  ['account.number', 'An account that is a number', withData({ account: 12345 })],
  ['account.quote', 'An account with quotes', withData({ account: `x'--";` })],
  [
    'account.quote.or',
    'An account that would match any in SQL that is glued together',
    withData({ account: `x'OR'1'='1` }),
  ],
  ['account.control', 'An account with control characters', withData({ account: 'a\u0000b\n' })],
  ['id.missing', 'A bet without trans_id', withData({ trans_id: undefined })],
  ['id.quote', 'A trans_id with quotes', (bet) => withData({ trans_id: `${digitsOf(bet)}' OR '1'='1` })(bet)],
  [
    'id.quote.cancel',
    'A cancel whose trans_id has quotes',
    (bet) => ({ ...withData({ trans_id: `${digitsOf(bet)}' OR '1'='1` })(bet), command: 'cancel', check: '21,42' }),
  ],
  [
    'id.quote.status',
    'A status whose trans_id has quotes',
    (bet) => ({ ...withData({ trans_id: `${digitsOf(bet)}' OR '1'='1` })(bet), command: 'status', check: '21,42' }),
  ],
  ['amount.missing', 'A bet without amount', withData({ amount: undefined })],
  ['amount.negative', 'A negative amount', withData({ amount: -5 })],
  ['amount.string', 'An amount that is a string', withData({ amount: '5' })],
  ['win.amount.missing', 'A win without amount', asWin({ amount: undefined })],
  ['win.amount.negative', 'A win of a negative amount', asWin({ amount: -5 })],
  ['win.amount.string', 'A win whose amount is a string', asWin({ amount: '5' })],
  ['amount.huge', 'An amount beyond any balance', withData({ amount: 1e300 })],
];

/** What a careful receiver refuses, though no money is lost if it does not. */
const lenient: readonly (readonly [name: string, what: string, send: (t: Trial) => Promise<Answer>])[] = [
  ['round.missing', 'A win without round_id', (t) => t.raw(JSON.stringify(lossWithout(t, 'round_id')))],
  [
    'media-type.text',
    'A callback sent as text/plain',
    (t) => t.raw(JSON.stringify(lossWithout(t)), { 'content-type': 'text/plain' }),
  ],
  [
    'body.limit',
    'A body of 200 KiB',
    (t) => t.raw(JSON.stringify({ ...lossWithout(t), padding: 'x'.repeat(200 * 1_024) }), {}, { newConnection: true }),
  ],
];

/** A win of 0, which is right but for the field that is left out. */
function lossWithout(t: Trial, field?: string): object {
  const { data, ...bet } = rightBet(t);
  const kept = Object.fromEntries(Object.entries({ ...data, amount: 0 }).filter(([name]) => name !== field));
  return { ...bet, command: 'win', check: '21', data: kept };
}

export const door: readonly Case[] = [
  ...cases('door', 'must', [
    ...tokens.map(([name, header, what]) => ({
      id: `door.token.${name}`,
      requirement: `${what} answers 100 and moves nothing.`,
      source: 'securitySchemes, result 100',
      hint: tokenHint,
      steps: async (t: Trial) => {
        const balance = await t.balanceOfAtLeast(500n);
        const changed = header(t.target.token);
        if (changed === t.target.token) return;
        const answer = await t.raw(JSON.stringify(rightBet(t)), { [tokenHeader]: changed });
        harmless(t, what, answer);
        if (answer.result !== results.wrongToken || answer.exchange.received?.httpStatus !== 200)
          t.fail('HTTP 200 with result 100', found(answer));
        const question = JSON.stringify({
          command: 'balance',
          data: { account: t.target.account },
          timestamp: t.timestamp(),
          check: '21',
        });
        t.expect('a balance', await t.raw(question, { [tokenHeader]: changed }), results.wrongToken);
        await t.expectBalance('the token was wrong', balance);
      },
    })),
    {
      id: 'door.token.every-command',
      requirement: 'A wrong token answers 100 to every command, and moves nothing.',
      source: 'securitySchemes, result 100',
      hint: tokenHint,
      steps: async (t: Trial) => {
        const balance = await t.balanceOfAtLeast(500n);
        const bet = rightBet(t);
        t.expect('a bet', await t.raw(JSON.stringify(bet)), results.accepted);
        for (const command of commands) {
          // The cancel names the bet that was taken; the others are new.
          const request = { ...(command === 'cancel' ? bet : rightBet(t)), command, check: '21' };
          t.expect(
            command,
            await t.raw(JSON.stringify(request), { [tokenHeader]: 'not-the-token' }),
            results.wrongToken,
          );
        }
        await t.expectBalance('only the bet with the right token was taken', balance - 500n);
      },
    },
    ...mustRefuse.map(([name, what, spoil]) => ({
      id: `door.${name}`,
      requirement: `${what} moves nothing, and is answered without a crash.`,
      source: 'response 400; required fields, types and limits',
      hint: inputHint,
      steps: async (t: Trial) => {
        const balance = await t.balanceOfAtLeast(500n);
        const spoilt = spoil(rightBet(t));
        const answer = await t.raw(typeof spoilt === 'string' ? spoilt : JSON.stringify(spoilt));
        harmless(t, what, answer);
        // A repeat, or a transaction that is known or not: then it was believed.
        if (answer.result === results.alreadyProcessed || answer.result === results.unknownTransaction)
          t.fail(`${what} refused for what it is`, found(answer));
        await t.expectBalance('the request was outside the contract', balance);
      },
    })),
    {
      id: 'door.media-type',
      requirement: 'A body that is not sent as JSON moves nothing, and is answered without a crash.',
      source: 'response 415',
      hint: 'Accept only application/json.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        // Web servers answer this by themselves, and may say it in HTML.
        harmless(
          t,
          'a form',
          await t.raw(`command=bet&account=${t.target.account}&amount=5`, {
            'content-type': 'application/x-www-form-urlencoded',
          }),
          traces,
        );
        await t.expectBalance('it was not JSON', balance);
      },
    },
    {
      id: 'door.method',
      requirement: 'A callback that is not sent with POST moves nothing.',
      source: 'response 405',
      hint: 'Route only POST to the callback.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        harmless(t, 'PUT', await t.raw(JSON.stringify(rightBet(t)), {}, { method: 'PUT' }), traces);
        await t.expectBalance('it was not sent with POST', balance);
      },
    },
    {
      id: 'door.amount.large',
      requirement: 'A bet of a large amount is refused like any other that the balance does not cover.',
      source: 'check 31; amount has up to 18 digits',
      hint: 'Use a column and a type that hold 18 digits.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        t.expect('a bet of a large amount', await t.bet(t.newId(), 10n ** 17n), [
          results.insufficientBalance,
          results.failed,
        ]);
        await t.expectBalance('nothing was taken', balance);
      },
    },
    {
      id: 'door.amount.decimals',
      requirement: 'An amount with more decimals than the currency has is refused, never rounded.',
      source: 'amount has no more decimals than the currency',
      hint: 'Refuse it with HTTP 400 and result 99.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        const bet = withData({ amount: JSON.rawJSON(`0.${'0'.repeat(t.target.currencyDecimals)}1`) })(rightBet(t));
        harmless(t, 'an amount with too many decimals', await t.raw(JSON.stringify(bet)));
        await t.expectBalance('the amount was refused', balance);
      },
    },
    {
      id: 'door.body.large',
      requirement: 'A body of 1 MiB is answered, or the connection closed, without a crash or a hang.',
      source: 'response 413',
      hint: 'Limit the size of a body, and refuse a larger one before reading it whole.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        const bet = rightBet(t);
        const answer = await t.raw(
          JSON.stringify({ ...bet, data: { ...bet.data, padding: 'x'.repeat(2 ** 20) } }),
          {},
          { newConnection: true },
        );
        // To close the connection on such a body is an answer too; to take a well-formed bet is another.
        const { received, problem } = answer.exchange;
        if (!received && problem?.startsWith('no answer')) t.fail('an answer, or a closed connection', problem);
        if (received && received.httpStatus >= 500) t.fail('an answer that is no server error', found(answer));
        await t.expectBalance(
          'the body was too large, or the bet was taken once',
          answer.result === results.accepted ? balance - 500n : balance,
        );
      },
    },
  ]),
  ...cases('door', 'should', [
    ...lenient.map(([name, what, send]) => ({
      id: `door.${name}`,
      requirement: `${what} is refused.`,
      source: 'responses 400, 413 and 415',
      hint: inputHint,
      steps: async (t: Trial) => {
        const answer = await send(t);
        if (answer.result === results.accepted) t.fail(`${what} refused`, found(answer));
      },
    })),
    {
      id: 'door.token.before-body',
      requirement: 'A wrong token answers 100, whatever the body is.',
      source: 'result 100: the body was not looked at',
      hint: tokenHint,
      steps: async (t) =>
        t.expect(
          'a broken body with a wrong token',
          await t.raw('{"command":', { [tokenHeader]: 'not-the-token' }),
          results.wrongToken,
        ),
    },
    {
      id: 'door.violation.message',
      requirement: 'The answer to a violation names the field.',
      source: 'response 400, message',
      hint: 'Put what is wrong with which field into message.',
      steps: async (t) => {
        const bet = withData({ amount: -5 })(rightBet(t));
        const answer = await t.raw(JSON.stringify(bet));
        if (!answer.text.includes('amount')) t.fail('a message that names data.amount', found(answer));
      },
    },
    {
      id: 'door.violation.envelope',
      requirement: 'What is outside the contract is answered with HTTP 400 and result 99.',
      source: 'response 400',
      hint: inputHint,
      steps: async (t) => {
        const answer = await t.raw('{"command":');
        if (answer.exchange.received?.httpStatus !== 400 || answer.result !== results.failed)
          t.fail('HTTP 400 with result 99', found(answer));
      },
    },
  ]),
];

/** A bet of 5.00 (in cents of two decimals) that would be taken. */
function rightBet(t: Trial): WireBet {
  const id = t.newId();
  const data = {
    account: t.target.account,
    trans_id: JSON.rawJSON(String(id)),
    round_id: `r${id}`,
    amount: JSON.rawJSON(t.money(500n)),
  };
  return { command: 'bet', data, timestamp: t.timestamp(), check: '21,22,41,31' };
}

/** Of its id, which no other request had. */
function digitsOf({ data }: WireBet): string {
  return String(data['round_id']).slice(1);
}

/** Answered in time, not accepted, no server error, and nothing of the inside told. */
function harmless(t: Trial, what: string, answer: Answer, leaks: readonly RegExp[] = [...traces, page]): void {
  const { received, problem } = answer.exchange;
  if (!received) t.fail(`${what} answered`, problem ?? 'no answer');
  if (received.httpStatus >= 500) t.fail(`${what} answered without a server error`, found(answer));
  if (answer.result === results.accepted) t.fail(`${what} refused`, found(answer));
  const leaksFrom = leaks.map((pattern) => answer.text.search(pattern)).find((index) => index >= 0);
  if (leaksFrom !== undefined)
    t.fail(
      `${what} answered without telling of the inside`,
      `${found(answer)} (it tells from character ${leaksFrom} on)`,
    );
}

/** Stack traces, warnings and database errors of the usual languages. */
const traces = [
  /(\n|\\n)(\s|\\t)*at .+:\d+/,
  /Traceback \(most recent call last\)/,
  /\.(php|py|java|kt|cs|go|rb)(<\/b>)?(:(line )?| on line (<b>)?|", line )\d+/i,
  /stack ?trace/i,
  /SQLSTATE|SQL syntax|syntax error at or near|near \\?".*\\?": syntax error|ORA-\d{5}/,
];
/** Where JSON belongs. */
const page = /<!doctype html|<html/i;
