/** Where the contract marks fields as exact, prepared for the codec. */
import type { Command } from './types.ts';

/** As the contract marks it. */
interface MarkedField {
  readonly path: readonly string[];
  readonly kind: 'money' | 'int64';
}

export interface ExactField extends MarkedField {
  /** The path of the object that has the field. */
  readonly holder: readonly string[];
  /** The last of the path. */
  readonly key: string;
  /** As it stands in a text, less the first quotation mark. */
  readonly keyEnd: string;
}

type ByCommand<Field> = Readonly<Record<Command, readonly Field[]>>;

/** All of them, by command. */
export function located(marked: ByCommand<MarkedField>): ByCommand<ExactField> {
  const entries = Object.entries(marked).map(([command, fields]) => [command, fields.map(locate)]);
  return Object.fromEntries(entries) as ByCommand<ExactField>;
}

/** Throws when a name on the path is one that every object has: it would be found in messages without the field. */
export function locate({ path, kind }: MarkedField): ExactField {
  const key = path.at(-1);
  if (key === undefined || path.some((name) => name in {}))
    throw new Error(
      `the contract marks "${path.join('.')}" as exact, which can not be told from what every object has`,
    );
  return { path, kind, holder: path.slice(0, -1), key, keyEnd: `${key}"` };
}
