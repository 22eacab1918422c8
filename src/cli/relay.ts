/** `seamless relay`: places bets, pays wins and cancels at many operators, for game servers in any language. */
import type { Command } from 'commander';
import { reasonOf } from '../contract/reason.ts';
import { createRelayClient } from '../relay/client.ts';
import { BadOperatorsFile } from '../relay/operatorsFile.ts';
import { type RelayOptions, serveRelay } from '../relay/serve.ts';
import { gatheredLines } from '../process/lines.ts';
import { CouldNotRun, type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { insideInWords, type ListeningFlags, listeningGiven, listeningOptions, serveUntilSignal } from './listening.ts';
import { operatorsFileProblems } from './operatorsFile.ts';
import { type OutboxFlags, outboxGiven, outboxOptions } from './outboxOptions.ts';
import { relayKeysCommands } from './relayKeys.ts';
import { secret } from './secret.ts';

const relayPorts = { port: 8090, insidePort: 8091 } as const;

export interface RelayServeFlags extends OutboxFlags, ListeningFlags {
  readonly operators?: string;
}

interface ReloadFlags {
  readonly url?: string;
  readonly key?: string;
  readonly keyFile?: string;
}

export function relayCommand(program: Command, environment: Environment, terminal: Terminal): void {
  const relay = program
    .command('relay')
    .description('bets, wins and cancels at many operators, by an HTTP API for game servers in any language');

  listeningOptions(outboxOptions(relay.command('serve', { isDefault: true })), relayPorts)
    .description('serve the API')
    .option('--operators <file>', 'whom it delivers to (OPERATORS_FILE); read again when it changes')
    .action(async (flags: RelayServeFlags) => run(relayServeOptions(flags, environment), terminal));

  relay
    .command('reload')
    .description('have a running relay read its operators file at once')
    .option('--url <url>', 'where its API is (RELAY_URL; default http://127.0.0.1:8090)')
    .option('--key <key>', 'a key with the scope operate (RELAY_KEY)')
    .option('--key-file <file>', 'the same from a file (RELAY_KEY_FILE)')
    .action(async (flags: ReloadFlags) => {
      for (const name of await reload(flags, environment)) terminal.out(name);
    });

  relayKeysCommands(relay, environment, terminal);
}

/** Throws `InvalidInput` with every problem there is. */
export function relayServeOptions(flags: RelayServeFlags, environment: Environment): Omit<RelayOptions, 'lines'> {
  const problems: string[] = [];
  const operators = flags.operators ?? environment['OPERATORS_FILE'] ?? '';
  if (operators === '')
    problems.push('--operators (OPERATORS_FILE) must be given: the file that says whom to deliver to');
  const options = {
    outbox: outboxGiven(flags, environment, problems),
    operators,
    ...listeningGiven(flags, environment, relayPorts, problems),
    checkReplies: environment['NODE_ENV'] !== 'production',
  };
  if (problems.length > 0) throw new InvalidInput(problems);
  return options;
}

async function run(options: Omit<RelayOptions, 'lines'>, { err }: Terminal): Promise<void> {
  const lines = gatheredLines();
  const relay = await serveRelay({ ...options, lines }).catch((error: unknown) => {
    throw inWords(error, options.operators);
  });
  err(`Probes and metrics are served inside at ${relay.insideUrl}: /livez, /readyz, /metrics`);
  if (relay.keys === 0) err('Nobody has a key yet. Make one: seamless relay keys create NAME --scope send');
  err(`The relay is served at ${relay.url}. Try:\n\ncurl -s ${relay.url}/operators -H 'Authorization: Bearer KEY'\n`);
  await serveUntilSignal(relay, lines);
}

function inWords(error: unknown, file: string): unknown {
  if (error instanceof BadOperatorsFile)
    return new InvalidInput(operatorsFileProblems('--operators (OPERATORS_FILE)', file, error));
  return insideInWords(error);
}

async function reload(flags: ReloadFlags, environment: Environment): Promise<readonly string[]> {
  const problems: string[] = [];
  const named = { flag: '--key', variable: 'RELAY_KEY', given: flags.key, file: flags.keyFile };
  const key = secret(named, environment, problems);
  if (key === undefined && problems.length === 0)
    problems.push('--key (RELAY_KEY) or --key-file (RELAY_KEY_FILE) must be given: a key with the scope operate');
  const url = flags.url ?? environment['RELAY_URL'] ?? 'http://127.0.0.1:8090';
  if (!URL.canParse(url)) problems.push('--url (RELAY_URL) must be a URL, as in http://127.0.0.1:8090');
  if (problems.length > 0 || key === undefined) throw new InvalidInput(problems);
  const { data, error } = await createRelayClient({ url, key })
    .POST('/reload')
    .catch((cause: unknown) => {
      // `fetch` says why in the cause of its own error.
      const why = cause instanceof Error ? (cause.cause ?? cause) : cause;
      throw new CouldNotRun(`the relay at ${url} does not answer: ${reasonOf(why)}`);
    });
  if (data) return data.operators;
  throw new Refused(`the relay did not read it: ${error.detail ?? error.title}`);
}
