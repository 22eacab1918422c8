import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import type { AnyContract } from '../contract/contract.ts';
import { createDemoAccount, demoAccount } from '../server/demoAccount.ts';
import { TokenTaken } from '../server/knownProviders.ts';
import { gatheredLines, type StdoutLines } from '../process/lines.ts';
import { type RunningServer, serve } from '../server/serve.ts';
import { listCurrencies } from '../wallet/currency.ts';
import { openStoreAt, withReader } from '../wallet/open.ts';
import { listProviders } from '../wallet/providers.ts';
import { type LedgerReader, type Store, UnusableDatabase } from '../wallet/store.ts';
import { type ServeConfiguration, serveConfiguration, type ServeFlags, serverPorts } from './configuration.ts';
import { type Environment, InvalidInput, type Terminal } from './input.ts';
import { insideInWords, listeningOptions, serveUntilSignal } from './listening.ts';
import { currencyOption, databaseOptions } from './options.ts';
import { tokenOptions } from './tokens.ts';

export function serveCommand(program: Command, environment: Environment, terminal: Terminal): void {
  const command = tokenOptions(
    currencyOption(databaseOptions(program.command('serve'))),
    'valid callback tokens, separated by commas; made up when not in production',
  );
  listeningOptions(command, serverPorts)
    .description('serve the reference wallet')
    .option('--contract <names>', 'in which contracts callbacks may come: v1, v4, or v1,v4 (CONTRACT; default v1)')
    .option(
      '--allow <addresses>',
      'who may call: addresses and networks, separated by commas (ALLOWED_ADDRESSES; anybody)',
    )
    .option('--trust-proxy <addresses>', 'whose X-Forwarded-For is believed (TRUSTED_PROXIES; nobody)')
    .action(async (flags: ServeFlags) => run(serveConfiguration(flags, environment), terminal));
}

async function run(configuration: ServeConfiguration, terminal: Terminal): Promise<void> {
  const { contracts, production } = configuration;
  if (production) await demandToken(configuration);
  const store = await openStoreAt(configuration, { serving: true });
  const lines = gatheredLines();
  const started = await start(configuration, store, lines).catch(async (error: unknown) => {
    await store.close();
    throw inWords(error);
  });
  const { server, madeUp } = started;
  // Only now is it known that it serves.
  const demo = !production && (await createDemoAccount(store));
  if (madeUp !== undefined) terminal.err(`No token was given; this run's is ${madeUp}`);
  if (demo)
    terminal.err(`A new wallet: player ${demoAccount.name} was made, with a balance of ${demoAccount.balance}.`);
  terminal.err(`Probes and metrics are served inside at ${server.insideUrl}: /livez, /readyz, /metrics`);
  terminal.err(
    `Callbacks are served at ${server.callbackUrl}. Try:\n\n${curlLine(contracts[0], server.callbackUrl, madeUp)}\n`,
  );
  await serveUntilSignal(server, lines);
}

/** In production no token is made up, and nothing is opened without one. */
async function demandToken(configuration: ServeConfiguration): Promise<void> {
  if (configuration.tokens || (await withReader(configuration, haveTokens).catch(hasNone))) return;
  throw new InvalidInput([
    '--token (CALLBACK_TOKEN) or --token-file (CALLBACK_TOKEN_FILE) must be given with NODE_ENV=production, unless the wallet has a provider (seamless providers create)',
  ]);
}

async function haveTokens(reader: LedgerReader): Promise<boolean> {
  return (await listProviders(reader)).some(({ tokenHashes }) => tokenHashes.length > 0);
}

/** It is to be begun, or migrated. */
function hasNone(error: unknown): false {
  if (error instanceof UnusableDatabase) return false;
  throw error;
}

interface Started {
  readonly server: RunningServer;
  /** The token that was made up for this run. */
  readonly madeUp: string | undefined;
}

async function start(configuration: ServeConfiguration, store: Store, lines: StdoutLines): Promise<Started> {
  const [first] = await listCurrencies(store);
  if (configuration.currency !== undefined && configuration.currency !== first?.code)
    throw new InvalidInput([
      `--currency (CURRENCY) must be ${first?.code}, in which the provider of the flags plays, not ${configuration.currency}; others play in others: seamless providers create NAME --currency ${configuration.currency}`,
    ]);
  const needed = !configuration.tokens && !(await haveTokens(store));
  const madeUp = needed ? randomBytes(16).toString('hex') : undefined;
  const tokens = configuration.tokens ?? (madeUp === undefined ? [] : [madeUp]);
  return { server: await serve({ ...configuration, tokens, store, lines }), madeUp };
}

function inWords(error: unknown): unknown {
  if (error instanceof TokenTaken)
    return new InvalidInput([`--token (CALLBACK_TOKEN) can't be used: ${error.message}. Give another`]);
  return insideInWords(error);
}

function curlLine({ tokenHeader, delivery }: AnyContract, url: string, token = 'TOKEN'): string {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const body = JSON.stringify({
    command: 'balance',
    data: { account: demoAccount.name },
    timestamp,
    check: delivery.balance.checks,
  });
  return `curl -s ${url} -H '${tokenHeader}: ${token}' -H 'content-type: application/json' -d '${body}'`;
}
