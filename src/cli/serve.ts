import type { Command } from 'commander';
import type { AnyContract } from '../contract/contract.ts';
import { createDemoAccount, demoAccount } from '../server/demoAccount.ts';
import { gatheredLines } from '../server/lines.ts';
import { InsidePortUnusable, serve } from '../server/serve.ts';
import { usualDecimals } from '../contract/money.ts';
import { listCurrencies } from '../wallet/currency.ts';
import { openStoreAt } from '../wallet/open.ts';
import { type ServeConfiguration, serveConfiguration, type ServeFlags } from './configuration.ts';
import { type Environment, InvalidInput, type Terminal } from './input.ts';
import { currencyOption, databaseOptions } from './options.ts';
import { tokenOptions } from './tokens.ts';
import { shutdownSignal } from './shutdownSignal.ts';

/** How long the reader of the log is given for its last lines. */
const lastLinesMs = 1_000;

export function serveCommand(program: Command, environment: Environment, terminal: Terminal): void {
  tokenOptions(
    currencyOption(databaseOptions(program.command('serve'))),
    'valid callback tokens, separated by commas; made up when not in production',
  )
    .description('serve the reference wallet')
    .option('--contract <names>', 'in which contracts callbacks may come: v1, v4, or v1,v4 (CONTRACT; default v1)')
    .option('--host <address>', 'address to listen on (HOST; default 127.0.0.1)')
    .option('--port <number>', 'port to listen on, 0 for any (PORT; default 8080)')
    .option('--inside-host <address>', 'address for probes and metrics (INSIDE_HOST; default 127.0.0.1)')
    .option('--inside-port <number>', 'port for /livez, /readyz and /metrics, 0 for any (INSIDE_PORT; default 8081)')
    .option(
      '--allow <addresses>',
      'who may call: addresses and networks, separated by commas (ALLOWED_ADDRESSES; anybody)',
    )
    .option('--trust-proxy <addresses>', 'whose X-Forwarded-For is believed (TRUSTED_PROXIES; nobody)')
    .option('--drain-ms <number>', 'serve on for so long after SIGTERM, while /readyz says no (DRAIN_MS; default 0)')
    .action(async (flags: ServeFlags) => run(serveConfiguration(flags, environment), terminal));
}

async function run(configuration: ServeConfiguration, terminal: Terminal): Promise<void> {
  const { contracts, tokens, tokenMadeUp, production } = configuration;
  const store = await openStoreAt(configuration, { serving: true });
  const lines = gatheredLines();
  const [{ decimals: currencyDecimals } = { decimals: usualDecimals }] = await listCurrencies(store);
  const server = await serve({ ...configuration, currencyDecimals, store, lines }).catch(async (error: unknown) => {
    await store.close();
    throw error instanceof InsidePortUnusable ? insideInWords(error) : error;
  });
  // Only now is it known that it serves.
  const demo = !production && (await createDemoAccount(store));
  if (tokenMadeUp) terminal.err(`No token was given; this run's is ${tokens[0]}`);
  if (demo)
    terminal.err(`A new wallet: player ${demoAccount.name} was made, with a balance of ${demoAccount.balance}.`);
  terminal.err(`Probes and metrics are served inside at ${server.insideUrl}: /livez, /readyz, /metrics`);
  terminal.err(
    `Callbacks are served at ${server.callbackUrl}. Try:\n\n${curlLine(contracts[0], server.callbackUrl, tokenMadeUp ? tokens[0] : undefined)}\n`,
  );
  await shutdownSignal();
  await server.stop();
  // Node.js would wait for a reader who has stopped reading.
  if (!(await lines.writtenWithin(lastLinesMs))) process.exit();
}

/** Two servers on one machine are the usual reason. */
function insideInWords({ cause }: InsidePortUnusable): InvalidInput {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InvalidInput([
    `probes and metrics can't be served: ${reason}. Choose another port with --inside-port (INSIDE_PORT), or address with --inside-host (INSIDE_HOST)`,
  ]);
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
