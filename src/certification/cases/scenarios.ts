/** The six scenarios of the provider's own panel, in its order: each goes on where the one before it ended. */
import type { AnyContract } from '../../contract/contract.ts';
import type { AmountMinor, Command } from '../../contract/types.ts';
import { type Answer, property } from '../answer.ts';
import { cases, type Prose, type Requirement } from '../case.ts';
import { exampleOf } from '../examples.ts';
import { NotSetUp } from '../failure.ts';
import type { Said } from '../requests.ts';
import type { Trial } from '../trial.ts';
import type { Id } from './dialects.ts';
import { decimals } from './hints.ts';

interface Scenario {
  readonly command: Command;
  readonly requirement: Prose;
  readonly hint: Prose;
  /** Where the panel asks other checks than a provider in operation. */
  readonly check?: string;
  readonly movesMinor?: AmountMinor;
  readonly send: (t: Trial, said: Said) => Promise<Answer>;
  /** Fails for what else the reply must tell. */
  readonly told?: (t: Trial, data: unknown) => void;
}

/** The one that is won, cancelled and asked about. */
interface Bet {
  readonly id: Id;
  readonly round: string;
}

const stakeMinor = 100n;
const winMinor = 250n;

/** New ones for each run, which share its bet. */
export function scenarios(contract: AnyContract): readonly Requirement[] {
  return cases(
    'panel',
    'must',
    scenariosOf(contract).map((scenario) => ({
      id: `panel.scenario.${scenario.command}`,
      // One after another.
      last: true,
      requirement: scenario.requirement,
      source: `${scenario.command}, result 0`,
      hint: scenario.hint,
      steps: (t) => play(t, scenario),
    })),
  );
}

function scenariosOf(contract: AnyContract): readonly Scenario[] {
  let played: Bet | undefined;
  const bet = (): Bet => {
    if (!played) throw new NotSetUp('it needs the bet, which was not sent');
    return played;
  };
  return [
    {
      command: 'authenticate',
      requirement: 'The player is authenticated, and the reply names the account and its balance.',
      hint: 'Answer account and balance in data, for an account that exists.',
      send: (t, said) => t.authenticate(said),
      told: (t, data) => {
        const name = property(data, 'account');
        if (name !== t.target.account) t.fail(`data.account ${JSON.stringify(t.target.account)}`, String(name));
      },
    },
    {
      command: 'balance',
      requirement: 'The balance of the player is told.',
      hint: 'Answer the present balance as a JSON number in data.balance.',
      send: (t, said) => t.balance(said),
    },
    {
      command: 'bet',
      requirement: 'The bet is taken, and the reply has the balance after it.',
      hint: 'Debit first, and answer with the balance that the debit left.',
      movesMinor: -stakeMinor,
      send: (t, said) => {
        const { id, round } = (played = { id: t.newId(), round: t.newRound() });
        return t.bet(id, stakeMinor, { ...said, round });
      },
    },
    {
      command: 'win',
      requirement: 'The win of the round is paid, and the reply has the balance after it.',
      hint: 'Credit first, and answer with the balance that the credit left. The round of a win is that of its bet.',
      movesMinor: winMinor,
      send: (t, said) => t.win(t.newId(), winMinor, { ...said, round: bet().round }),
    },
    {
      command: 'cancel',
      requirement: ({ targetField }) => `The bet that ${targetField} names is given back, though its round has a win.`,
      hint: 'Give the stake back and mark the bet as cancelled, in one database transaction.',
      // There 42 asks for what is to be cancelled in every contract.
      check: exampleOf(contract, 'cancel', 'unknown-transaction').check,
      movesMinor: stakeMinor,
      send: (t, said) => t.cancel(bet().id, { ...said, round: bet().round }),
    },
    {
      command: 'status',
      requirement: 'The status of the bet is CANCELED.',
      hint: ({ idField }) => `Look the transaction up by ${idField} and answer its state.`,
      send: (t, said) => t.status(bet().id, said),
      told: (t, data) => {
        // The panel's page names a transaction as the older contract does.
        const id = property(data, t.words.idField) ?? property(data, 'trans_id');
        if (String(id) !== String(bet().id)) t.fail(`data.${t.words.idField} ${bet().id}`, String(id));
        const state = property(data, 'trans_status');
        if (state !== 'CANCELED') t.fail('data.trans_status CANCELED', String(state));
      },
    },
  ];
}

async function play(t: Trial, { command, check, movesMinor = 0n, send, told }: Scenario): Promise<void> {
  const { checks: usual, deadlineMs } = t.contract.delivery[command];
  const hasBalance = command !== 'status';
  const asked = hasBalance ? await t.balance({ check: '21' }) : undefined;
  const before = asked?.balanceMinor;
  if (before !== undefined && before + movesMinor < 0n)
    throw new NotSetUp(
      `account ${t.target.account} has ${t.money(before)}; this scenario needs at least ${t.money(-movesMinor)}`,
    );
  const answer = await send(t, { check: check ?? usual });
  t.show(command, check ?? usual, movesMinor === 0n ? undefined : asked, answer);
  const after = before === undefined ? undefined : before + movesMinor;
  t.expect(command, answer, 'accepted', after);
  if (hasBalance && answer.balanceMinor === undefined) t.fail('a number in data.balance', answer.text);
  if (answer.unroundedBalance !== undefined)
    t.fail(`a balance of ${t.target.currencyDecimals} decimals`, answer.unroundedBalance, decimals);
  told?.(t, property(answer.value, 'data'));
  const { durationMs } = answer.exchange;
  if (durationMs > deadlineMs) t.fail(`an answer within ${deadlineMs} ms`, `one after ${Math.round(durationMs)} ms`);
  if (movesMinor !== 0n && after !== undefined) await t.expectBalance(`what ${command} moved`, after);
}
