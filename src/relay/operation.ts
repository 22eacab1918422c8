/** What each operation of the API is given and may answer, as `openapi/relay/` states it. */
import type { operations } from '../../generated/relay/types.ts';
import type { Problem } from './types.ts';

export type OperationId = keyof operations;

/** An operation's parameters at this place; `never` where it has none. */
type At<Id extends OperationId, Where extends 'path' | 'query'> = operations[Id]['parameters'] extends {
  readonly [W in Where]?: infer Given;
}
  ? Exclude<Given, undefined>
  : never;

/** What may be left out may be undefined. */
type ContentOf<Sent> = Sent extends { readonly content: { readonly 'application/json': infer Content } }
  ? Content
  : Sent;

type Body<Id extends OperationId> = ContentOf<operations[Id]['requestBody']>;

/** A request that was validated. */
export interface Given<Id extends OperationId> {
  readonly path: At<Id, 'path'>;
  readonly query: At<Id, 'query'>;
  readonly body: Body<Id>;
}

type Responses<Id extends OperationId> = operations[Id]['responses'];

/** What an operation answers when it does not fail. */
export interface Success {
  readonly status: number;
  readonly body: object;
  /** Where what it is about is to be found. */
  readonly location?: string;
}

type SuccessOf<Id extends OperationId> = {
  readonly [Status in keyof Responses<Id>]: Responses<Id>[Status] extends {
    readonly content: { readonly 'application/json': infer Content };
  }
    ? { readonly status: Status; readonly body: Content; readonly location?: string }
    : never;
}[keyof Responses<Id>];

export interface Failure {
  readonly status: number;
  readonly problem: Problem;
}

export type Reply<Id extends OperationId> = SuccessOf<Id> | Failure;

/** Every operation that the document has, and no other. */
export type Handlers = { readonly [Id in OperationId]: (given: Given<Id>) => Promise<Reply<Id>> };

/** Any of them, for who knows only at run time which it is. */
export type Handler = (given: never) => Promise<Success | Failure>;
