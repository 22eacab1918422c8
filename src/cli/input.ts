/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the person at the command line gave can't be used. Each problem says what is wrong and how to mend it. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The question was understood and the answer is no; nothing was changed. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Whether it holds could not be found out. */
export class CouldNotRun extends Error {
  override readonly name = 'CouldNotRun';
}

/** Somebody ended it; what it had found was told. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Where a command prints: data to `out`, everything for people to `err`. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Whether `out` is a screen, on which long lines are cut. */
  readonly screen?: boolean;
  /** Draws over the last line; absent where nobody looks. */
  readonly draw?: (line: string) => void;
}
