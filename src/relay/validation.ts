/** Requests held against the API's document, and outside of production answers too, by express-openapi-validator. */
import type { Request, RequestHandler } from 'express';
import { error as httpErrors, middleware as openApiValidator } from 'express-openapi-validator';
import document from '../../generated/relay/openapi.json' with { type: 'json' };
import { inWords } from './forms.ts';
import type { Failure, OperationId } from './operation.ts';
import { failure } from './problem.ts';

type Spec = Exclude<Parameters<typeof openApiValidator>[0]['apiSpec'], string>;

export interface PathItem {
  readonly get?: { readonly operationId: string };
  readonly post?: { readonly operationId: string };
}

export const pathItems: Readonly<Record<string, PathItem>> = document.paths;

const operationIds = new Set(
  Object.values(pathItems).flatMap(({ get, post }) => [get?.operationId, post?.operationId]),
);

export function isOperation(id: string): id is OperationId {
  return operationIds.has(id);
}

/** What the validators have let through is what the types that are made of the document say, whichever operation's it is. */
export function isAsStated(given: unknown): given is never {
  return typeof given === 'object';
}

export interface ValidationOptions {
  /** Throws `ScopeMissing`. */
  readonly verifyScope: (request: Request, needed: readonly string[]) => boolean;
  readonly checkReplies: boolean;
}

/** With a document of its own: express-openapi-validator walks all paths of a document for each request. */
export function validatorsOf(path: string, { verifyScope, checkReplies }: ValidationOptions): RequestHandler[] {
  const spec: unknown = {
    ...document,
    paths: Object.fromEntries(Object.entries(document.paths).filter(([own]) => own === path)),
  };
  if (!isSpec(spec)) return [];
  return openApiValidator({
    apiSpec: spec,
    // `npm run lint:contract` has done that; here it would take the first requests half of their time.
    validateApiSpec: false,
    validateRequests: { allErrors: true },
    validateResponses: checkReplies,
    validateSecurity: { handlers: { key: verifyScope } },
    fileUploader: false,
  });
}

/** It is what the generator wrote. */
function isSpec(spec: unknown): spec is Spec {
  return typeof spec === 'object';
}

/** The key may not do this. */
export class ScopeMissing extends Error {
  override readonly name = 'ScopeMissing';
  /** As express-openapi-validator asks an error for its status. */
  readonly status = 403;
}

/** Why a request was refused before its handler saw it; `undefined` for an error of another kind. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof httpErrors.InternalServerError || typeof error !== 'object' || error === null) return undefined;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  const message = error instanceof Error ? error.message : '';
  switch (status) {
    case 400:
      return failure(
        400,
        'invalid-request',
        inWords(message),
        'errors' in error ? { errors: fieldsIn(error.errors) } : {},
      );
    case 403:
      return failure(403, 'scope-missing', message);
    case 404:
      return failure(404, 'not-found', message);
    case 405:
      return failure(405, 'method-not-allowed', message);
    case 413:
      return failure(413, 'too-large', message);
    case 415:
      return failure(415, 'wrong-media-type', 'the body must be sent as application/json');
    default:
      return undefined;
  }
}

/** From `/body/amountMinor` to `body.amountMinor`. */
function fieldsIn(errors: unknown): { field: string; problem: string }[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((each: unknown) => {
    if (typeof each !== 'object' || each === null || !('path' in each) || !('message' in each)) return [];
    return [{ field: String(each.path).split('/').slice(1).join('.'), problem: inWords(String(each.message)) }];
  });
}
