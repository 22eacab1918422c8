/** Sums that are large, small, or written in another way. */
import { cases, type Requirement } from '../case.ts';
import type { Trial } from '../trial.ts';
import { harmless } from './harmless.ts';

const exactHint =
  'Keep money in 64-bit integers of the smallest unit or in DECIMAL(20,2), and read the digits of the request, not a float made of them.';

export const sums: readonly Requirement[] = cases('money', 'must', [
  ...(
    [
      [10_000_000_001n, 'more than a hundred million'],
      [1_234_567_890_123_456n, '16 digits'],
      [12_345_678_901_234_567n, '17 digits'],
    ] as const
  ).map(([amount, told], n) => ({
    id: `money.win.${['hundred-million', 'sixteen-digits', 'seventeen-digits'][n] ?? ''}`,
    requirement: `A win of ${told} is paid to the cent, or refused as a whole.`,
    source: 'amount and balance have up to 18 digits',
    hint: exactHint,
    steps: (t: Trial) => paidOrRefused(t, amount),
  })),
  {
    id: 'money.sum.tenths',
    requirement: 'Ten times 0.10 are 1.00: all of it can be bet.',
    source: 'amount and balance have two decimals',
    hint: 'Sums of floats are a little less, or more: keep money in integers of the smallest unit or in DECIMAL.',
    needs: ['poor'],
    steps: async (t) => {
      const account = t.other('poor');
      const balance = await t.balanceOf(account);
      t.expect('a bet of all there is', await t.bet(t.newId(), balance, { account }), 'accepted', 0n);
      const wins = Array.from({ length: 10 }, () => t.win(t.newId(), 10n, { account }));
      for (const win of wins) t.expect('each of ten wins of a tenth', await win, 'accepted');
      t.expect('a bet of all of them', await t.bet(t.newId(), 100n, { account }), 'accepted', 0n);
      t.expect('one more', await t.bet(t.newId(), 1n, { account }), 'insufficientBalance', 0n);
    },
  },
  {
    id: 'money.amount.exponent',
    requirement: 'An amount written with an exponent is that amount, or refused.',
    source: 'amount is a JSON number',
    hint: 'Read numbers with a JSON parser; 5e-1 is a half.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(500n);
      const [written, amount] =
        t.target.currencyDecimals === 0 ? ['1e1', 10n] : ['5e-1', 5n * 10n ** BigInt(t.target.currencyDecimals - 1)];
      const request = t.request(
        'bet',
        t.movementData('bet', t.newId(), 100n, { more: { amount: JSON.rawJSON(written) } }),
      );
      const answer = await t.raw(JSON.stringify(request));
      await t.expectBalance(`a bet of ${written}`, t.has(answer, 'accepted') ? balance - amount : balance);
    },
  },
  {
    id: 'money.amount.minus-zero',
    quiet: true,
    requirement: 'An amount written as -0 or -0.0 is nothing, or refused, without a server error.',
    source: 'amount is a JSON number, never negative',
    hint: 'Compare numbers, not their text; -0 is 0.',
    steps: async (t) => {
      const balance = await t.balanceOf();
      for (const command of ['bet', 'win'] as const) {
        for (const written of t.target.currencyDecimals === 0 ? ['-0'] : ['-0', '-0.0']) {
          const more = { amount: JSON.rawJSON(written) };
          const request = t.request(command, t.movementData(command, t.newId(), 0n, { more }));
          const what = `a ${command} of ${written}`;
          const answer = await t.raw(JSON.stringify(request));
          if (t.has(answer, 'failed') && answer.balanceMinor === undefined) harmless(t, what, answer);
          else t.expect(what, answer, ['accepted', 'failed'], balance);
        }
      }
      await t.expectBalance('all of it was nothing', balance);
    },
  },
  {
    id: 'money.bonus',
    requirement: 'What a bonus call wins is paid, and its bet of 0 is taken.',
    source: 'type 32: a bonus call',
    hint: 'A bonus call differs in nothing but its type: its win is real money.',
    steps: async (t) => {
      const balance = await t.balanceOf();
      const more = { type: 32, call_id: 77 };
      const round = t.newRound();
      t.expect('a bet of a bonus call', await t.bet(t.newId(), 0n, { round, more }), 'accepted', balance);
      t.expect('its win', await t.win(t.newId(), 250n, { round, more }), 'accepted', balance + 250n);
      await t.expectBalance('the bonus was paid', balance + 250n);
    },
  },
  {
    id: 'money.type.other',
    requirement:
      'The command and the amount say what moves, not type or call_id: a bet takes its stake, a win is paid, or it is refused.',
    source: 'command; type and call_id tell of the game',
    hint: 'Add or take off by the command alone; keep type and call_id for reports.',
    steps: async (t) => {
      let balance = await t.balanceOfAtLeast(300n);
      for (const [command, moved, more] of [
        ['bet', -100n, { type: 2 }],
        ['bet', -100n, { type: 32, call_id: 77 }],
        ['bet', -100n, { call_id: 77 }],
        ['win', 100n, { type: 1 }],
      ] as const) {
        const told = `a ${command} with ${JSON.stringify(more)}`;
        const answer = await t[command](t.newId(), 100n, { more });
        t.expect(told, answer, ['accepted', 'failed']);
        if (t.has(answer, 'accepted')) t.expect(told, answer, 'accepted', (balance += moved));
        else await t.expectBalance(told, balance);
      }
      await t.expectBalance('what was answered with 0 has moved', balance);
    },
  },
  {
    id: 'money.cancel.amount.unknown',
    only: 'v1',
    requirement: 'A cancel moves back what was moved, though it names an amount.',
    source: 'cancel has no amount; unknown fields are ignored',
    hint: 'Take the amount from the recorded transaction, never from the cancel.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      for (const command of ['bet', 'win'] as const) {
        const id = t.newId();
        t.expect(`a ${command}`, await t[command](id, 100n), 'accepted');
        const more = { amount: t.onWireMoney(900n) };
        t.expect(`its cancel of ${t.money(900n)}`, await t.cancel(id, { more }), 'accepted', balance);
      }
    },
  },
  {
    id: 'money.debt.win',
    requirement: 'A win is added to a debt: it makes it less, and does not end it.',
    source: 'cancel of a win takes the winnings back, also when they were spent',
    hint: 'Add to the balance whatever its sign is.',
    needs: ['poor'],
    steps: async (t) => {
      const account = t.other('poor');
      const balance = await t.balanceOf(account);
      const [winId, betId] = [t.newId(), t.newId()];
      t.expect('a win', await t.win(winId, 300n, { account }), 'accepted');
      t.expect('a bet of all there is', await t.bet(betId, balance + 300n, { account }), 'accepted', 0n);
      t.expect('the cancel of the win', await t.cancel(winId, { account }), 'accepted', -300n);
      t.expect('a win then', await t.win(t.newId(), 100n, { account }), 'accepted', -200n);
      t.expect('a bet then', await t.bet(t.newId(), 1n, { account }), 'insufficientBalance', -200n);
      t.expect('the cancel of the bet', await t.cancel(betId, { account }), 'accepted', balance + 100n);
    },
  },
]);

async function paidOrRefused(t: Trial, amountMinor: bigint): Promise<void> {
  const balance = await t.balanceOf();
  const id = t.newId();
  const answer = await t.win(id, amountMinor);
  if (t.has(answer, 'failed')) return t.expectBalance('the win was refused', balance);
  t.expect('the win', answer, 'accepted', balance + amountMinor);
  t.expect('its cancel', await t.cancel(id), 'accepted', balance);
}
