/** The command line of every npm script: `--help`, and whatever it does not know is named before anything is done. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { describe } from '../src/cli/describe.ts';

/** Exit code when a script could not be run with what it was given; 1 is for what it found. */
const unusable = 2;

/** The script that `npm run <name>` runs. Its flags and what it takes are added by the caller. */
export function npmScript(name: string, description: string): Command {
  const usage = `npm run ${name} --`;
  return new Command(usage)
    .description(description)
    .configureOutput({
      outputError: (text, write) =>
        write(`${name}: ${text.replace(/^error: /, '').replace(/\.?\s*$/, '')}. See: ${usage} --help\n`),
    })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : unusable));
}

/** Runs a script's action. What keeps it from being done is told as `seamless` tells it, exit code 2. */
export async function runScript(script: Command): Promise<void> {
  await script.parseAsync().catch((error: unknown) => {
    console.error(`${script.name().replace(/^npm run | --$/g, '')}: ${describe(error)}`);
    process.exitCode = unusable;
  });
}

/** Reads a flag's value as a whole number. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : NaN;
    if (!(value >= least)) throw new InvalidArgumentError(`It must be a whole number from ${least} on`);
    return value;
  };
}

/** Reads a flag's value as a number above 0. */
export function positiveNumber(text: string): number {
  const value = /^[0-9]{1,9}(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0');
  return value;
}

/** For what is played with chance: the same seed, the same chances. */
export function seedOption(): Option {
  return new Option('--seed <number>', 'plays the same again')
    .argParser(wholeNumber(0))
    .default(Date.now() % 1_000_000, 'drawn');
}
