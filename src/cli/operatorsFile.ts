/** The operators file, as the setting of a command. */
import type { OperatorSettings } from '../delivery/operators.ts';
import { BadOperatorsFile, readOperators } from '../relay/operatorsFile.ts';

/** What keeps a file from being used, under the name of the setting that names it. */
export function operatorsFileProblems(setting: string, file: string, { problems }: BadOperatorsFile): string[] {
  return problems.map((problem) => `${setting} ${file}: ${problem}`);
}

/** None where it can't be used: then that is among the problems. */
export async function operatorsIn(
  setting: string,
  file: string,
  problems: string[],
): Promise<readonly OperatorSettings[]> {
  try {
    return (await readOperators(file)).operators;
  } catch (error) {
    if (!(error instanceof BadOperatorsFile)) throw error;
    problems.push(...operatorsFileProblems(setting, file, error));
    return [];
  }
}
