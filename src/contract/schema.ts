/** Validates replies against their command's own schema. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { middleware } from 'express-openapi-validator';
import type { Violation } from './violation.ts';
import type { AnyContract } from './contract.ts';

interface ReplySchema {
  readonly $ref?: string;
  readonly anyOf?: readonly ReplySchema[];
  readonly properties?: { readonly result?: { readonly const?: number } };
}

interface Response {
  readonly $ref?: string;
  readonly content?: { readonly 'application/json': { readonly schema: ReplySchema } };
}

const formats = { decimal: true, int64: true } as const;

/** The validators of one contract by what they validate, each compiled when it is first needed. */
interface Compiled {
  readonly ajv: Ajv2020;
  readonly validators: Map<string, ValidateFunction>;
}

const compiled = new WeakMap<object, Compiled>();

function compiledOf({ document }: Documented): Compiled {
  const known = compiled.get(document);
  if (known) return known;
  const { components } = document;
  const schemas = [{ $id: 'contract', components }];
  const ajv = new Ajv2020({ strict: false, strictNumbers: true, allErrors: true, formats, schemas });
  const made = { ajv, validators: new Map<string, ValidateFunction>() };
  compiled.set(document, made);
  return made;
}

/** As much of a contract as its schemas are found by. */
type Documented = Pick<AnyContract, 'document' | 'callbackPath'>;

function validatorOf(contract: Documented, key: string, reference: string): ValidateFunction {
  const { ajv, validators } = compiledOf(contract);
  const validate = validators.get(key) ?? ajv.compile({ $ref: `contract${reference}` });
  validators.set(key, validate);
  return validate;
}

/** How `reply`, sent with `httpStatus` in answer to this command, is outside the contract. */
export function replyViolations(
  contract: Documented,
  command: string,
  httpStatus: number,
  reply: unknown,
): Violation[] {
  const schemas = replySchemas(contract, command, httpStatus);
  if (schemas.length === 0) return [{ field: 'HTTP status', problem: `must not be ${httpStatus}` }];
  const result = typeof reply === 'object' && reply !== null && 'result' in reply ? reply.result : undefined;
  const schema = schemas.find(({ properties }) => properties?.result?.const === result);
  if (!schema) {
    const codes = schemas.map(({ properties }) => properties?.result?.const);
    return [{ field: 'result', problem: `must be one of ${codes.join(', ')}` }];
  }
  const validate = validatorOf(contract, `${command} ${httpStatus} ${String(result)}`, schema.$ref ?? '');
  return validate(reply) ? [] : (validate.errors ?? []).map(toViolation);
}

/** How a value is outside what the contract says of a field, as in `fieldProblems(v1, 'Account', 'a b')`. */
export function fieldProblems(contract: Documented, component: 'Account', value: unknown): string[] {
  const validate = validatorOf(contract, component, `#/components/schemas/${component}`);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => toViolation(error).problem);
}

type OpenApiDocument = Exclude<Parameters<typeof middleware>[0]['apiSpec'], string>;

/** The contract of this command alone, on a path of its own. */
export function documentOf({ document, callbackPath }: Documented, command: string): OpenApiDocument {
  const path = `${callbackPath}/${command}`;
  // A copy, since validators write into what they read.
  return structuredClone({ ...document, paths: { [path]: document.paths[path] } }) as unknown as OpenApiDocument;
}

/** The possible replies, each with its reference kept. */
function replySchemas({ document, callbackPath }: Documented, command: string, httpStatus: number): ReplySchema[] {
  const target = (reference: string): unknown => targetIn(document, reference);
  const response = document.paths[`${callbackPath}/${command}`]?.post.responses[httpStatus] as Response | undefined;
  const schema = (response?.$ref === undefined ? response : (target(response.$ref) as Response))?.content?.[
    'application/json'
  ].schema;
  if (!schema) return [];
  const branches = (schema.$ref === undefined ? schema : (target(schema.$ref) as ReplySchema)).anyOf ?? [schema];
  return branches.map((branch) => ({ ...(target(branch.$ref ?? '') as ReplySchema), ...branch }));
}

function targetIn({ components }: AnyContract['document'], reference: string): unknown {
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
