/** `seamless held`: the wins that guards stopped, for who decides about them. */
import type { Command } from 'commander';
import { oneLine, visibleJson } from '../contract/visible.ts';
import { logTo, plain } from '../server/log.ts';
import {
  endHold,
  type HeldFilter,
  type HeldWin,
  type HoldState,
  holdStates,
  readHeldWins,
} from '../wallet/heldWins.ts';
import { withReader, withStore } from '../wallet/open.ts';
import { type LedgerReader, OutcomeUnknown, type Store } from '../wallet/store.ts';
import { databaseConfiguration, type DatabaseFlags } from './configuration.ts';
import { CouldNotRun, type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { databaseOptions } from './options.ts';
import { pasted } from './pasted.ts';
import { commandLine } from './shell.ts';
import { type Currencies, currenciesOf } from './walletCurrencies.ts';
import { whoAsks } from './whoAsks.ts';

interface ListFlags extends DatabaseFlags {
  readonly provider?: string;
  readonly account?: string;
  readonly state?: string;
  readonly json?: boolean;
}

interface EndFlags extends DatabaseFlags {
  readonly provider?: string;
  readonly reason: string;
}

export function heldCommand(program: Command, environment: Environment, terminal: Terminal): void {
  const { out, err } = terminal;
  const held = program
    .command('held')
    .description(
      'wins that a guard stopped: neither paid nor refused until somebody decides; works beside a running server',
    );
  const subcommand = (usage: string, description: string): Command =>
    databaseOptions(held.command(usage)).description(description);

  subcommand('list', 'list held wins, the oldest first')
    .option('--provider <name>', 'only of this provider')
    .option('--account <name>', 'only of this account')
    .option('--state <state>', `${holdStates.join(', ')}, or all`, 'waiting')
    .option('--json', 'an object a line, amounts in minor units')
    .action((flags: ListFlags) => {
      const filter = { provider: flags.provider, account: flags.account, state: stateGiven(flags.state) };
      return withReader(databaseConfiguration(flags, environment), async (reader) => {
        const currencies = await currenciesOf(reader);
        let told = 0;
        await readHeldWins(reader, filter, (one) => {
          out(flags.json ? heldJson(one) : heldLine(one, currencies));
          told++;
        });
        if (told === 0) err(filter.state === undefined ? 'no win was ever held' : `no such win is ${filter.state}`);
      });
    });

  providerOption(subcommand('show <transaction>', 'show one held win')).action((id: string, flags: ListFlags) =>
    withReader(databaseConfiguration(flags, environment), async (reader) => {
      const one = await theOnly(reader, { transactionId: id, provider: flags.provider });
      for (const line of heldLines(one, await currenciesOf(reader))) out(line);
    }),
  );

  for (const [name, kind, description] of [
    ['release', 'release', 'pay a held win to its player'],
    ['reject', 'rejection', 'refuse a held win for good'],
  ] as const) {
    providerOption(subcommand(`${name} <transaction>`, `${description}, once; the same again moves nothing`))
      .requiredOption('--reason <text>', 'why, for whoever looks at it later')
      .action((id: string, flags: EndFlags) => {
        if (flags.reason.trim() === '') throw new InvalidInput(['--reason must say why, in words']);
        return withStore(databaseConfiguration(flags, environment), async (store) => {
          const found = await theOnly(store, { transactionId: id, provider: flags.provider });
          const reason = `${whoAsks()}: ${flags.reason}`;
          out(await end(store, found, { kind, reason }, terminal));
        });
      });
  }
}

function providerOption(command: Command): Command {
  return command.option('--provider <name>', 'whose transaction it is, where several providers have one of this id');
}

/** Ends the hold, tells it to the log, and returns a line for who asked. */
async function end(
  store: Store,
  { entry, amountMinor }: HeldWin,
  { kind, reason }: { readonly kind: 'release' | 'rejection'; readonly reason: string },
  { err }: Terminal,
): Promise<string> {
  const { provider, transactionId, account } = entry;
  const { logger } = logTo({ write: (line) => err(line.trimEnd()) });
  const about = { kind, provider, account, transactionId, amountMinor: plain(amountMinor), reason };
  const storeFailed = (error: unknown): void => logger.error({ ...about, problem: String(error) }, 'held win');
  const outcome = await endHold(store, { kind, provider, transactionId, account, reason }, storeFailed).catch(
    (error: unknown) => {
      if (!(error instanceof OutcomeUnknown)) throw error;
      throw new CouldNotRun(`the outcome is unknown: ${error.message}. Run it again: it is carried out once.`, {
        cause: error,
      });
    },
  );
  const { result, note } = outcome;
  logger.info({ ...about, result, note }, 'held win');
  const now = await theOnly(store, { provider, transactionId });
  const currencies = await currenciesOf(store);
  if (result === 'accepted') return heldLine(now, currencies);
  if (result === 'alreadyProcessed') {
    err(`${transactionId} was ${now.state} before; nothing was moved this time`);
    return heldLine(now, currencies);
  }
  throw new Refused(
    note === 'out-of-range'
      ? 'the balance would exceed what is kept exactly; nothing was moved'
      : `${transactionId} is ${now.state} already; nothing was moved`,
  );
}

async function theOnly(reader: LedgerReader, filter: HeldFilter): Promise<HeldWin> {
  const found: HeldWin[] = [];
  await readHeldWins(reader, filter, (one) => void found.push(one));
  const [one, ...others] = found;
  const { transactionId = '' } = filter;
  if (!one)
    throw new Refused(
      `no win ${transactionId} was held${filter.provider === undefined ? '' : ` for provider ${filter.provider}`}. See all with: ${pasted('held list --state all')}`,
    );
  if (others.length > 0)
    throw new InvalidInput([
      `several providers have a held win ${transactionId}: ${found.map(({ entry }) => entry.provider).join(', ')}. Name one with --provider`,
    ]);
  return one;
}

function stateGiven(text: string | undefined): HoldState | undefined {
  if (text === 'all') return undefined;
  const state = holdStates.find((known) => known === text);
  if (!state) throw new InvalidInput([`--state must be one of ${holdStates.join(', ')}, all, not ${String(text)}`]);
  return state;
}

function heldLine(
  { entry, currency, amountMinor, atMs, guards, state, ended }: HeldWin,
  currencies: Currencies,
): string {
  const { provider, transactionId, account, roundId = '' } = entry;
  return [
    new Date(atMs).toISOString(),
    state,
    oneLine(transactionId),
    provider,
    oneLine(account),
    `round ${oneLine(roundId)}`,
    currencies.display(amountMinor, { name: account, currency }),
    `stopped by ${guards.replaceAll(' ', ', ')}`,
    ...(ended?.reason === undefined ? [] : [oneLine(ended.reason)]),
  ].join('\t');
}

function heldLines(held: HeldWin, currencies: Currencies): string[] {
  const { provider, transactionId, account, roundId } = held.entry;
  const waits = held.state === 'waiting';
  return [
    heldLine(held, currencies),
    `Its round: ${commandLine(['accounts', 'history', account], { round: roundId })}`,
    ...(waits
      ? [
          `To pay it:    ${commandLine(['held', 'release', transactionId], { provider, reason: 'TEXT' })}`,
          `To refuse it: ${commandLine(['held', 'reject', transactionId], { provider, reason: 'TEXT' })}`,
        ]
      : []),
  ];
}

function heldJson({ entry, currency, amountMinor, atMs, guards, state, ended }: HeldWin): string {
  const { provider, transactionId, account, roundId, play } = entry;
  const one = {
    time: new Date(atMs).toISOString(),
    state,
    provider,
    account,
    transactionId,
    roundId,
    currency,
    amountMinor: JSON.rawJSON(String(amountMinor)),
    guards: guards.split(' '),
    ...play,
    ...(ended && { endedAt: new Date(ended.atMs).toISOString(), reason: ended.reason }),
  };
  return visibleJson(JSON.stringify(one));
}
