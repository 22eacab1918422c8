import { InvalidInput } from '../../../src/cli/input.ts';
import type { DeliveryPolicy } from '../../../src/contract/contract.ts';

/** The shape of the bundled contract as far as the generator looks at it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly 'x-result'?: { readonly name: string; readonly check?: string };
}

export interface Example {
  readonly summary?: string;
  readonly value: unknown;
}

interface MediaType {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, Example>>;
  readonly 'x-invalid-examples'?: Readonly<Record<string, Example>>;
}

interface Content {
  readonly content: { readonly 'application/json': MediaType };
}

export interface Response extends Content {
  readonly $ref?: string;
  readonly description: string;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly 'x-delivery': DeliveryPolicy;
  readonly requestBody: Content;
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Contract {
  readonly openapi: string;
  readonly info: {
    readonly version: string;
    readonly title: string;
    readonly summary: string;
    readonly description: string;
  };
  readonly servers: readonly unknown[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly post: {
          readonly requestBody: { readonly 'x-max-bytes': number };
          readonly responses: Readonly<Record<string, Response>>;
        };
      }
    >
  >;
  readonly webhooks: Readonly<Record<string, { readonly post: Operation }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, { readonly name: string }>>;
    readonly parameters?: Readonly<Record<string, { readonly name: string; readonly description: string }>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

/** One command with everything that the generators ask of it. */
export interface CommandFacts {
  readonly name: string;
  readonly operation: Operation;
  readonly requestSchema: string;
  readonly dataSchema: string;
  readonly replySchema: string;
}

export function commandsOf(contract: Contract): CommandFacts[] {
  return Object.entries(contract.webhooks).map(([name, { post: operation }]) => {
    const requestSchema = componentName(operation.requestBody.content['application/json'].schema, `${name}: request`);
    const reply = operation.responses['200'];
    if (!reply) throw new InvalidInput([`webhook ${name} has no response 200`]);
    const request = resolve(contract, { $ref: `#/components/schemas/${requestSchema}` });
    if (request.properties?.['command']?.const !== name)
      throw new InvalidInput([`webhook ${name}: its request must have \`command: {const: ${name}}\``]);
    return {
      name,
      operation,
      requestSchema,
      dataSchema: componentName(request.properties['data'] ?? {}, `${name}: data`),
      replySchema: componentName(reply.content['application/json'].schema, `${name}: response 200`),
    };
  });
}

/** The name of the component that `schema` refers to; the contract gives every request, data and reply one. */
export function componentName(schema: Schema, what: string): string {
  const name = schema.$ref?.match(/^#\/components\/schemas\/(.+)$/)?.[1];
  if (name === undefined) throw new InvalidInput([`${what} must be a $ref to a component schema`]);
  return name;
}

export function resolve(contract: Contract, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = contract.components.schemas[componentName(schema, schema.$ref)];
  if (!target) throw new InvalidInput([`${schema.$ref} does not exist`]);
  return target;
}

/** The schema itself and all that it is made of through anyOf, oneOf and allOf, references resolved. */
export function branches(contract: Contract, schema: Schema): Schema[] {
  const resolved = resolve(contract, schema);
  const parts = [...(resolved.anyOf ?? []), ...(resolved.oneOf ?? []), ...(resolved.allOf ?? [])];
  return [resolved, ...parts.flatMap((part) => branches(contract, part))];
}
