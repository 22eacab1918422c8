/** Text for reports. */
import { visible } from '../../contract/visible.ts';

/** At most so many characters; what was left out is told of by an ellipsis. */
export function shortened(text: string, mostCharacters: number): string {
  const characters = Array.from(text);
  return characters.length <= mostCharacters ? text : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}

/** Breaks lines that are too long, between words where there are any; nothing is left out. */
export function wrapped(text: string, widthColumns: number): string[] {
  return visible(text)
    .replaceAll('\t', '    ')
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = [];
      let rest = Array.from(line);
      while (rest.length > widthColumns) {
        const space = rest.lastIndexOf(' ', widthColumns);
        const cut = space > 0 ? space : widthColumns;
        lines.push(rest.slice(0, cut).join(''));
        rest = rest.slice(space > 0 ? cut + 1 : cut);
      }
      return [...lines, rest.join('')];
    });
}

/** `1 case`, `2 cases`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A moment of ISO 8601 for people: `2025-03-04 05:06:07 UTC`. What is not in UTC stays as it is. */
export function moment(iso8601: string): string {
  return iso8601.replace(/^([\d-]+)T([\d:]+)(?:\.\d+)?Z$/u, '$1 $2 UTC');
}

/** A duration for people. */
export function told(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const wholeSeconds = Math.round(seconds);
  return `${Math.floor(wholeSeconds / 60)} min ${wholeSeconds % 60} s`;
}
