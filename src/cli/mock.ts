import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import type { AnyContract } from '../contract/contract.ts';
import { faultKinds, type FaultRule, overbooked, parseFaultRule } from '../mock/faults.ts';
import { greeting } from '../mock/greeting.ts';
import { isSeed } from '../mock/prefer.ts';
import { PrismMissing } from '../mock/prism.ts';
import { startMock } from '../mock/server.ts';
import { repository, watchContract } from '../mock/watch.ts';
import { largestPort, wholeNumber } from './numbers.ts';
import { contractOption } from './contractOption.ts';
import { type Environment, InvalidInput, type Terminal } from './input.ts';
import { givenTokens, onlyToken, type TokenFlags, tokenOptions } from './tokens.ts';
import { shutdownSignal } from './shutdownSignal.ts';

const mockToken = 'mock';

interface MockFlags extends TokenFlags {
  readonly contract: AnyContract;
  readonly host?: string;
  readonly port: string;
  readonly fault: readonly string[];
  readonly seed?: string;
  readonly watch?: boolean;
}

interface MockConfiguration {
  readonly contract: AnyContract;
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly faults: readonly FaultRule[];
  readonly faultSeed: string;
  readonly seed?: string;
  /** Where the contract is followed. */
  readonly repository?: string;
}

export function mockCommand(program: Command, environment: Environment, terminal: Terminal): void {
  tokenOptions(program.command('mock'), `the valid callback token; ${mockToken} when it is not given`)
    .description("answer callbacks with the contract's examples, without a wallet; for developing a sender")
    .addOption(contractOption('the contract whose examples are answered'))
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--port <number>', 'port to listen on, 0 for any', '4010')
    .option('--fault <rule>', 'let a share of a command fail, as in bet=timeout:10%; may be repeated', collect, [])
    .option('--seed <number>', 'repeat the same faults and the same dynamic answers')
    .option('--watch', "follow the contract while it is edited; in the kit's repository only")
    .action(async (flags: MockFlags) => run(mockConfiguration(flags, environment), terminal));
}

async function run({ repository, ...configuration }: MockConfiguration, { err }: Terminal): Promise<void> {
  const mock = await startMock(configuration).catch((error: unknown) => {
    throw error instanceof PrismMissing ? new InvalidInput([error.message]) : error;
  });
  const { contract, token, faults, faultSeed } = configuration;
  err(greeting(contract));
  if (faults.length > 0) err(`The same callbacks fail again with --seed ${faultSeed}.`);
  err(
    `The mock is served at ${mock.callbackUrl} and takes the ${contract.tokenHeader} ${token === mockToken ? token : 'that was given'}.`,
  );
  const watcher =
    repository === undefined
      ? undefined
      : watchContract(repository, contract.name, (changed) => mock.use(changed), err);
  await shutdownSignal();
  watcher?.close();
  await mock.stop();
}

/** Throws `InvalidInput` with every problem there is. */
function mockConfiguration(
  { contract, host, port, fault, seed, watch, ...flags }: MockFlags,
  environment: Environment,
): MockConfiguration {
  const faults = fault.map((text) => parseFaultRule(contract, text)).filter((rule) => rule !== undefined);
  const folder = watch ? repository() : undefined;
  const plainProblems: string[] = [];
  const portNumber = wholeNumber('--port', port, largestPort, plainProblems);
  const token = onlyToken(givenTokens(flags, environment, plainProblems), plainProblems) ?? mockToken;
  const problems = [
    ...plainProblems,
    ...(seed === undefined || isSeed(seed) ? [] : [`--seed must be a whole number, not ${JSON.stringify(seed)}`]),
    ...fault
      .filter((text) => !parseFaultRule(contract, text))
      .map((text) => `--fault must be COMMAND=KIND:PERCENT%, ${faultWords(contract)}, not ${JSON.stringify(text)}`),
    ...overbooked(faults).map((command) => `--fault: more than 100% of ${command} shall fail`),
    ...(watch && folder === undefined
      ? ["--watch needs the kit's repository: an installed package has no generator"]
      : []),
  ];
  if (problems.length > 0) throw new InvalidInput(problems);
  return {
    contract,
    // As with `serve`, an empty one counts as not given: to Node.js it is every interface.
    host: host || '127.0.0.1',
    port: portNumber,
    token,
    faults,
    faultSeed: seed ?? String(randomInt(1_000_000)),
    ...(seed !== undefined && { seed }),
    ...(folder !== undefined && { repository: folder }),
  };
}

function faultWords({ commands }: AnyContract): string {
  return `with a command of ${commands.join(', ')} and a kind of ${faultKinds.join(', ')}`;
}

function collect(text: string, others: readonly string[]): readonly string[] {
  return [...others, text];
}
