/** `seamless providers`: whose callbacks the wallet takes, and under which terms. */
import { type Command, Option } from 'commander';
import { tokenHash } from '../edge/token.ts';
import { withReader, withStore } from '../wallet/open.ts';
import { createProvider } from '../wallet/providerChanges.ts';
import { listProviders, type SignatureMode, signatureModes } from '../wallet/providers.ts';
import { isProviderName, providerNameForm } from '../wallet/sound.ts';
import type { LedgerReader } from '../wallet/store.ts';
import { guardsToBeginWith } from '../wallet/terms.ts';
import { databaseConfiguration, type DatabaseFlags, networks } from './configuration.ts';
import { contractsGiven } from './contractOption.ts';
import { demandDone, existingProvider, knownSoon } from './existingProvider.ts';
import { guardLines } from './guards.ts';
import { type Environment, InvalidInput, type Terminal } from './input.ts';
import { currencyOption, databaseOptions } from './options.ts';
import { providerLine, providerLines } from './providerLines.ts';
import { providerTermsCommands } from './providerTerms.ts';
import { signingSecretIn, tokenIn } from './secret.ts';
import { currenciesOf } from './walletCurrencies.ts';

interface CreateFlags extends DatabaseFlags {
  readonly contract?: string;
  readonly tokenFile: string;
  readonly allow?: string;
  readonly signatureFile?: string;
  readonly signature?: SignatureMode;
}

export function providersCommand(program: Command, environment: Environment, terminal: Terminal): void {
  const { out, err } = terminal;
  const providers = program
    .command('providers')
    .description('whose callbacks the wallet takes, and under which terms; works beside a running server');
  const subcommand = (usage: string, description: string): Command =>
    databaseOptions(providers.command(usage)).description(description);
  const read = (flags: DatabaseFlags, work: (reader: LedgerReader) => Promise<void>): Promise<void> =>
    withReader(databaseConfiguration(flags, environment), work);

  currencyOption(subcommand('create <name>', 'take callbacks of a provider, who is known by its token'))
    .option('--contract <names>', 'in which contracts its callbacks may come: v1, v4, or v1,v4 (default v1)')
    .requiredOption('--token-file <file>', 'its token, in a file')
    .option('--allow <addresses>', 'from where it may call: addresses and networks, separated by commas (anywhere)')
    .option('--signature-file <file>', 'the secret by which it signs its callbacks, in a file')
    .addOption(
      new Option('--signature <mode>', 'whether signatures are looked at; required with a secret, else off').choices(
        signatureModes,
      ),
    )
    .action((name: string, flags: CreateFlags) => {
      const { token, ...given } = requireGiven(name, flags);
      const configuration = databaseConfiguration(flags, environment);
      return withStore(configuration, async (store) => {
        const { code: currency, decimals } = (await currenciesOf(store, configuration.currency)).ofNew();
        const guards = guardsToBeginWith(decimals);
        const provider = { ...given, name, currency, tokenHash: tokenHash(token), guards };
        demandDone(await createProvider(store, provider), name);
        const made = await existingProvider(store, name);
        out(providerLine(made));
        for (const line of guardLines(made)) out(line);
        err(
          `These guards only tell of what they catch. To change one: seamless providers guards ${name} GUARD=MODE[:LIMIT]`,
        );
        err(knownSoon);
      });
    });

  subcommand('list', 'list all providers').action((flags: DatabaseFlags) =>
    read(flags, async (reader) => {
      for (const provider of await listProviders(reader)) out(providerLine(provider));
    }),
  );

  subcommand('show <name>', 'show one provider; of tokens and secrets only how many there are').action(
    (name: string, flags: DatabaseFlags) =>
      read(flags, async (reader) => {
        for (const line of providerLines(await existingProvider(reader, name))) out(line);
      }),
  );

  providerTermsCommands(subcommand, environment, terminal);
}

/** Throws `InvalidInput` with every problem there is. */
function requireGiven(name: string, flags: CreateFlags) {
  const problems = isProviderName(name)
    ? []
    : [`the provider's name must be ${providerNameForm}, not ${JSON.stringify(name)}`];
  const contracts = contractsGiven(flags.contract, problems, '--contract').map((contract) => contract.name);
  const allowedAddresses = networks('--allow', flags.allow, problems);
  const token = tokenIn(flags.tokenFile, problems);
  const signatureSecret = signingSecretIn(flags.signatureFile, problems);
  const signatureMode = flags.signature ?? (flags.signatureFile === undefined ? 'off' : 'required');
  if (signatureMode !== 'off' && flags.signatureFile === undefined)
    problems.push(`--signature ${signatureMode} needs the secret, in --signature-file`);
  if (problems.length > 0) throw new InvalidInput(problems);
  return { contracts, allowedAddresses, token, signatureSecret, signatureMode };
}
