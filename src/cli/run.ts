import { Command, CommanderError } from 'commander';
import { visible } from '../contract/visible.ts';
import { kitVersion } from '../scaffold/kit.ts';
import { accountsCommand } from './accounts.ts';
import { auditCommand } from './audit.ts';
import { backupCommand } from './backup.ts';
import { certifyCommand } from './certify.ts';
import { deliveriesCommand } from './deliveries.ts';
import { currenciesCommand } from './currencies.ts';
import { describe } from './describe.ts';
import { heldCommand } from './held.ts';
import { initCommand } from './init.ts';
import { type Environment, Interrupted, InvalidInput, Refused, type Terminal } from './input.ts';
import { mockCommand } from './mock.ts';
import { providersCommand } from './providers.ts';
import { relayCommand } from './relay.ts';
import { reportCommand } from './report.ts';
import { roundsCommand } from './rounds.ts';
import { serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';

/** Exit codes: it held, it did not hold, it could not be run, and as shells tell it, somebody ended it. */
const exitCodes = { held: 0, refused: 1, unusable: 2, interrupted: 130 } as const;

/** Runs the command line and resolves its exit code. What it prints, whoever said it, is text that no terminal obeys. */
export async function run(args: readonly string[], environment: Environment, screen: Terminal): Promise<number> {
  const terminal = {
    ...screen,
    out: (line: string) => screen.out(visible(line)),
    err: (line: string) => screen.err(visible(line)),
  };
  const program = new Command('seamless')
    .description('the seamless callback kit')
    .version(kitVersion)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(withoutStraySecrets(text)),
    });
  serveCommand(program, environment, terminal);
  mockCommand(program, environment, terminal);
  accountsCommand(program, environment, terminal);
  heldCommand(program, environment, terminal);
  currenciesCommand(program, environment, terminal);
  providersCommand(program, environment, terminal);
  roundsCommand(program, environment, terminal);
  reportCommand(program, environment, terminal);
  auditCommand(program, environment, terminal);
  backupCommand(program, environment, terminal);
  simulateCommand(program, environment, terminal);
  certifyCommand(program, environment, terminal);
  deliveriesCommand(program, environment, terminal);
  relayCommand(program, environment, terminal);
  initCommand(program, terminal);
  for (const command of program.commands) adopt(command, program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.held;
  } catch (error) {
    return explain(error, terminal);
  }
}

/** Subcommands made by \`command()\` copy the settings of their parent only from before it was told. */
function adopt(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) adopt(child, command);
}

/** What was not understood may be a secret: the value of a misspelt option, a URL with a password in the wrong place. */
function withoutStraySecrets(text: string): string {
  return text.replace(/(?<=unknown option '[^=']*=)[^]*(?=')/, '…').replace(/[^\s']*@[^\s']*/g, '…');
}

function explain(error: unknown, { err }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.held : exitCodes.unusable;
  if (error instanceof InvalidInput) for (const problem of error.problems) err(`seamless: ${problem}`);
  else err(`seamless: ${describe(error)}`);
  if (error instanceof Interrupted) return exitCodes.interrupted;
  return error instanceof Refused ? exitCodes.refused : exitCodes.unusable;
}
