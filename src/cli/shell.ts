import { pasted } from './pasted.ts';

/** A command line as it can be pasted into a shell; the password in a database's URL is left out. */
export function commandLine(words: readonly string[], flags: object): string {
  const options = Object.entries(flags).flatMap(([name, value]) =>
    typeof value === 'string' ? [optionOf(name), withoutSecret(value)] : [],
  );
  return pasted([...words, ...options].map(quoted).join(' '));
}

/** As commander names it: `databaseFile` is `--database-file`. */
function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function withoutSecret(value: string): string {
  return /^postgres(ql)?:.*(:.*@|password)/i.test(value) ? 'postgres://…' : value;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./…-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
