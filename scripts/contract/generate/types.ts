import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { commandsOf, type Contract } from './contract.ts';

/**
 * `generated/v1/types.ts`: the contract's types as the program holds them, that is, with numbers that a
 * float would falsify (money, 64-bit ids) as `bigint`.
 */
export async function typesModule(contract: Contract): Promise<string> {
  const nodes = await openapiTS(Buffer.from(JSON.stringify(contract)), {
    transform: (schema) => exactType(schema.format, 'type' in schema ? schema.type : undefined),
  });
  const commands = commandsOf(contract).map(
    ({ name, requestSchema, dataSchema, replySchema }) => `    ${name}: {
        request: components["schemas"]["${requestSchema}"];
        data: components["schemas"]["${dataSchema}"];
        reply: components["schemas"]["${replySchema}"];
    };
`,
  );
  return `/** Money in whole minor units (cents, where the currency has two decimals). */
export type AmountMinor = bigint;
${astToString(nodes)}
/** Each command's request, the data in it, and what may be answered. */
export interface Callbacks {
${commands.join('')}}
`;
}

function exactType(format: string | undefined, type: unknown): ts.TypeNode | undefined {
  const bigint = ts.factory.createKeywordTypeNode(ts.SyntaxKind.BigIntKeyword);
  if (format === 'decimal') return ts.factory.createTypeReferenceNode('AmountMinor');
  if (format !== 'int64') return undefined;
  if (!Array.isArray(type)) return bigint;
  return ts.factory.createUnionTypeNode([bigint, ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword)]);
}
