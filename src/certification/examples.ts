/** What the contract shows of a request: a provider sends it as its examples have it. */
import type { AnyContract, ExampleRequest } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';
import { property } from './answer.ts';

/** An example of a command: without a name, that which is carried out. */
export function exampleOf(
  { document, callbackPath }: AnyContract,
  command: Command,
  name = 'accepted',
): ExampleRequest {
  const examples = document.paths[`${callbackPath}/${command}`]?.post.requestBody.content['application/json'].examples;
  const example = examples?.[`${command}.${name}`]?.value;
  if (!example) throw new Error(`the contract has no example ${command}.${name}`);
  return example;
}

/** The fields of `data` that the contract demands of a command, in its order. */
export function requiredFields({ document }: AnyContract, command: Command): readonly string[] {
  const name = `${command.charAt(0).toUpperCase()}${command.slice(1)}Data`;
  const required = property(document.components['schemas']?.[name], 'required');
  if (!Array.isArray(required)) throw new Error(`the contract does not say what ${name} requires`);
  return required.map(String);
}

/** The header of the token as the contract spells it: there are receivers that know it by these letters only. */
export function tokenHeaderOf({ document, tokenHeader }: AnyContract): string {
  const names = Object.values(document.components['securitySchemes'] ?? {}).map((scheme) => property(scheme, 'name'));
  const spelt = names.find((name) => String(name).toLowerCase() === tokenHeader);
  return typeof spelt === 'string' ? spelt : tokenHeader;
}
