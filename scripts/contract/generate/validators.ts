import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { InvalidInput } from '../../../src/cli/input.ts';
import { reasonOf } from '../../../src/contract/reason.ts';
import { commandsOf, componentName, type Contract, resolve, type Response, type Schema } from './contract.ts';

/**
 * `generated/v1/validators.ts`: each command's requests and every reply validated, compiled ahead, so that neither a server nor a
 * sender compiles at its start or needs a framework to validate a body. What Ajv writes stands as Ajv wrote it.
 */
export function validatorsModule(contract: Contract): string {
  const commands = commandsOf(contract);
  const components = [...replyComponents(contract), 'Account'];
  const schemas = Object.fromEntries(
    Object.entries(contract.components.schemas).map(([name, schema]) => [name, validated(schema)]),
  );
  const ajv = new Ajv2020({
    strict: false,
    strictNumbers: true,
    allErrors: true,
    code: { source: true, esm: true, lines: true },
    // Money and ids are verified digit by digit in the codec, which a validator of floats can't.
    formats: { decimal: true, int64: true },
    schemas: [
      { $id: 'contract', components: { schemas } },
      ...commands.map(({ name, requestSchema }) => ({
        $id: name,
        $ref: `contract#/components/schemas/${requestSchema}`,
      })),
      ...components.map((name) => ({ $id: name, $ref: `contract#/components/schemas/${name}` })),
    ],
  });
  const code = compiled(ajv, [...commands.map(({ name }) => name), ...components]);
  return `// @ts-nocheck What follows the types is JavaScript, written by Ajv.
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import type { Callbacks } from './types.ts';

// Ajv takes its own runtime so, also in an ES module.
const require = createRequire(import.meta.url);
${code.trim()}

/** Validates a parsed request of each command; what is wrong with it stands in \`errors\`. */
export const requestValidators: Readonly<Record<keyof Callbacks, ValidateFunction>> = { ${commands.map(({ name }) => name).join(', ')} };

/** Validates what each of these components of the contract is for: every reply, and an account's name. */
export const componentValidators: Readonly<Record<string, ValidateFunction>> = { ${components.join(', ')} };
`;
}

/** The names of all that may be replied. */
function replyComponents(contract: Contract): string[] {
  const names = new Set<string>();
  for (const { name, operation } of commandsOf(contract)) {
    for (const response of Object.values(operation.responses)) {
      const { schema } = resolveResponse(contract, response).content['application/json'];
      const parts = resolve(contract, schema).anyOf ?? [schema];
      for (const part of parts) names.add(componentName(part, `${name}: a reply`));
    }
  }
  return [...names].sort();
}

function resolveResponse({ components }: Contract, response: Response): Response {
  const name = response.$ref?.replace('#/components/responses/', '');
  const target = name === undefined ? response : components.responses[name];
  if (!target) throw new InvalidInput([`${response.$ref} does not exist`]);
  return target;
}

function compiled(ajv: Ajv2020, names: readonly string[]): string {
  try {
    return standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
  } catch (error) {
    throw new InvalidInput([
      `a schema can't be compiled: ${reasonOf(error)}. \`npm run lint:contract\` tells file and line`,
    ]);
  }
}

/** The schema without what is for people only. */
function validated({ description, examples, ...schema }: Schema & { readonly examples?: unknown }): Schema {
  if (!schema.properties) return schema;
  const properties = Object.entries(schema.properties).map(([name, property]) => [name, validated(property)] as const);
  return { ...schema, properties: Object.fromEntries<Schema>(properties) };
}
