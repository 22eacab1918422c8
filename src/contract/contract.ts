/** A contract between provider and operator as a value: all that is generated from its folder, and its adapter. */
import type { ValidateFunction } from 'ajv';
import type { Adapter } from './adapter.ts';
import type { CheckName, Outcome } from './callback.ts';
import type { Command, CommandOf, Messages } from './types.ts';

/** How the provider delivers a command. */
export interface DeliveryPolicy {
  /** The checks it asks for, as they stand in the request. */
  readonly checks: string;
  /** How long it waits for one answer. */
  readonly deadlineMs: number;
  readonly attempts: number;
  /** Between two attempts; absent when there is only one. */
  readonly delayMs?: { readonly min: number; readonly max: number };
  /** What ends the attempts before they are used up: any answer in the contract, or only one that settles the command. */
  readonly until?: 'accepted';
  readonly whenUnresolved: 'nothing' | 'cancel';
}

/** What a result is called, in every contract that has it. */
export type ResultName = Exclude<Outcome['result'], 'held'> | 'wrongToken';

/** Where a message carries a number that a float would falsify. */
export interface ExactPath {
  readonly path: readonly string[];
  readonly kind: 'money' | 'int64';
}

type ByCommand<M extends Messages<M>, Value> = { readonly [C in CommandOf<M>]: Value };

/** What the contract's OpenAPI document says, in code. */
export interface Statements<M extends Messages<M>> {
  /** What the contract is called, as in `v1`. */
  readonly name: string;
  /** `info.version` of the document. */
  readonly version: string;
  /** The one path on which every command arrives. */
  readonly callbackPath: string;
  /** The header that carries the token, in lower case. */
  readonly tokenHeader: string;
  /** The largest body that a receiver accepts. */
  readonly maxBodyBytes: number;
  readonly commands: readonly CommandOf<M>[];
  /** The result codes by name; check 43 and its result are not in every contract. */
  readonly results: Readonly<Record<Exclude<ResultName, 'unknownTarget'>, number>> & {
    readonly unknownTarget?: number;
  };
  readonly resultMeanings: Readonly<Record<string, string>>;
  /** What each check verifies, by its number. */
  readonly checkMeanings: Readonly<Record<number, string>>;
  /** The checks that can fail for each command; a command ignores the others. */
  readonly commandChecks: ByCommand<M, readonly number[]>;
  readonly delivery: ByCommand<M, DeliveryPolicy>;
  readonly exactRequestFields: ByCommand<M, readonly ExactPath[]>;
  readonly exactReplyFields: ByCommand<M, readonly ExactPath[]>;
  readonly requestTextFields: ByCommand<M, readonly (readonly string[])[]>;
}

/**
 * A contract. `Contract<V1>` is one whose messages have the types that `V1` states; `Contract` any, for what looks at a
 * message no further than every contract allows.
 */
export interface Contract<M extends Messages<M>> extends Statements<M> {
  /** Between the wire and the wallet's language. */
  readonly adapter: Adapter;
  /** Never there: the types of the messages, for the compiler. */
  readonly messages?: M;
  /** The OpenAPI document with a path for each command, in place of the one path and the webhooks. */
  readonly document: CallbacksDocument;
  /** Validate a parsed request of each command; compiled when the contract was generated. */
  readonly requestValidators: ByCommand<M, ValidateFunction>;
  /** Validate what each of these components of the document is for: every reply, and an account's name. */
  readonly componentValidators: Readonly<Record<string, ValidateFunction>>;
}

/** Any contract. */
export type AnyContract = Contract<Messages>;

/** The same contract, for what looks at its messages no further than every contract allows. */
export function anyContract<M extends Messages<M>>(contract: Contract<M>): AnyContract {
  return contract as unknown as AnyContract;
}

/** One value for each command of the contract. */
export function byCommand<M extends Messages<M>, Values extends { readonly [C in CommandOf<M>]: unknown }>(
  { commands }: Contract<M>,
  value: <C extends CommandOf<M>>(command: C) => Values[C],
): Values {
  return Object.fromEntries(commands.map((command) => [command, value(command)])) as Values;
}

/** As much of OpenAPI as the kit looks at. */
export interface CallbacksDocument {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, { readonly post: OperationObject }>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A request of an example. */
export interface ExampleRequest {
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly timestamp: string;
  readonly check: string;
}

interface OperationObject {
  readonly summary: string;
  readonly description: string;
  readonly requestBody: {
    readonly content: {
      readonly 'application/json': {
        readonly examples: Readonly<Record<string, { readonly value: ExampleRequest }>>;
      };
    };
  };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface ResponseObject {
  readonly $ref?: string;
  readonly content?: {
    readonly 'application/json': { readonly examples?: Readonly<Record<string, { readonly value: object }>> };
  };
}

/** How the result with this code is called; `undefined` where the contract has none of it. */
export function resultName({ results }: Pick<AnyContract, 'results'>, code: number): ResultName | undefined {
  return resultNames.find((name) => results[name] === code);
}

const resultNames: readonly ResultName[] = [
  'accepted',
  'unknownAccount',
  'inactiveAccount',
  'insufficientBalance',
  'alreadyProcessed',
  'unknownTransaction',
  'unknownTarget',
  'failed',
  'wrongToken',
];

/** What each check is called, by its number. */
export function checkNames({
  results,
  checkMeanings,
}: Pick<AnyContract, 'results' | 'checkMeanings'>): ReadonlyMap<number, CheckName> {
  const names = resultNames.filter((name): name is CheckName => {
    const code = results[name];
    return code !== undefined && code in checkMeanings;
  });
  return new Map(names.map((name) => [results[name] ?? NaN, name]));
}

export type { Command };
