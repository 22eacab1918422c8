/** The contracts between provider and operator: each is a folder in `openapi/callbacks/`, and nothing else lists them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInput } from '../../src/cli/input.ts';
import type { Contract } from './generate/contract.ts';

export const contractsFolder = 'openapi/callbacks';

/** Their names, as in `v1`. */
export async function contractNames(): Promise<string[]> {
  const entries = await readdir(contractsFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The contract of this name, or all of them when none is named. Throws `InvalidInput` when there is none of that name. */
export async function chosenContracts(name: string | undefined): Promise<string[]> {
  const names = await contractNames();
  if (name === undefined) return names;
  if (!names.includes(name)) throw new InvalidInput([`there is no contract ${name}, but ${names.join(', ')}`]);
  return [name];
}

export function folderOf(name: string): string {
  return join(contractsFolder, name);
}

/** What is generated of a contract, as in `generatedFile('v1', 'openapi.json')`. */
export function generatedFile(name: string, file: string): string {
  return join('generated', name, file);
}

/** The contract as it is generated. */
export async function generatedContract(name: string): Promise<Contract> {
  return withoutMark(await readFile(generatedFile(name, 'openapi.json'), 'utf8'));
}

/** The contract in a generated file, without the generator's mark. */
export function withoutMark(json: string): Contract {
  const { 'x-generated': _mark, ...contract } = JSON.parse(json) as Contract & { 'x-generated'?: string };
  return contract;
}
