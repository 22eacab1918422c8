import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { InvalidInput } from '../../../src/cli/input.ts';
import { reasonOf } from '../../../src/contract/reason.ts';
import { commandsOf, type Contract, type Schema } from './contract.ts';

/**
 * `generated/v1/validators.ts`: each command's requests validated, compiled ahead, so that a server
 * neither compiles at its start nor needs a framework to validate a body. What Ajv writes stands as Ajv wrote it.
 */
export function validatorsModule(contract: Contract): string {
  const commands = commandsOf(contract);
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
    ],
  });
  const code = compiled(
    ajv,
    commands.map(({ name }) => name),
  );
  return `// @ts-nocheck What follows the types is JavaScript, written by Ajv.
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import type { Callbacks } from './types.ts';

// Ajv takes its own runtime so, also in an ES module.
const require = createRequire(import.meta.url);
${code.trim()}

/** Validates a parsed request of each command; what is wrong with it stands in \`errors\`. */
export const requestValidators: Readonly<Record<keyof Callbacks, ValidateFunction>> = { ${commands.map(({ name }) => name).join(', ')} };
`;
}

function compiled(ajv: Ajv2020, names: readonly string[]): string {
  try {
    return standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
  } catch (error) {
    throw new InvalidInput([
      `a request's schema can't be compiled: ${reasonOf(error)}. \`npm run lint:contract\` tells file and line`,
    ]);
  }
}

/** The schema without what is for people only. */
function validated({ description, examples, ...schema }: Schema & { readonly examples?: unknown }): Schema {
  if (!schema.properties) return schema;
  const properties = Object.entries(schema.properties).map(([name, property]) => [name, validated(property)] as const);
  return { ...schema, properties: Object.fromEntries<Schema>(properties) };
}
