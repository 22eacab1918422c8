/** Where the outbox is, as a relay and its keys are told. */
import type { Command } from 'commander';
import { databaseProblems } from './configuration.ts';
import type { Environment } from './input.ts';
import { secret } from './secret.ts';

export interface OutboxFlags {
  readonly outbox?: string;
  readonly outboxFile?: string;
}

export function outboxOptions(command: Command): Command {
  return command
    .option('--outbox <url>', 'sqlite:FILE or postgres://… (OUTBOX_URL; default sqlite:./data/outbox.db)')
    .option('--outbox-file <file>', 'the same from a file, since it may hold a password (OUTBOX_URL_FILE)');
}

/** What is no URL of a database is added to the problems. */
export function outboxGiven(flags: OutboxFlags, environment: Environment, problems: string[]): string {
  const named = { flag: '--outbox', variable: 'OUTBOX_URL', given: flags.outbox, file: flags.outboxFile };
  const outbox = secret(named, environment, problems) ?? 'sqlite:./data/outbox.db';
  problems.push(...databaseProblems('--outbox (OUTBOX_URL)', outbox));
  return outbox;
}
