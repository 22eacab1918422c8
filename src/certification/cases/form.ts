/** Requests of another form than the contract's examples, and as right. */
import type { Command } from '../../contract/types.ts';
import { cases, type Requirement } from '../case.ts';
import type { Data, Moving } from '../requests.ts';
import type { Id } from './dialects.ts';

const unknownHint =
  'Do not reject a request for what it has more; insert columns that you name, not every field that came.';

export const form: readonly Requirement[] = [
  ...cases('protocol', 'must', [
    {
      id: 'protocol.unknown-fields',
      quiet: true,
      requirement: 'Fields of data that the receiver does not know are ignored.',
      source: 'unknown fields are allowed everywhere',
      hint: unknownHint,
      steps: async (t) => {
        const balance = await t.balanceOf();
        // Some readers take Amount for amount.
        const more = { bonus_code: 'x', nested: { deep: [1, null] }, Amount: 100, Account: 'x' };
        t.expect('a win with more fields', await t.win(t.newId(), 0n, { more }), 'accepted', balance);
      },
    },
    {
      id: 'protocol.unknown-fields.envelope',
      quiet: true,
      requirement:
        'Fields beside command and data that the receiver does not know are ignored, such as request_timestamp.',
      source: 'unknown fields are allowed everywhere',
      hint: unknownHint,
      steps: async (t) => {
        const balance = await t.balanceOf();
        const win = t.request('win', t.movementData('win', t.newId(), 0n));
        // The last is a name that data has, too, and still is another field.
        const more = { request_timestamp: t.timestamp(), version: { major: 4 }, amount: 100 };
        t.expect(
          'a win with more beside its data',
          await t.raw(JSON.stringify({ ...win, ...more })),
          'accepted',
          balance,
        );
      },
    },
    {
      id: 'protocol.fields.game',
      requirement: 'Bet, win and cancel are carried out whatever the game is called.',
      source: 'bet, win and cancel: game_name, game_code',
      hint: 'Escape what goes into SQL or HTML, also the names of games.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const [betId, winId, round] = [t.newId(), t.newId(), t.newRound()];
        const more = { game_name: `Gonzo's "Quest" & <more> é \\` };
        t.expect('a bet', await t.bet(betId, 100n, { round, more }), 'accepted', balance - 100n);
        t.expect('a win', await t.win(winId, 100n, { round, more }), 'accepted', balance);
        for (const id of [winId, betId]) t.expect('a cancel', await t.cancel(id, { more }), 'accepted');
        await t.expectBalance('both were cancelled', balance);
      },
    },
  ]),
  ...cases('protocol', 'should', [
    {
      id: 'protocol.fields.game.long',
      quiet: true,
      requirement: 'Names of games are taken up to 255 characters, of any script, with emoji.',
      source: 'game_name has up to 255 characters',
      hint: 'Use utf8mb4 and a column of 255 characters, or cut the name off yourself: it is for people only.',
      steps: async (t) => {
        for (const name of ['x'.repeat(255), '🎰 Книга 龍 💎'])
          t.expect(`a win in ${name}`, await t.win(t.newId(), 0n, { more: { game_name: name } }), 'accepted');
      },
    },
    {
      id: 'protocol.check.repeated',
      requirement: 'A check that stands twice, or with blanks, is made like any other.',
      source: 'check: numbers separated by commas',
      hint: 'Split check by commas, trim, and make the checks one after another.',
      quiet: true,
      steps: async (t) => {
        for (const check of ['21,21,22', '21, 22', '22,21'])
          t.expect(`a balance with check ${check}`, await t.balance({ check }), 'accepted');
      },
    },
    {
      id: 'protocol.content-type.charset',
      requirement: 'A callback whose Content-Type names the charset is carried out.',
      source: 'RFC 9110: media types have parameters',
      hint: 'Compare the media type without its parameters.',
      quiet: true,
      steps: async (t) => {
        const body = JSON.stringify(t.request('balance', t.accountData('balance')));
        for (const type of ['application/json; charset=utf-8', 'application/json;charset=UTF-8'])
          t.expect(`a balance sent as ${type}`, await t.raw(body, { 'Content-Type': type }), 'accepted');
      },
    },
    {
      id: 'protocol.chunked',
      requirement: 'A callback that is sent in chunks, without Content-Length, is carried out.',
      source: 'RFC 9112: Transfer-Encoding',
      hint: 'Read the body to its end, not up to Content-Length.',
      quiet: true,
      steps: async (t) => {
        const body = JSON.stringify(t.request('balance', t.accountData('balance')));
        t.expect('a balance in chunks', await t.raw(body, {}, { chunked: true }), 'accepted');
      },
    },
    {
      id: 'protocol.fields.minimal',
      requirement: 'Bet, win and cancel are carried out with no more fields than the contract demands.',
      source: 'bet, win and cancel: required',
      hint: 'Let the columns for what is optional be NULL.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const [betId, winId] = [t.newId(), t.newId()];
        const minimal = true;
        const send = (command: Command, data: Data) => t.raw(JSON.stringify(t.request(command, data)));
        const movement = (command: Moving, id: Id) => send(command, t.movementData(command, id, 100n, { minimal }));
        t.expect('a bet', await movement('bet', betId), 'accepted', balance - 100n);
        t.expect('a win', await movement('win', winId), 'accepted', balance);
        for (const id of [winId, betId])
          t.expect('a cancel', await send('cancel', t.cancelData(id, { minimal })), 'accepted');
        await t.expectBalance('both were cancelled', balance);
      },
    },
    {
      id: 'protocol.headers.case',
      quiet: true,
      requirement: 'Names of headers mean the same in any letters.',
      source: 'HTTP; proxies and HTTP/2 write them in lower case',
      hint: 'Look headers up by what your server or framework offers for it, never by the letters of their names.',
      steps: async (t) => {
        const { tokenHeader } = t.contract;
        const body = JSON.stringify(t.request('balance', t.accountData('balance')));
        for (const spelt of [(name: string) => name, (name: string) => name.toUpperCase()]) {
          const headers = {
            [spelt(tokenHeader)]: t.target.token,
            [spelt('accept')]: 'application/json',
            [spelt('content-type')]: 'application/json',
          };
          t.expect(`a balance with ${spelt(tokenHeader)}`, await t.raw(body, headers), 'accepted');
        }
      },
    },
  ]),
];
