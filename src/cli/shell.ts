import { visible } from '../contract/visible.ts';
import { pasted } from './pasted.ts';

/**
 * A command line as it can be pasted into a shell, whatever a provider chose for an id: it is taken as it is, by the shell and by the
 * command. The password in a database's URL is left out.
 */
export function commandLine(words: readonly string[], flags: object): string {
  const options = Object.entries(flags).flatMap(([name, value]) =>
    typeof value === 'string' ? [optionOf(name), withoutSecret(value)] : [],
  );
  const likeOption = words.findIndex((word) => word.startsWith('-'));
  const all =
    likeOption < 0
      ? [...words, ...options]
      : [...words.slice(0, likeOption), ...options, '--', ...words.slice(likeOption)];
  return pasted(all.map(shellWord).join(' '));
}

/** As commander names it: `databaseFile` is `--database-file`. */
function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function withoutSecret(value: string): string {
  return /^postgres(ql)?:.*(:.*@|password)/i.test(value) ? 'postgres://…' : value;
}

/** One word to a shell. What would act when it is looked at is written by its code, which bash and zsh know. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./…-]+$/.test(word)) return word;
  if (visible(word) === word && !/[\n\t]/.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const codes = Array.from(word, (character) =>
    /[\w@%+=:,./-]/.test(character)
      ? character
      : String.raw`\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
  return `$'${codes.join('')}'`;
}
