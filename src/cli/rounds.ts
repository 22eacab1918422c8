import type { Command } from 'commander';
import { contracts } from '../contract/contracts.ts';
import { oneLine, visibleJson } from '../contract/visible.ts';
import { withReader } from '../wallet/open.ts';
import { type OpenBet, readOpenBets, readRound, type RoundFigures, type RoundState } from '../wallet/rounds.ts';
import { databaseConfiguration, type DatabaseFlags } from './configuration.ts';
import { historyJson, historyLine } from './history.ts';
import { type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { databaseOptions } from './options.ts';
import { commandLine } from './shell.ts';
import { timeMs } from './time.ts';
import { type Currencies, currenciesOf } from './walletCurrencies.ts';

interface WhoseFlags extends DatabaseFlags {
  readonly account?: string;
  readonly provider?: string;
  readonly json?: boolean;
}

interface OpenFlags extends WhoseFlags {
  readonly older: string;
  readonly since: string;
}

export function roundsCommand(program: Command, environment: Environment, { out, err }: Terminal): void {
  const rounds = program
    .command('rounds')
    .description("the games' rounds: what is in one, which are open; works beside a running server");
  const subcommand = (usage: string, description: string): Command =>
    databaseOptions(rounds.command(usage))
      .description(description)
      .option('--account <name>', 'only of this player')
      .option('--provider <name>', 'only of this provider')
      .option('--json', 'an object a line, amounts in minor units');

  subcommand('show <round>', "tell a round's movements, and what they come to").action(
    (roundId: string, flags: WhoseFlags) =>
      withReader(databaseConfiguration(flags, environment), async (reader) => {
        const currencies = await currenciesOf(reader);
        let told = 0;
        await readRound(
          reader,
          { roundId, account: flags.account, provider: flags.provider },
          {
            entry: (entry, currency) => {
              const decimals = currencies.decimalsOf({ name: entry.account, currency });
              out(flags.json ? historyJson(entry) : `${oneLine(entry.account)}\t${historyLine(entry, decimals)}`);
              told++;
            },
            sums: (sums) => {
              if (!flags.json) out(sumsLine(sums, currencies));
            },
          },
        );
        if (told === 0) throw new Refused(`there is no such round: ${oneLine(roundId)}`);
      }),
  );

  subcommand('open', 'list bets without a win and without a cancel, each with what can be done')
    .option('--older <age>', 'only bets that are older, as in 90s, 10m or 2h', '10m')
    .option('--since <time>', 'only bets from then on: a time, as in 2026-11-26T12:03Z, or an age', '3d')
    .action((flags: OpenFlags) => {
      const nowMs = Date.now();
      const { sinceMs, beforeMs } = times(flags, nowMs);
      const { account, provider } = flags;
      return withReader(databaseConfiguration(flags, environment), async (reader) => {
        const currencies = await currenciesOf(reader);
        let told = 0;
        await readOpenBets(reader, { sinceMs, beforeMs, account, provider }, (bet) => {
          out(flags.json ? betJson(bet, nowMs) : betLine(bet, nowMs, currencies));
          told++;
        });
        if (told === 0) err('No round is open.');
      });
    });
}

function times({ older, since }: OpenFlags, nowMs: number): { sinceMs: number; beforeMs: number } {
  const problems: string[] = [];
  const beforeMs = timeMs('--older', older, nowMs, problems);
  const sinceMs = timeMs('--since', since, nowMs, problems);
  if (sinceMs >= beforeMs) problems.push('--since must be further back than --older');
  if (problems.length > 0) throw new InvalidInput(problems);
  return { sinceMs, beforeMs };
}

function sumsLine(figures: RoundFigures, currencies: Currencies): string {
  const { provider, account, currency, state, stakesMinor, winsMinor } = figures;
  const [stakes, wins] = [stakesMinor, winsMinor].map((minor) =>
    currencies.display(minor, { name: account, currency }),
  );
  return [oneLine(account), state, `stakes ${stakes}`, `wins ${wins}`, `provider ${provider}`, saying[state]].join(
    '\t',
  );
}

const saying: Readonly<Record<RoundState, string>> = {
  open: 'a bet stands, and no win',
  held: 'a win is held',
  rejected: 'the win was rejected by hand',
  unmatched: 'a win stands, and no bet',
  cancelled: 'nothing stands',
  over: 'a bet and a win stand',
};

function betLine(bet: OpenBet, nowMs: number, currencies: Currencies): string {
  return [
    new Date(bet.atMs).toISOString(),
    bet.state,
    oneLine(bet.account),
    `round ${oneLine(bet.roundId) || 'none'}`,
    `bet ${oneLine(bet.transactionId)}`,
    currencies.display(bet.stakeMinor, { name: bet.account, currency: bet.currency }),
    `provider ${bet.provider}`,
    action(bet, nowMs),
  ].join('\t');
}

function betJson(bet: OpenBet, nowMs: number): string {
  const { atMs, stakeMinor, ...told } = bet;
  const line = {
    time: new Date(atMs).toISOString(),
    ...told,
    stakeMinor: JSON.rawJSON(String(stakeMinor)),
    action: action(bet, nowMs),
  };
  return visibleJson(JSON.stringify(line));
}

/** How long a provider goes on sending a win, in the contract that is the most patient. */
const longestRetriesMs = Math.max(
  ...Object.values(contracts).map(({ delivery: { win } }) => win.attempts * (win.deadlineMs + (win.delayMs?.max ?? 0))),
);

/** For so long providers can be asked for their transactions. */
const providersRememberMs = 2 * 24 * 3_600_000;

/** What the protocol leaves an operator: it can't end a round by itself. */
function action({ state, atMs, provider, heldId }: OpenBet, nowMs: number): string {
  const ageMs = nowMs - atMs;
  if (state === 'held')
    return `release or reject the held win: ${commandLine(['held', 'show', heldId ?? ''], { provider })}`;
  if (state === 'rejected') return 'nothing: its win was rejected by hand';
  if (ageMs < longestRetriesMs) return 'wait: the provider may still be sending its win or cancel';
  const ask = "ask the provider for the round's end, and have it send the win or the cancel again";
  return ageMs < providersRememberMs
    ? ask
    : `${ask}; its list of transactions may no longer have it. By hand only when it says that nothing will come`;
}
