/** Keeps the delivery's operators as the operators file and the store say, and changes nothing for a file that can't be used. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { reasonOf } from '../contract/reason.ts';
import type { OperatorSettings } from '../delivery/operators.ts';
import { type FindCaller, callerFinder } from './keys.ts';
import { BadOperatorsFile, readOperators } from './operatorsFile.ts';
import type { RelayStore } from './store/store.ts';

/** How often the file, the keys and the pauses are looked at. */
const everyMs = 2_000;

export interface WatchEvents {
  /** These operators are served from now on. */
  readonly served: (names: readonly string[]) => void;
  /** Why the file, or the store, can't be used; told once until it can be again. */
  readonly failed: (problem: string) => void;
  /** It can be used again. */
  readonly mended: (what: string) => void;
  readonly fileUsable: (usable: boolean) => void;
}

export interface Watch {
  readonly findCaller: FindCaller;
  readonly settings: (name: string) => OperatorSettings | undefined;
  readonly names: () => readonly string[];
  /** Reads the file now. Rejects with `BadOperatorsFile`, and all stays as it was. */
  reload(): Promise<void>;
  /** Pauses or resumes an operator for all relays of the outbox. */
  setPaused(name: string, paused: boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface WatchOptions {
  readonly file: string;
  readonly store: RelayStore;
  readonly events: WatchEvents;
  /** What the operators file says, with the pauses in it. Throws `RangeError` for what it can't use; then all stays as it was. */
  readonly apply: (operators: readonly OperatorSettings[]) => void;
}

/** Reads all of it now, and again and again until it is stopped. Rejects with `BadOperatorsFile`, or the database's own error. */
export async function watchOperators({ file, store, events, apply }: WatchOptions): Promise<Watch> {
  let inFile: readonly OperatorSettings[] = [];
  let fingerprint = '';
  let paused: ReadonlySet<string> = new Set();
  let findCaller: FindCaller = () => undefined;
  let served = new Map<string, OperatorSettings>();

  function serve(operators: readonly OperatorSettings[], pauses: ReadonlySet<string>): void {
    const settings = operators.map((operator) => {
      const now = pauses.has(operator.name) ? { ...operator, paused: true } : operator;
      const before = served.get(operator.name);
      // What has not changed stays the same object: the delivery keeps its connections and all that it knows of the operator.
      return before && isDeepStrictEqual(before, now) ? before : now;
    });
    apply(settings);
    [inFile, paused] = [operators, pauses];
    served = new Map(settings.map((operator) => [operator.name, operator]));
  }

  async function reload(): Promise<void> {
    const read = await readOperators(file);
    if (read.fingerprint === fingerprint) return;
    try {
      serve(read.operators, paused);
    } catch (error) {
      if (error instanceof RangeError) throw new BadOperatorsFile([error.message]);
      throw error;
    }
    fingerprint = read.fingerprint;
    events.served(names());
  }

  async function readStore(): Promise<void> {
    const [keys, pauses] = await Promise.all([store.keys(), store.paused()]);
    findCaller = callerFinder(keys);
    if (pauses.size !== paused.size || [...pauses].some((name) => !paused.has(name))) serve(inFile, pauses);
  }

  const names = (): readonly string[] => [...served.keys()].sort();
  paused = await store.paused();
  await reload();
  await readStore();
  events.fileUsable(true);

  const stopping = new AbortController();
  const told = { file: '', store: '' };
  async function lookAgain(what: keyof typeof told, look: () => Promise<void>): Promise<void> {
    const problem = await look().then(
      () => '',
      (error: unknown) => reasonOf(error),
    );
    if (problem !== '' && problem !== told[what])
      events.failed(
        what === 'file'
          ? `the operators file can't be used, and all is as it was: ${problem}`
          : `keys and pauses can't be read, and are as they were: ${problem}`,
      );
    if (problem === '' && told[what] !== '')
      events.mended(what === 'file' ? 'the operators file can be used again' : 'keys and pauses can be read again');
    if (what === 'file' && (problem === '') !== (told.file === '')) events.fileUsable(problem === '');
    told[what] = problem;
  }
  const watch = async (): Promise<void> => {
    while (await sleep(everyMs, true, { signal: stopping.signal, ref: false }).catch(() => false)) {
      await lookAgain('file', reload);
      await lookAgain('store', readStore);
    }
  };
  const watching = watch();

  return {
    findCaller: (authorization) => findCaller(authorization),
    settings: (name) => served.get(name),
    names,
    reload,
    setPaused: async (name, pausedNow) => {
      await (pausedNow ? store.pause(name) : store.resume(name));
      await readStore();
    },
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}
