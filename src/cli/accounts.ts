import type { Command } from 'commander';
import { displayMoney, parseMoney } from '../contract/money.ts';
import { v1 } from '../contract/contracts.ts';
import { fieldProblems } from '../contract/schema.ts';
import type { AmountMinor } from '../contract/types.ts';
import { allAccounts } from '../wallet/accounts.ts';
import { noCurrency } from '../wallet/currency.ts';
import { readHistory } from '../wallet/history.ts';
import { withReader, withStore } from '../wallet/open.ts';
import type { Account } from '../wallet/state.ts';
import type { LedgerReader, OpenOptions, Store } from '../wallet/store.ts';
import { adjust, type AdjustmentFlags, adjustmentId } from './adjustment.ts';
import { databaseConfiguration, type DatabaseFlags } from './configuration.ts';
import { historyFilter, type HistoryFlags, historyJson, historyLine, historyOptions } from './history.ts';
import { type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { currencyOption, databaseOptions } from './options.ts';
import { commandLine } from './shell.ts';
import { type Currencies, currenciesOf } from './walletCurrencies.ts';

interface CreateFlags extends DatabaseFlags {
  readonly balance: string;
  readonly inactive?: boolean;
}

export function accountsCommand(program: Command, environment: Environment, terminal: Terminal): void {
  const { out, err } = terminal;
  const accounts = program.command('accounts').description("the players' accounts; works beside a running server");
  const subcommand = (usage: string, description: string): Command =>
    databaseOptions(accounts.command(usage)).description(description);

  function open<Result>(
    flags: DatabaseFlags,
    work: (store: Store, currencies: Currencies) => Promise<Result>,
    options?: OpenOptions,
  ): Promise<Result> {
    const configuration = databaseConfiguration(flags, environment);
    return withStore(
      configuration,
      async (store) => work(store, await currenciesOf(store, configuration.currency)),
      options,
    );
  }

  function read<Result>(
    flags: DatabaseFlags,
    work: (reader: LedgerReader, currencies: Currencies) => Promise<Result>,
  ): Promise<Result> {
    return withReader(databaseConfiguration(flags, environment), async (reader) =>
      work(reader, await currenciesOf(reader)),
    );
  }

  currencyOption(subcommand('create <name>', 'open an account'))
    .option('--balance <amount>', 'what it opens with', '0')
    .option('--inactive', 'not allowed to play yet')
    .action((name: string, flags: CreateFlags) =>
      open(
        flags,
        async (store, currencies) => {
          const problems = fieldProblems(v1, 'Account', name).map((problem) => `the account's name ${problem}`);
          if (problems.length > 0) throw new InvalidInput(problems);
          const { code: currency, decimals } = currencies.ofNew();
          const openingMinor = amount('--balance', flags.balance, decimals);
          const created = await store.createAccount({ name, active: !flags.inactive, openingMinor, currency });
          if (!created)
            throw new Refused(
              `account ${name} exists already. See it with: ${commandLine(['accounts', 'show', name], databaseFlags(flags))}`,
            );
          out(line(await existing(store, name, flags), currencies));
        },
        { mustExist: false },
      ),
    );

  subcommand('show <name>', 'show one account').action((name: string, flags: DatabaseFlags) =>
    read(flags, async (reader, currencies) => out(line(await existing(reader, name, flags), currencies))),
  );

  subcommand('list', 'list all accounts').action((flags: DatabaseFlags) =>
    read(flags, async (reader, currencies) => {
      for await (const account of allAccounts(reader)) out(line(account, currencies));
    }),
  );

  historyOptions(subcommand('history <name>', 'tell what happened to an account')).action(
    (name: string, flags: DatabaseFlags & HistoryFlags) => {
      const filter = historyFilter(name, flags, Date.now());
      return read(flags, async (reader, currencies) => {
        const decimals = currencies.decimalsOf(await existing(reader, name, flags));
        let told = 0;
        await readHistory(reader, filter, (entry) => {
          out(flags.json ? historyJson(entry) : historyLine(entry, decimals));
          told++;
        });
        if (told === 0) err(`account ${name} has no such movement`);
      });
    },
  );

  for (const [name, active] of [
    ['activate', true],
    ['deactivate', false],
  ] as const) {
    subcommand(`${name} <name>`, active ? 'allow the player to play' : 'no longer allow the player to play').action(
      (account: string, flags: DatabaseFlags) =>
        open(flags, async (store, currencies) => {
          await store.setActive(account, active);
          out(line(await existing(store, account, flags), currencies));
        }),
    );
  }

  for (const kind of ['credit', 'debit'] as const) {
    subcommand(
      `${kind} <name> <amount>`,
      kind === 'credit' ? 'give money to the account' : 'take money from the account',
    )
      .option(
        '--id <id>',
        'a name of yours for this movement, which is carried out once; made up and printed when not given',
      )
      .option('--reason <text>', 'why, for the log')
      .action((account: string, text: string, flags: DatabaseFlags & AdjustmentFlags) => {
        const id = adjustmentId(flags.id);
        return open(flags, async (store, currencies) => {
          const currencyDecimals = currencies.decimalsOf(await store.findAccount(account));
          const amountMinor = amount('the amount', text, currencyDecimals);
          const before = await existing(store, account, flags);
          const commandWith = (used: string): string =>
            commandLine(['accounts', kind, account, text], { ...flags, id: used });
          const asked = { kind, account, amountMinor, id, reason: flags.reason, currencyDecimals, commandWith };
          out(line({ ...before, balanceMinor: await adjust(store, asked, terminal) }, currencies));
        });
      });
  }
}

async function existing(wallet: LedgerReader, name: string, flags: DatabaseFlags): Promise<Account> {
  const account = await wallet.findAccount(name);
  if (!account)
    throw new Refused(
      `there is no account ${name}. Make it with: ${commandLine(['accounts', 'create', name, '--balance', '0'], databaseFlags(flags))}`,
    );
  return account;
}

/** What another command needs to find the same wallet. */
function databaseFlags({ database, databaseFile, currencyDecimals }: DatabaseFlags): object {
  return { database, databaseFile, currencyDecimals };
}

function amount(what: string, text: string, decimals: number): AmountMinor {
  const minor = parseMoney(text, decimals);
  if (minor === undefined || minor < 0n) {
    const example = displayMoney(100_000n, decimals);
    throw new InvalidInput([
      `${what} must be an amount of money with at most ${decimals} decimals, as in ${example}, not ${JSON.stringify(text)}`,
    ]);
  }
  return minor;
}

/** No currency is not worth a column. */
function line(account: Account, currencies: Currencies): string {
  const { name, active, balanceMinor, currency } = account;
  const figures = [name, active ? 'active' : 'inactive', displayMoney(balanceMinor, currencies.decimalsOf(account))];
  return [...figures, ...(currency === noCurrency ? [] : [currency])].join('\t');
}
