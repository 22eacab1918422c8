/** Numbers as they are given on the command line. */

export const largestPort = 65_535;

/** A whole number from 0 on; what is none is added to the problems. */
export function wholeNumber(name: string, text: string, largest: number, problems: string[]): number {
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(number <= largest))
    problems.push(`${name} must be a whole number from 0 to ${largest}, not ${JSON.stringify(text)}`);
  return number;
}
