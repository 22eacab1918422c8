/** Where the contract marks fields as exact, prepared for the codec. */
import type { ExactPath } from './contract.ts';

export interface ExactField extends ExactPath {
  /** The path of the object that has the field. */
  readonly holder: readonly string[];
  /** The last of the path. */
  readonly key: string;
  /** As it stands in a text, less the first quotation mark. */
  readonly keyEnd: string;
}

/** Those of each command, by its name. */
export function located(
  marked: Readonly<Record<string, readonly ExactPath[]>>,
): (command: string) => readonly ExactField[] {
  const fields = new Map(Object.entries(marked).map(([command, paths]) => [command, paths.map(locate)]));
  return (command) => fields.get(command) ?? none;
}

const none: readonly ExactField[] = [];

/** Throws when a name on the path is one that every object has: it would be found in messages without the field. */
export function locate({ path, kind }: ExactPath): ExactField {
  const key = path.at(-1);
  if (key === undefined || path.some((name) => name in {}))
    throw new Error(
      `the contract marks "${path.join('.')}" as exact, which can not be told from what every object has`,
    );
  return { path, kind, holder: path.slice(0, -1), key, keyEnd: `${key}"` };
}
