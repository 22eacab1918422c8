/** Requests validated against the contract, by express-openapi-validator. */
import type { Request, RequestHandler, Response } from 'express';
import { error as httpErrors, middleware as openApiValidator } from 'express-openapi-validator';
import type { Violation } from '../contract/violation.ts';
import { documentOf } from '../contract/schema.ts';
import type { AnyContract } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';

export type ValidateByPath = (
  request: Request,
  response: Response,
  contract: AnyContract,
  command: Command,
  body: Readonly<Record<string, unknown>>,
) => Promise<readonly Violation[]>;

/**
 * Validates a parsed body as if it had come on its command's own path, where all of its violations are found. What that takes is
 * made at once for these contracts, and for any other when it is first needed.
 */
export function openApiValidation(contracts: readonly AnyContract[]): ValidateByPath {
  const made = new Map<AnyContract, ReadonlyMap<Command, readonly RequestHandler[]>>();
  const validatorsFor = (contract: AnyContract): ReadonlyMap<Command, readonly RequestHandler[]> => {
    const before = made.get(contract);
    if (before) return before;
    const validators = new Map(contract.commands.map((command) => [command, validatorsOf(contract, command)]));
    made.set(contract, validators);
    return validators;
  };
  for (const contract of contracts) validatorsFor(contract);
  return async (request, response, contract, command, body) => {
    const { url } = request;
    request.url = `${contract.callbackPath}/${command}`;
    request.body = body;
    for (const validator of validatorsFor(contract).get(command) ?? []) {
      const refusal = await run(validator, request, response);
      if (refusal === undefined) continue;
      if (refusal instanceof httpErrors.BadRequest) return refusal.errors.map(toViolation);
      throw new Error('express-openapi-validator failed', { cause: refusal });
    }
    request.url = url;
    return [];
  };
}

/** Each command's with a document of its own: express-openapi-validator walks all paths for each request. */
function validatorsOf(contract: AnyContract, command: Command): RequestHandler[] {
  return openApiValidator({
    apiSpec: documentOf(contract, command),
    // Money and ids are verified digit by digit in the codec, which a validator of floats can't.
    formats: { decimal: true, int64: true },
    validateRequests: { allErrors: true },
    validateResponses: false,
    validateSecurity: false,
    fileUploader: false,
    useRequestUrl: true,
  });
}

/** Runs a middleware and resolves what it passes on: an error, or nothing. */
export function run(middleware: RequestHandler, request: Request, response: Response): Promise<unknown> {
  return new Promise((resolve) => {
    Promise.resolve(middleware(request, response, (error?: unknown) => resolve(error))).catch(resolve);
  });
}

/** From `/body/data/amount` to `data.amount`. */
function toViolation({ path, message }: { path: string; message: string }): Violation {
  const field = path.split('/').slice(2).join('.') || 'the body';
  return { field, problem: message.startsWith('must have required property') ? 'is required' : message };
}
