import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { commandsOf, type CommandFacts, type Contract } from './contract.ts';
import { checksOf, doc } from './protocol.ts';

/**
 * `generated/v1/types.ts`: the contract's types as the program holds them, that is, with numbers that a
 * float would falsify (money, 64-bit ids) as `bigint`.
 */
export async function typesModule(contract: Contract): Promise<string> {
  const nodes = await openapiTS(Buffer.from(JSON.stringify(contract)), {
    transform: (schema) => exactType(schema.format, 'type' in schema ? schema.type : undefined),
  });
  const commands = commandsOf(contract).map(
    (command) => `${doc(inWords(command), '    ')}    ${command.name}: {
        request: components["schemas"]["${command.requestSchema}"];
        data: components["schemas"]["${command.dataSchema}"];
        reply: components["schemas"]["${command.replySchema}"];
        check: ${checksOf(contract, command).join(' | ') || 'never'};
    };
`,
  );
  return `/** Money in whole minor units (cents, where the currency has two decimals). */
export type AmountMinor = bigint;
${astToString(nodes)}
/** Each command's request, the data in it, what may be answered, and the checks that can fail for it. */
export interface Callbacks {
${commands.join('')}}
`;
}

/** The command in words, as the contract has them. */
function inWords({ operation }: CommandFacts): string {
  const { checks, deadlineMs } = operation['x-delivery'];
  return `${operation.summary}

${operation.description.trim()}

Checks asked for: ${checks}. Answered within ${deadlineMs} ms.`;
}

function exactType(format: string | undefined, type: unknown): ts.TypeNode | undefined {
  const bigint = ts.factory.createKeywordTypeNode(ts.SyntaxKind.BigIntKeyword);
  if (format === 'decimal') return ts.factory.createTypeReferenceNode('AmountMinor');
  if (format !== 'int64') return undefined;
  if (!Array.isArray(type)) return bigint;
  return ts.factory.createUnionTypeNode([bigint, ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword)]);
}
