import { Command, CommanderError } from 'commander';
import { UnusableOutbox } from '../provider/outbox/outbox.ts';
import { NotReady, UnusableDatabase } from '../wallet/store.ts';
import { accountsCommand } from './accounts.ts';
import { auditCommand } from './audit.ts';
import { backupCommand } from './backup.ts';
import { certifyCommand } from './certify.ts';
import { deliveriesCommand } from './deliveries.ts';
import { initCommand } from './init.ts';
import { type Environment, CouldNotJudge, InvalidInput, Refused, type Terminal } from './input.ts';
import { mockCommand } from './mock.ts';
import { serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';
import { version } from './version.ts';

/** Exit codes: it held, it did not hold, it could not be run. */
const exitCodes = { held: 0, refused: 1, unusable: 2 } as const;

/** Runs the command line and resolves its exit code. */
export async function run(args: readonly string[], environment: Environment, terminal: Terminal): Promise<number> {
  const program = new Command('seamless')
    .description('the seamless callback kit')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: (text) => terminal.err(text.trimEnd()) });
  serveCommand(program, environment, terminal);
  mockCommand(program, environment, terminal);
  accountsCommand(program, environment, terminal);
  auditCommand(program, environment, terminal);
  backupCommand(program, environment, terminal);
  simulateCommand(program, environment, terminal);
  certifyCommand(program, environment, terminal);
  deliveriesCommand(program, environment, terminal);
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

function explain(error: unknown, { err }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.held : exitCodes.unusable;
  if (error instanceof InvalidInput) for (const problem of error.problems) err(`seamless: ${problem}`);
  else err(`seamless: ${describe(error)}`);
  return error instanceof Refused ? exitCodes.refused : exitCodes.unusable;
}

function describe(error: unknown): string {
  if (error instanceof Refused || error instanceof CouldNotJudge || error instanceof UnusableDatabase || error instanceof UnusableOutbox || error instanceof NotReady) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Another program listens there; choose another port with --port.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
