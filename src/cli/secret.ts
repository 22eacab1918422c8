import { readFileSync } from 'node:fs';
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
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    problems.push(`${flag}-file (${variable}_FILE): ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
