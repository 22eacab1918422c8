/** Who comes without the token, or with almost it. */
import { cases, type Requirement } from '../case.ts';
import type { Command } from '../../contract/types.ts';
import type { Data } from '../requests.ts';
import { found, type Trial } from '../trial.ts';
import type { Id } from './dialects.ts';
import { harmless } from './harmless.ts';
import { rightBet } from './spoilt.ts';

const tokenHint =
  'Compare the whole Callback-Token, exactly and in constant time, before anything else; answer {"result":100,"status":"ERROR"} with HTTP 200.';
const tokens: readonly (readonly [name: string, header: (token: string) => string | undefined, what: string])[] = [
  ['wrong', () => 'not-the-token', 'A wrong token'],
  ['empty', () => '', 'An empty token'],
  ['missing', () => undefined, 'A missing token'],
  ['prefix', (token) => token.slice(0, -1), 'A token that is only the beginning of the right one'],
  ['longer', (token) => `${token}x`, 'A token that begins with the right one'],
  ['wildcard', () => '%', 'A wildcard of SQL'],
  ['wildcards', (token) => '_'.repeat(token.length), 'As many wildcards of SQL as the token is long'],
  ['sql', () => "' OR '1'='1", 'SQL in place of the token'],
  ['doubled', (token) => `${token}, ${token}`, 'The token twice'],
  [
    'other-case',
    (token) => (token === token.toUpperCase() ? token.toLowerCase() : token.toUpperCase()),
    'The token in other letters',
  ],
];

export const token: readonly Requirement[] = [
  ...cases('door', 'must', [
    ...tokens.map(([name, header, what]) => ({
      id: `door.token.${name}`,
      quiet: true,
      requirement: `${what} answers 100 and moves nothing.`,
      source: 'securitySchemes, result 100',
      hint: tokenHint,
      steps: async (t: Trial) => {
        const balance = await t.balanceOfAtLeast(500n);
        const changed = header(t.target.token);
        if (changed === t.target.token) return;
        const answer = await t.raw(JSON.stringify(rightBet(t)), { [t.contract.tokenHeader]: changed });
        harmless(t, what, answer);
        if (!t.has(answer, 'wrongToken') || answer.exchange.received?.httpStatus !== 200)
          t.fail('HTTP 200 with result 100', found(answer));
        const question = JSON.stringify(t.request('balance', { account: t.target.account }, '21'));
        t.expect('a balance', await t.raw(question, { [t.contract.tokenHeader]: changed }), 'wrongToken');
        await t.expectBalance('the token was wrong', balance);
      },
    })),
    {
      id: 'door.token.query',
      quiet: true,
      requirement: 'A token in the query, and none in the header, answers 100 and moves nothing.',
      source: 'securitySchemes: in header',
      hint: 'Read the token from the header only; what stands in a URL stands in logs.',
      steps: async (t: Trial) => {
        const balance = await t.balanceOfAtLeast(500n);
        const { tokenHeader } = t.contract;
        const query = Object.fromEntries(
          [tokenHeader, tokenHeader.replaceAll('-', '_'), 'token'].map((name) => [name, t.target.token]),
        );
        const bet = JSON.stringify(rightBet(t));
        t.expect('a bet', await t.raw(bet, { [tokenHeader]: undefined }, { query }), 'wrongToken');
        await t.expectBalance('the token was not in its header', balance);
      },
    },
    {
      id: 'door.token.every-command',
      requirement: 'A wrong token answers 100 to every command, and moves nothing.',
      source: 'securitySchemes, result 100',
      hint: tokenHint,
      steps: async (t: Trial) => {
        const balance = await t.balanceOfAtLeast(500n);
        const id = t.newId();
        t.expect('a bet', await t.bet(id, 500n), 'accepted');
        const answers = t.contract.commands.map(async (command) => {
          // Cancel and status name the bet that was taken; the others are new.
          const request = JSON.stringify(t.request(command, dataOf(t, command, id), '21'));
          t.expect(command, await t.raw(request, { [t.contract.tokenHeader]: 'not-the-token' }), 'wrongToken');
        });
        await Promise.all(answers);
        await t.expectBalance('only the bet with the right token was taken', balance - 500n);
      },
    },
  ]),
  ...cases('door', 'should', [
    {
      id: 'door.token.before-body',
      quiet: true,
      requirement: 'A wrong token answers 100, whatever the body is.',
      source: 'result 100: the body was not looked at',
      hint: tokenHint,
      steps: async (t) =>
        t.expect(
          'a broken body with a wrong token',
          await t.raw('{"command":', { [t.contract.tokenHeader]: 'not-the-token' }),
          'wrongToken',
        ),
    },
  ]),
];

function dataOf(t: Trial, command: Command, id: Id): Data {
  if (command === 'cancel') return t.cancelData(id);
  if (command === 'status') return t.statusData(id);
  return command === 'bet' || command === 'win' ? t.movementData(command, t.newId(), 500n) : t.accountData(command);
}
