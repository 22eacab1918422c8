import openapiTS, { astToString } from 'openapi-typescript';

/** `generated/relay/types.ts`: the types of one of our own APIs, in which money and ids are text, so that nothing rounds them. What has a default may be left out. */
export async function apiTypesModule(document: object): Promise<string> {
  return astToString(await openapiTS(Buffer.from(JSON.stringify(document)), { defaultNonNullable: false }));
}
