/** Prism, used as a library: validates requests by the contract's schemas and takes answers out of the document. */
import { readFileSync } from 'node:fs';
import { type LoggerOptions, pino } from 'pino';
import type { Violation } from '../contract/violation.ts';
import type { AnyContract } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';
import { entries, isObject, property } from './document.ts';

/** Which of a command's answers is wanted. */
export interface Wanted {
  readonly httpStatus: number;
  /** The name of an example that stands under this status. */
  readonly example?: string;
  /** Makes an answer up from the schema instead; the same seed makes the same answer. */
  readonly dynamicSeed?: string;
}

export type PrismAnswer = { readonly violations: readonly Violation[] } | { readonly reply: unknown };

export type AskPrism = (command: Command, body: object, wanted: Wanted) => Promise<PrismAnswer>;

/** Prism is not installed; the message says how to install it. */
export class PrismMissing extends Error {
  override readonly name = 'PrismMissing';
}

/** Makes Prism ready for a version of the contract's document. */
export async function openPrism({ callbackPath }: AnyContract, document: object): Promise<AskPrism> {
  const { createInstance, getHttpOperationsFromSpec } = await loadPrism();
  const operations = await getHttpOperationsFromSpec(withoutInt64(document));
  const logger = pino(quiet);
  const settings = {
    isProxy: false,
    validateRequest: true,
    validateResponse: false,
    checkSecurity: false,
    errors: false,
    upstreamProxy: undefined,
  } as const;
  const prism = createInstance({ ...settings, mock: { dynamic: false } }, { logger });
  return async (command, body, { httpStatus, example, dynamicSeed }) => {
    const mock = {
      code: httpStatus,
      dynamic: dynamicSeed !== undefined,
      ignoreExamples: dynamicSeed !== undefined,
      ...(example !== undefined && { exampleKey: example }),
      ...(dynamicSeed !== undefined && { seed: dynamicSeed }),
    };
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const request = { method: 'post', url: { path: `${callbackPath}/${command}`, query: {} }, headers, body } as const;
    const answer = await prism.request(request, operations, { ...settings, mock })();
    if (answer._tag === 'Left') throw answer.left;
    const { output, validations } = answer.right;
    return validations.input.length > 0 ? { violations: validations.input.map(toViolation) } : { reply: output.body };
  };
}

/** Prism insists on a logger, and on a level that pino does not have. */
const customLevels = { success: 35 };
const quiet: LoggerOptions = { level: 'silent', customLevels };

async function loadPrism() {
  try {
    return await import('@stoplight/prism-http');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new PrismMissing(
      `the mock needs Prism, which is not installed. Install it with: npm install --save-dev ${peers().join(' ')}`,
    );
  }
}

/** What must be installed beside the kit, at the versions with which it was tested. */
function peers(): string[] {
  const text = readFileSync(new URL(import.meta.resolve('seamless-callback-kit/package.json')), 'utf8');
  return entries(property(JSON.parse(text), 'peerDependencies')).map(([name, version]) => `${name}@${String(version)}`);
}

/** Prism would refuse every int64 above 2^53; the codec verifies them digit by digit. */
function withoutInt64(document: object): object {
  const copy: unknown = JSON.parse(JSON.stringify(document), (_key, item: unknown) =>
    property(item, 'format') === 'int64' ? Object.fromEntries(entries(item).filter(([key]) => key !== 'format')) : item,
  );
  return isObject(copy) ? copy : {};
}

interface PrismDiagnostic {
  readonly path?: readonly (string | number)[];
  readonly message: string;
}

/** From "Request body property data.amount must be >= 0" to the field and what is wrong with it. */
function toViolation({ path = [], message }: PrismDiagnostic): Violation {
  const [, ...inBody] = path.map(String);
  const field = inBody.join('.');
  const problem = message.replace('Request body ', '').replace(field === '' ? '' : `property ${field} `, '');
  const missing = /^must have required property '(.*)'$/.exec(problem)?.[1];
  if (missing !== undefined) return { field: [...inBody, missing].join('.'), problem: 'is required' };
  return { field: field === '' ? 'the body' : field, problem };
}
