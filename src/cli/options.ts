import type { Command } from 'commander';
import { usualDecimals } from '../contract/money.ts';
import { noCurrency } from '../wallet/currency.ts';

/** The options of every subcommand that opens the wallet. */
export function databaseOptions(command: Command): Command {
  return command
    .option('--database <url>', 'where the money is (DATABASE_URL; default sqlite:./data/wallet.db)')
    .option('--database-file <file>', 'the same from a file, since it may hold a password (DATABASE_URL_FILE)')
    .option(
      '--currency-decimals <number>',
      `decimals of the currency (CURRENCY_DECIMALS; those that the wallet has, and ${usualDecimals} in a new one)`,
    );
}

/** The option of every subcommand that speaks of money without opening a wallet. */
export function decimalsOption(command: Command): Command {
  return command.option('--currency-decimals <number>', 'decimals of the currency', String(usualDecimals));
}

/** For what may begin a wallet. */
export function currencyOption(command: Command): Command {
  return command.option(
    '--currency <code>',
    `a currency of the wallet, as in EUR; its first one is named once (CURRENCY; ${noCurrency}, no currency, until then)`,
  );
}
