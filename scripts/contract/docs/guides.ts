/** The guides: prose of `openapi/guides/`, filled in with what a contract says. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Notation } from './notation.ts';
import { filled, type Named } from './placeholders.ts';

const folder = new URL('../../../openapi/guides/', import.meta.url);

export interface Guide {
  readonly file: string;
  readonly text: string;
}

/** In the order in which they are read. */
export function guidesOf(named: Named, notation: Notation): Guide[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => ({
      file,
      text: filled(withFigures(read(file), named, notation), `openapi/guides/${file}`, named, notation).trim(),
    }));
}

/** The figures by their files' names, filled in. */
export function figuresOf(named: Named, notation: Notation): Map<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.svg'));
  return new Map(files.sort().map((file) => [file, figureIn(file, named, notation)]));
}

/** `![What it shows](round.svg)` becomes what the notation makes of a picture. */
function withFigures(text: string, named: Named, notation: Notation): string {
  return text.replaceAll(/!\[([^\]]*)\]\(([\w-]+\.svg)\)/g, (_: string, shown: string, file: string) =>
    notation.figure(shown, file, figureIn(file, named, notation)),
  );
}

function figureIn(file: string, named: Named, notation: Notation): string {
  return filled(read(file), `openapi/guides/${file}`, named, notation);
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}
