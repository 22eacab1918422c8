/** The contracts' documents as the fuzz looks at them: all that it knows of a contract. */
import v1 from '../../../generated/v1/openapi.json' with { type: 'json' };
import v4 from '../../../generated/v4/openapi.json' with { type: 'json' };

export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly examples?: readonly unknown[];
}

export interface Document {
  readonly webhooks: Readonly<
    Record<string, { post: { requestBody: { content: { 'application/json': { schema: Schema } } } } }>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/**
 * Who is asked about in what is made from each, and the decimals of that player's money: each contract is another provider's, of
 * another currency.
 */
export const players = { v1: { name: 'test1234', decimals: 2 }, v4: { name: 'yuki', decimals: 0 } } as const;

export const documents: Readonly<Record<'v1' | 'v4', Document>> = { v1, v4 };
export type ContractName = keyof typeof documents;
