/** Validates replies against their command's own schema. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { middleware } from 'express-openapi-validator';
import document from '../../generated/v1/callbacks.json' with { type: 'json' };
import { callbackPath } from '../../generated/v1/protocol.ts';
import type { Violation } from './codec.ts';
import type { Command } from './types.ts';

interface ReplySchema {
  readonly $ref?: string;
  readonly anyOf?: readonly ReplySchema[];
  readonly properties?: { readonly result?: { readonly const?: number } };
}

interface Response {
  readonly $ref?: string;
  readonly content?: { readonly 'application/json': { readonly schema: ReplySchema } };
}

// The bundle is JSON: its type is what the generator wrote, seen only as far as it is needed here.
const paths = document.paths as unknown as Readonly<
  Record<string, { post: { responses: Readonly<Record<string, Response>> } }>
>;
const components = document.components as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const formats = { decimal: true, int64: true } as const;
const ajv = new Ajv2020({
  strict: false,
  strictNumbers: true,
  allErrors: true,
  formats,
  schemas: [{ $id: 'contract', components }],
});

/** The validators by what they validate, each compiled when it is first needed. */
const compiled = new Map<string, ValidateFunction>();

/** How `reply`, sent with `httpStatus` in answer to this command, is outside the contract. */
export function replyViolations(command: Command, httpStatus: number, reply: unknown): Violation[] {
  const schemas = replySchemas(command, httpStatus);
  if (schemas.length === 0) return [{ field: 'HTTP status', problem: `must not be ${httpStatus}` }];
  const result = typeof reply === 'object' && reply !== null && 'result' in reply ? reply.result : undefined;
  const schema = schemas.find(({ properties }) => properties?.result?.const === result);
  if (!schema) {
    const codes = schemas.map(({ properties }) => properties?.result?.const);
    return [{ field: 'result', problem: `must be one of ${codes.join(', ')}` }];
  }
  const key = `${command} ${httpStatus} ${String(result)}`;
  const validate = compiled.get(key) ?? ajv.compile({ $ref: `contract${schema.$ref ?? ''}` });
  compiled.set(key, validate);
  return validate(reply) ? [] : (validate.errors ?? []).map(toViolation);
}

/** How a value is outside what the contract says of a field, as in `fieldProblems('Account', 'a b')`. */
export function fieldProblems(component: 'Account', value: unknown): string[] {
  const validate = compiled.get(component) ?? ajv.compile({ $ref: `contract#/components/schemas/${component}` });
  compiled.set(component, validate);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => toViolation(error).problem);
}

type OpenApiDocument = Exclude<Parameters<typeof middleware>[0]['apiSpec'], string>;

/** The contract of this command alone, on a path of its own. */
export function documentOf(command: Command): OpenApiDocument {
  const path = `${callbackPath}/${command}`;
  // A copy, since validators write into what they read.
  return structuredClone({ ...document, paths: { [path]: paths[path] } }) as unknown as OpenApiDocument;
}

/** The possible replies, each with its reference kept. */
function replySchemas(command: Command, httpStatus: number): ReplySchema[] {
  const response = paths[`${callbackPath}/${command}`]?.post.responses[httpStatus];
  const schema = (response?.$ref === undefined ? response : (target(response.$ref) as Response))?.content?.[
    'application/json'
  ].schema;
  if (!schema) return [];
  const branches = (schema.$ref === undefined ? schema : (target(schema.$ref) as ReplySchema)).anyOf ?? [schema];
  return branches.map((branch) => ({ ...(target(branch.$ref ?? '') as ReplySchema), ...branch }));
}

function target(reference: string): unknown {
  const [, , group = '', name = ''] = reference.split('/');
  return components[group]?.[name];
}

/** A validator's error in the words of the protocol's answer. */
export function toViolation(error: Pick<ErrorObject, 'instancePath' | 'message' | 'params' | 'keyword'>): Violation {
  const path = error.instancePath.split('/').slice(1);
  if (error.keyword !== 'required')
    return { field: path.join('.') || 'the body', problem: error.message ?? 'is wrong' };
  return { field: [...path, String(error.params['missingProperty'])].join('.'), problem: 'is required' };
}
