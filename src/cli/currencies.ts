/** `seamless currencies`: which ones the wallet keeps, and in how many decimals. */
import type { Command } from 'commander';
import { usualDecimals } from '../contract/money.ts';
import { createCurrency, listCurrencies } from '../wallet/currency.ts';
import { withReader, withStore } from '../wallet/open.ts';
import { currencyProblems, databaseConfiguration, type DatabaseFlags, decimalsGiven } from './configuration.ts';
import { type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { databaseOptions } from './options.ts';

export function currenciesCommand(program: Command, environment: Environment, { out }: Terminal): void {
  const currencies = program
    .command('currencies')
    .description('the currencies that the wallet keeps; works beside a running server');

  databaseOptions(currencies.command('create <code>'))
    .description('add a currency; its decimals are fixed then')
    .option('--decimals <number>', 'how many decimals its money has', String(usualDecimals))
    .action((code: string, flags: DatabaseFlags & { readonly decimals: string }) => {
      const problems = currencyProblems("the currency's code", code);
      const decimals = decimalsGiven(flags.decimals, problems, '--decimals');
      if (problems.length > 0) throw new InvalidInput(problems);
      return withStore(databaseConfiguration(flags, environment), async (store) => {
        if (!(await createCurrency(store, { code, decimals })))
          throw new Refused(`the wallet has the currency ${code} already. See it with: seamless currencies list`);
        out(line({ code, decimals }));
      });
    });

  databaseOptions(currencies.command('list'))
    .description('list all currencies, the one that the wallet began with in front')
    .action((flags: DatabaseFlags) =>
      withReader(databaseConfiguration(flags, environment), async (reader) => {
        for (const currency of await listCurrencies(reader)) out(line(currency));
      }),
    );
}

function line({ code, decimals }: { readonly code: string; readonly decimals: number }): string {
  return `${code}\t${decimals} decimals`;
}
