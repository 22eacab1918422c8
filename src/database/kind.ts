import { UnusableDatabase } from './unusable.ts';

/** What a database of this kit is for. It says so itself, so that none is taken for another, and no stranger's for ours. */
export interface Kind {
  readonly name: KindName;
  /**
   * The tables, each with its columns in order, by which one is known that does not say whose it is: as kit 0.1.0 made them, and
   * what became of them since.
   */
  readonly shapes: readonly Tables[];
}

/** The columns of each table, in their order. */
export type Tables = ReadonlyMap<string, string>;

/** How a SQLite file says what it is for (`PRAGMA application_id`): the letters SCKw and SCKo. */
export const applicationIds = { wallet: 0x53434b77, outbox: 0x53434b6f } as const;
export type KindName = keyof typeof applicationIds;

/**
 * Whether it says that it is `ours`, is of the kind without saying so (`unmarked`), is that beside other tables (`shared`),
 * which kit 0.1.0 allowed, or `nobody` has begun it.
 */
export type Standing = 'ours' | 'unmarked' | 'shared' | 'nobody';

/** The shape of the kind that is there, if one is. */
export function shapeIn(present: Tables, { shapes }: Kind): Tables | undefined {
  return shapes.find((tables) => [...tables].every(([table, columns]) => present.get(table) === columns));
}

export function foreign(where: string, { name }: Kind, says?: unknown): UnusableDatabase {
  const [other] = Object.entries(applicationIds).filter(([, id]) => id === says);
  return new UnusableDatabase(
    `${where} is ${other ? `the kit's ${other[0]}` : `of another program`}, and no ${name}. Name another.`,
  );
}
