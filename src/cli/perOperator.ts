/** Options that are given for all operators, or as NAME:VALUE for one of several. */

/** Gathers what an option is given each time. */
export function again(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/**
 * Tells what each operator is given: its own, or else what is given for all. What is given twice is added to the problems, and where a value
 * has no colon of its own (`file` has the names, where it can be read), so is an operator that is not there.
 */
export function perOperator(
  flag: string,
  values: readonly string[] = [],
  names: readonly string[],
  problems: string[],
  file?: string,
): (operator: string) => string | undefined {
  const given = new Map<string | undefined, string>();
  for (const value of values) {
    const colon = value.indexOf(':');
    const name = names.find((known) => known === value.slice(0, Math.max(0, colon)));
    const [, stranger] =
      (file !== undefined && names.length > 0 && name === undefined && /^([^:]*):/.exec(value)) || [];
    if (stranger !== undefined) {
      problems.push(`${flag}: there is no operator ${stranger} in ${file}`);
      continue;
    }
    if (given.has(name)) problems.push(`${flag} must be given once${name === undefined ? '' : ` for ${name}`}`);
    given.set(name, name === undefined ? value : value.slice(colon + 1));
  }
  return (operator) => given.get(operator) ?? given.get(undefined);
}
