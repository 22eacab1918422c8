/** The tokens that a command is given: by flag, by environment, or in a file, which keeps them out of both. */
import type { Command } from 'commander';
import type { Environment } from './input.ts';
import { secret } from './secret.ts';

export interface TokenFlags {
  readonly token?: string;
  readonly tokenFile?: string;
}

/** The options of every subcommand that takes tokens; `whose` says what they are, in its help. */
export function tokenOptions(command: Command, whose: string): Command {
  return command
    .option('--token <tokens>', `${whose} (CALLBACK_TOKEN)`)
    .option('--token-file <file>', 'the same from a file, one a line (CALLBACK_TOKEN_FILE)');
}

/** Undefined when none is given. What is given and can't be used is added to the problems. */
export function givenTokens(
  flags: TokenFlags,
  environment: Environment,
  problems: string[],
): readonly string[] | undefined {
  const text = secret(
    { flag: '--token', variable: 'CALLBACK_TOKEN', given: flags.token, file: flags.tokenFile },
    environment,
    problems,
  );
  if (text?.trim() === '') {
    problems.push('--token (CALLBACK_TOKEN) is empty: is the secret, or the file, set from which it comes?');
    return [];
  }
  const tokens = text?.split(/[,\n]/).map((token) => token.trim());
  if (tokens?.every((token) => /^[!-~]+$/.test(token)) === false) {
    problems.push(
      '--token (CALLBACK_TOKEN) must be of printable characters; several are separated by commas, or in a file one a line',
    );
  }
  return tokens;
}

/** Where there can be only one. */
export function onlyToken(tokens: readonly string[] | undefined, problems: string[]): string | undefined {
  if (tokens && tokens.length > 1) problems.push('--token (CALLBACK_TOKEN) must be one token here');
  return tokens?.[0];
}

/** The tokens that the operator expects, of which there must be one. */
export function neededTokens(flags: TokenFlags, environment: Environment, problems: string[]): readonly string[] {
  const before = problems.length;
  const tokens = givenTokens(flags, environment, problems);
  if (!tokens && problems.length === before) {
    problems.push(
      '--token (CALLBACK_TOKEN) or --token-file (CALLBACK_TOKEN_FILE) must be given: the token that the operator expects',
    );
  }
  return tokens ?? [];
}
