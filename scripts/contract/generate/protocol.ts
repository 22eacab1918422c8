import { InvalidInput } from '../../../src/cli/input.ts';
import { branches, commandsOf, type CommandFacts, type Contract, resolve, type Schema } from './contract.ts';
import { callbackPath } from './perCommand.ts';

/** `protocol.ts` of a contract: what the contract says, as typed constants. */
export function protocolModule(contractName: string, contract: Contract): string {
  const commands = commandsOf(contract);
  const results = resultsOf(contract);
  const path = callbackPath(contract);
  const [securityScheme] = Object.values(contract.components.securitySchemes);
  if (!securityScheme) throw new InvalidInput(['the contract must have the security scheme of the token']);
  const constants: [comment: string, name: string, value: unknown][] = [
    ['What the contract is called, as its folder is.', 'name', contractName],
    ['`info.version` of the contract.', 'version', contract.info.version],
    ['The one path on which every command arrives.', 'callbackPath', path],
    ['The header that carries the token, in lower case.', 'tokenHeader', securityScheme.name.toLowerCase()],
    [
      'The largest body a receiver accepts, in bytes.',
      'maxBodyBytes',
      contract.paths[path]?.post.requestBody['x-max-bytes'],
    ],
    ['The commands, by their names on the wire.', 'commands', commands.map(({ name }) => name)],
    ['The result codes by name.', 'results', Object.fromEntries([...results].map(([name, { code }]) => [name, code]))],
    [
      'What each result means.',
      'resultMeanings',
      Object.fromEntries([...results].map(([name, { meaning }]) => [name, meaning])),
    ],
    ['What each check verifies; a failed check answers its own number.', 'checkMeanings', checkMeanings(results)],
    [
      'The checks that can fail for each command; a command ignores the others.',
      'commandChecks',
      byCommand(commands, (command) => checksOf(contract, command)),
    ],
    [
      'How the provider delivers each command: the checks it asks for, the time it waits for one answer, how\noften and at which distance it tries, and what follows when every attempt failed.',
      'delivery',
      byCommand(commands, ({ operation }) => operation['x-delivery']),
    ],
    [
      'Where each request carries numbers that a float would falsify: money, and 64-bit ids.',
      'exactRequestFields',
      byCommand(commands, ({ requestSchema }) => exactFields(contract, requestSchema)),
    ],
    [
      'The same for the replies.',
      'exactReplyFields',
      byCommand(commands, ({ replySchema }) => exactFields(contract, replySchema)),
    ],
    [
      'Where each request carries text.',
      'requestTextFields',
      byCommand(commands, ({ requestSchema }) => textFields(contract, requestSchema)),
    ],
  ];
  const code = constants
    .map(
      ([comment, name, value]) => `${doc(comment)}export const ${name} = ${JSON.stringify(value, null, 2)} as const;\n`,
    )
    .join('\n');
  return code;
}

export interface Result {
  readonly code: number;
  readonly meaning: string;
  readonly check: string | undefined;
}

/**
 * Every reply schema names its result with `x-result`; one name is one code wherever it stands. The
 * component of the result's own name tells what it means, others tell what it means for one command.
 */
export function resultsOf(contract: Contract): Map<string, Result> {
  const results = new Map<string, Result>();
  for (const [component, schema] of Object.entries(contract.components.schemas)) {
    const result = schema['x-result'];
    if (!result) continue;
    const code = resultCode(schema);
    if (code === undefined) throw new InvalidInput([`${component} must have \`result: {const: …}\``]);
    const known = results.get(result.name);
    if (known && known.code !== code)
      throw new InvalidInput([`result ${result.name} is both ${known.code} and ${code}`]);
    if (known && component.toLowerCase() !== result.name.toLowerCase()) continue;
    results.set(result.name, { code, meaning: (schema.description ?? '').trim(), check: result.check });
  }
  return new Map([...results].sort(([, a], [, b]) => a.code - b.code));
}

function resultCode(schema: Schema): number | undefined {
  const code = schema.properties?.['result']?.const;
  return typeof code === 'number' ? code : undefined;
}

function checkMeanings(results: Map<string, Result>): Record<string, string> {
  return Object.fromEntries(
    [...results.values()].flatMap(({ code, check }) => (check === undefined ? [] : [[String(code), check]])),
  );
}

/** The checks that can fail for a command, in the order of its replies. */
export function checksOf(contract: Contract, command: CommandFacts): number[] {
  const checks = new Set(
    [...resultsOf(contract).values()].filter(({ check }) => check !== undefined).map(({ code }) => code),
  );
  const codes = branches(contract, { $ref: `#/components/schemas/${command.replySchema}` }).map(resultCode);
  return codes.filter((code) => code !== undefined).filter((code) => checks.has(code));
}

interface ExactField {
  readonly path: readonly string[];
  readonly kind: 'money' | 'int64';
}

function exactFields(contract: Contract, component: string): ExactField[] {
  const found = new Map<string, ExactField>();
  visitFields(contract, component, (path, { format }) => {
    const kind = format === 'decimal' ? 'money' : format === 'int64' ? 'int64' : undefined;
    if (kind) found.set(path.join('.'), { path, kind });
  });
  return [...found.values()];
}

function textFields(contract: Contract, component: string): (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  visitFields(contract, component, (path, { type, const: value }) => {
    if ([type].flat().includes('string') && value === undefined) found.set(path.join('.'), path);
  });
  return [...found.values()];
}

function visitFields(
  contract: Contract,
  component: string,
  found: (path: readonly string[], schema: Schema) => void,
): void {
  const visit = (schema: Schema, path: readonly string[]): void => {
    for (const branch of branches(contract, schema)) {
      found(path, branch);
      for (const [name, property] of Object.entries(branch.properties ?? {})) visit(property, [...path, name]);
    }
  };
  visit(resolve(contract, { $ref: `#/components/schemas/${component}` }), []);
}

function byCommand<Value>(commands: CommandFacts[], value: (command: CommandFacts) => Value): Record<string, Value> {
  return Object.fromEntries(commands.map((command) => [command.name, value(command)]));
}

/** A documentation comment, one line or many. */
export function doc(text: string, indent = ''): string {
  const lines = text.trim().split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd() + '\n').join('')}${indent} */\n`;
}
