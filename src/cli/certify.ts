import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { Case } from '../certification/case.ts';
import { catalogueOf, chosen, profileNames, profileOf } from '../certification/catalogue.ts';
import { certify } from '../certification/certify.ts';
import { jsonReport } from '../certification/report/json.ts';
import { screenColumns, terminalReport } from '../certification/report/terminal.ts';
import { makeReportFolder, writeReports } from '../certification/report/write.ts';
import type { Target } from '../certification/requests.ts';
import { exitCodeOf } from '../certification/verdict.ts';
import type { AnyContract } from '../contract/contract.ts';
import { fieldProblems } from '../contract/schema.ts';
import { visibleJson } from '../contract/visible.ts';
import { kitVersion } from '../scaffold/kit.ts';
import { callbackUrlProblems, decimalsGiven } from './configuration.ts';
import { contractOption } from './contractOption.ts';
import { type Environment, CouldNotRun, Interrupted, InvalidInput, Refused, type Terminal } from './input.ts';
import { decimalsOption } from './options.ts';
import { progressBar } from './progress.ts';
import { givenSignature, type SignatureFlags, signatureOption } from './signature.ts';
import { neededTokens, onlyToken, type TokenFlags, tokenOptions } from './tokens.ts';

interface CertifyFlags extends TokenFlags, SignatureFlags {
  readonly contract: AnyContract;
  readonly url: string;
  readonly account: string;
  readonly secondAccount?: string;
  readonly poorAccount?: string;
  readonly blockedAccount?: string;
  readonly unknownAccount?: string;
  readonly currencyDecimals: string;
  readonly restartCommand?: string;
  readonly report?: string;
  readonly only?: string;
  readonly profile?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

export function certifyCommand(program: Command, environment: Environment, terminal: Terminal): void {
  signatureOption(tokenOptions(decimalsOption(program.command('certify')), 'its callback token'))
    .description("certify an operator's callback endpoint, in any language, from outside")
    .addOption(contractOption('the contract that it must keep'))
    .requiredOption('--url <url>', 'the callback URL to certify')
    .requiredOption('--account <name>', 'a player that it knows, with a balance of 50 or more')
    .option('--second-account <name>', 'another player that it knows')
    .option('--poor-account <name>', 'a player with a small balance above 0')
    .option('--blocked-account <name>', 'a player that may not play')
    .option('--unknown-account <name>', 'a name that it does not know; made up when not given')
    .option('--restart-command <command>', 'what restarts it: then what it knows after that is tried, too')
    .option('--report <folder>', 'write report.html, report.md, report.xml (JUnit) and report.json there')
    .option('--only <ids>', 'only these cases, separated by commas, as in panel.*,money.cents.exact')
    .addOption(
      new Option('--profile <name>', "what the provider's own panel plays, in its order, and what it will show")
        .choices(profileNames)
        .conflicts('only'),
    )
    .option('--strict', 'a should that fails counts like a must')
    .option('--json', 'the certification as JSON')
    .action((flags: CertifyFlags) => run(flags, environment, terminal));
}

async function run(flags: CertifyFlags, environment: Environment, terminal: Terminal): Promise<void> {
  const { contract } = flags;
  const target = targetOf(flags, contract, environment);
  const cases =
    flags.profile === undefined
      ? casesOf(catalogueOf(contract), flags.only, target)
      : profileOf(contract, flags.profile);
  if (flags.report !== undefined) await makeFolder(flags.report);
  const bar = progressBar(cases.length, 'cases', terminal);
  const certification = await untilInterrupted((signal) =>
    certify({
      contract,
      target,
      cases,
      strict: flags.strict === true,
      kitVersion,
      signal,
      onResult: (_result, done) => bar.advance(done),
    }),
  );
  bar.done();
  if (flags.json) terminal.out(visibleJson(jsonReport(certification)));
  else
    for (const line of terminalReport(certification, terminal.screen === true ? screenColumns : Infinity))
      terminal.out(line);
  if (flags.report !== undefined)
    for (const path of await writeReports(certification, flags.report)) terminal.err(`Written: ${path}`);
  const code = exitCodeOf(certification);
  if (code === 130) throw new Interrupted('interrupted; the report tells what was found until then');
  if (code === 1)
    throw new Refused(
      certification.couldNotPass === undefined ? 'not certified' : `not certified: ${certification.couldNotPass}`,
    );
  if (code === 2) throw new CouldNotRun(certification.couldNotRun ?? 'inconclusive: not every case could be tried');
}

/** The first signal ends the run in good order; the second one the process. */
async function untilInterrupted<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await run(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** Without --only all of them, those about signatures and restarts where it was said how. */
function casesOf(
  catalogue: readonly Case[],
  only: string | undefined,
  { signingSecret, restart }: Target,
): readonly Case[] {
  if (only === undefined)
    return catalogue.filter(
      ({ needs }) =>
        (signingSecret !== undefined || !needs.includes('signature')) &&
        (restart !== undefined || !needs.includes('restart')),
    );
  const patterns = only.split(',').map((pattern) => pattern.trim());
  const unknown = patterns.filter((pattern) => pattern === '' || chosen(catalogue, [pattern]).length === 0);
  if (unknown.length === 0) return chosen(catalogue, patterns);
  throw new InvalidInput([
    `--only: no case is named ${unknown.map((pattern) => JSON.stringify(pattern)).join(', ')}. They are:\n  ${catalogue.map(({ id }) => id).join('\n  ')}`,
  ]);
}

async function makeFolder(folder: string): Promise<void> {
  await makeReportFolder(folder).catch((error: unknown) => {
    throw new InvalidInput([
      `--report must be a folder that can be written to, not ${JSON.stringify(folder)}: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  });
}

function targetOf(flags: CertifyFlags, contract: AnyContract, environment: Environment): Target {
  const problems: string[] = [];
  const token = onlyToken(neededTokens(flags, environment, problems), problems) ?? '';
  const signed = givenSignature(flags, environment, problems);
  problems.push(...callbackUrlProblems(flags.url));
  const currencyDecimals = decimalsGiven(flags.currencyDecimals, problems);
  const {
    secondAccount: second,
    poorAccount: poor,
    blockedAccount: blocked,
    unknownAccount = `nobody${randomUUID().slice(0, 8)}`,
  } = flags;
  const named = {
    account: flags.account,
    'second-account': second,
    'poor-account': poor,
    'blocked-account': blocked,
    'unknown-account': unknownAccount,
  };
  for (const [flag, name] of Object.entries(named)) {
    if (name === undefined) continue;
    problems.push(...fieldProblems(contract, 'Account', name).map((problem) => `--${flag} ${problem}`));
    const [same] = Object.entries(named).find(([, other]) => other === name) ?? [];
    if (same !== flag) problems.push(`--${flag} must be another player than --${same}`);
  }
  if (problems.length > 0) throw new InvalidInput(problems);
  return {
    url: flags.url,
    token,
    ...signed,
    ...(flags.restartCommand !== undefined && { restart: restartBy(flags.restartCommand) }),
    currencyDecimals,
    account: flags.account,
    others: {
      ...(second !== undefined && { second }),
      ...(poor !== undefined && { poor }),
      ...(blocked !== undefined && { blocked }),
    },
    unknownAccount,
  };
}

function restartBy(command: string): () => Promise<void> {
  return () =>
    new Promise((resolve, reject) => {
      // What it leaves running has no part of our input and output.
      const child = spawn(command, { shell: true, stdio: 'ignore' });
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`${command} ended with exit code ${code ?? 'none'}`));
      });
    });
}
