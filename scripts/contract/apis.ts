/** The APIs of our own processes: each is a folder in `openapi/`, beside the contracts between provider and operator. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const apiNames = ['relay'] as const;
export type ApiName = (typeof apiNames)[number];

export function apiFolder(name: ApiName): string {
  return join('openapi', name);
}

/** As much of such a document as its readers look at. */
export interface Api {
  readonly info: { readonly title: string; readonly version: string };
}

/** The API as it is generated, without the generator's mark. */
export async function generatedApi(name: ApiName): Promise<Api> {
  const { 'x-generated': _mark, ...api } = JSON.parse(
    await readFile(join('generated', name, 'openapi.json'), 'utf8'),
  ) as Api & { 'x-generated'?: string };
  return api;
}
