import { readFileSync } from 'node:fs';
import { isSigningSecret, signingSecretForm } from '../contract/signature.ts';
import type { Environment } from './input.ts';

export interface Secret {
  readonly flag: string;
  readonly variable: string;
  /** By the flag. */
  readonly given: string | undefined;
  /** Where the flag's twin says that it is. */
  readonly file: string | undefined;
}

/** What is given by a flag, or stands in a file, or in the environment, or in the file that the environment names. */
export function secret(
  { flag, variable, given, file: ownFile }: Secret,
  environment: Environment,
  problems: string[],
): string | undefined {
  if (given !== undefined && ownFile !== undefined) problems.push(`${flag} and ${flag}-file must not both be given`);
  if (given !== undefined) return given;
  const file = ownFile ?? (environment[variable] === undefined ? environment[`${variable}_FILE`] : undefined);
  if (file === undefined) return environment[variable];
  return secretIn(`${flag}-file (${variable}_FILE)`, file, problems);
}

/** What stands in a file; one that can't be read is added to the problems, under the name of the setting. */
export function secretIn(name: string, file: string, problems: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** The one token in a file. */
export function tokenIn(file: string, problems: string[]): string {
  const token = secretIn('--token-file', file, problems);
  if (token !== undefined && !/^[!-~]+$/.test(token))
    problems.push('--token-file must hold one token, of printable characters without spaces');
  return token ?? '';
}

/** The one signing secret in a file, where one is named. */
export function signingSecretIn(file: string | undefined, problems: string[]): string | undefined {
  const secret = file === undefined ? undefined : secretIn('--signature-file', file, problems);
  if (secret !== undefined && !isSigningSecret(secret))
    problems.push(`--signature-file must hold one secret: ${signingSecretForm}`);
  return secret;
}
