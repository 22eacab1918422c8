/** HTML and XML in which nothing that came from elsewhere can act: it is escaped where it is put in. */
import { visible } from '../../contract/visible.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is finished. Only `markup` makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | readonly Markup[];

/**
 * A template whose parts are escaped, in text as in quoted attributes, unless they are markup themselves.
 * In an attribute of XML put text of one line: parsers turn line breaks there into spaces.
 */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(literals.map((literal, index) => `${literal}${rendered(parts[index] ?? '')}`).join(''));
}

function rendered(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number')
    return visible(String(part)).replace(/[&<>"']/gu, (character) => entities[character] ?? '');
  return part.map(({ text }) => text).join('');
}
