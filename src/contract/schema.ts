/** Validates replies against their command's own schema. */
import type { ErrorObject, ValidateFunction } from 'ajv';
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

/** As much of a contract as its schemas are found by. */
type Documented = Pick<AnyContract, 'document' | 'callbackPath' | 'componentValidators'>;

/** The validators of what may be answered to a command with an HTTP status, by the reply's result. */
type Replies = ReadonlyMap<unknown, ValidateFunction>;

const found = new WeakMap<object, Map<string, Replies>>();

/** How `reply`, sent with `httpStatus` in answer to this command, is outside the contract. */
export function replyViolations(
  contract: Documented,
  command: string,
  httpStatus: number,
  reply: unknown,
): Violation[] {
  const replies = repliesTo(contract, command, httpStatus);
  if (replies.size === 0) return [{ field: 'HTTP status', problem: `must not be ${httpStatus}` }];
  const result = typeof reply === 'object' && reply !== null && 'result' in reply ? reply.result : undefined;
  const validate = replies.get(result);
  if (!validate) return [{ field: 'result', problem: `must be one of ${[...replies.keys()].join(', ')}` }];
  return validate(reply) ? [] : (validate.errors ?? []).map(toViolation);
}

/** Looked up once in the document. */
function repliesTo(contract: Documented, command: string, httpStatus: number): Replies {
  let known = found.get(contract.document);
  if (!known) found.set(contract.document, (known = new Map<string, Replies>()));
  const key = `${command} ${httpStatus}`;
  let replies = known.get(key);
  if (!replies) known.set(key, (replies = new Map(replySchemas(contract, command, httpStatus))));
  return replies;
}

/** How a value is outside what the contract says of a field, as in `fieldProblems(v1, 'Account', 'a b')`. */
export function fieldProblems(contract: Documented, component: 'Account', value: unknown): string[] {
  const validate = validatorIn(contract, component);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => toViolation(error).problem);
}

type OpenApiDocument = Exclude<Parameters<typeof middleware>[0]['apiSpec'], string>;

/** The contract of this command alone, on a path of its own. */
export function documentOf({ document, callbackPath }: Documented, command: string): OpenApiDocument {
  const path = `${callbackPath}/${command}`;
  // A copy, since validators write into what they read.
  return structuredClone({ ...document, paths: { [path]: document.paths[path] } }) as unknown as OpenApiDocument;
}

/** The possible replies, each as its result and what validates it. */
function replySchemas(contract: Documented, command: string, httpStatus: number): [unknown, ValidateFunction][] {
  const { document, callbackPath } = contract;
  const target = (reference: string): unknown => targetIn(document, reference);
  const response = document.paths[`${callbackPath}/${command}`]?.post.responses[httpStatus] as Response | undefined;
  const schema = (response?.$ref === undefined ? response : (target(response.$ref) as Response))?.content?.[
    'application/json'
  ].schema;
  if (!schema) return [];
  const branches = (schema.$ref === undefined ? schema : (target(schema.$ref) as ReplySchema)).anyOf ?? [schema];
  return branches.map(({ $ref = '' }) => [
    (target($ref) as ReplySchema).properties?.result?.const,
    validatorIn(contract, $ref.split('/').at(-1) ?? ''),
  ]);
}

function validatorIn({ componentValidators }: Documented, name: string): ValidateFunction {
  const validate = componentValidators[name];
  if (!validate) throw new Error(`the contract has no validator of ${name}`);
  return validate;
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
