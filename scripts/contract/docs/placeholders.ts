import { kitFile, seamlessFromFile } from '../../fromFile.ts';
import { commandsOf, type Contract } from '../generate/contract.ts';
import { resultsOf } from '../generate/protocol.ts';
import { commandSections } from './examples.ts';
import { idNames } from './ids.ts';
import type { Notation } from './notation.ts';
import { signatureTable } from './signature.ts';
import {
  afterwards,
  checksTable,
  component,
  delay,
  fieldsTable,
  httpTable,
  limitsOf,
  outerFieldsTable,
  policyTable,
  resultsTable,
  seconds,
} from './tables.ts';

/** The contract whose guides are filled in, by its name. */
export interface Named {
  readonly name: string;
  readonly contract: Contract;
}

/**
 * Fills `{{deadline:bet}}` and the like with what the contract says; `file` is named in errors. A guide never says itself
 * what can be filled in. What stands between `{{#cancel-has-id}}` and `{{/cancel-has-id}}` is for contracts of which that
 * holds, what stands between `{{^cancel-has-id}}` and `{{/cancel-has-id}}` for the others.
 */
export function filled(text: string, file: string, named: Named, notation: Notation): string {
  const values = valuesOf(named, notation);
  const conditions = conditionsOf(named.contract);
  const known = <Value>(map: ReadonlyMap<string, Value>, name: string, placeholder: string): Value => {
    const value = map.get(name);
    if (value === undefined)
      throw new Error(`${file}: unknown placeholder ${placeholder}. Known are: ${[...map.keys()].join(', ')}`);
    return value;
  };
  const section = (_whole: string, opening: string, kind: string, name: string, within: string): string =>
    known(conditions, name, opening) === (kind === '#') ? within : '';
  return text
    .replaceAll(sectionOfLines, section)
    .replaceAll(sectionInLine, section)
    .replaceAll(/\{\{(.*?)\}\}/gs, (placeholder, name: string) => known(values, name, placeholder));
}

/** With its beginning and its end on lines of their own, which go with it. */
const sectionOfLines = /^(\{\{([#^])([\w-]+)\}\})\n(.*?)^\{\{\/\3\}\}\n/gms;
const sectionInLine = /(\{\{([#^])([\w-]+)\}\})(.*?)\{\{\/\3\}\}/gs;

/** What may hold of one contract and not of another. */
function conditionsOf(contract: Contract): Map<string, boolean> {
  const { own, target, areNumbers } = idNames(contract);
  return new Map([
    ['cancel-has-id', own !== target],
    ['ids-are-numbers', areNumbers],
    [
      'repeats-until-accepted',
      commandsOf(contract).some(({ operation }) => operation['x-delivery'].until === 'accepted'),
    ],
  ]);
}

function valuesOf({ name, contract }: Named, notation: Notation): Map<string, string> {
  const { own, target } = idNames(contract);
  const results = resultsOf(contract);
  const [path] = Object.values(contract.paths);
  const [token] = Object.values(contract.components.securitySchemes);
  return new Map([
    ...commandsOf(contract).flatMap(({ name: command, operation: { 'x-delivery': policy } }): [string, string][] => [
      [`deadline:${command}`, seconds(policy.deadlineMs)],
      [`attempts:${command}`, String(policy.attempts)],
      [`delay:${command}`, delay(policy)],
      [`checks:${command}`, policy.checks],
      [`afterwards:${command}`, afterwards(contract, policy)],
    ]),
    ...[...results].map(([result, { code }]): [string, string] => [`result:${result}`, String(code)]),
    ['contract', name],
    ['id-field', own],
    ['example:id', JSON.stringify(exampleOf(contract, own))],
    // What an unknown target of a cancel answers.
    ['result:unknown-target', String((results.get('unknownTarget') ?? results.get('unknownTransaction'))?.code)],
    ['target-field', target],
    ['kit-file', kitFile],
    ['seamless', seamlessFromFile],
    ['token-header', token?.name ?? ''],
    ['max-body', `${path?.post.requestBody['x-max-bytes'] ?? ''} bytes`],
    ['table:policy', policyTable(contract, notation)],
    ['table:checks', checksTable(contract, notation)],
    ['table:results', resultsTable(contract, notation)],
    ['table:outer-fields', outerFieldsTable(contract, notation)],
    ['table:fields', fieldsTable(contract, notation)],
    ['table:signature', signatureTable(contract, notation)],
    ['limits:balance', limitsOf(component(contract, 'Balance'))],
    ['table:http', httpTable(contract, notation)],
    ['commands', commandSections(contract, notation)],
  ]);
}

/** What stands in this field in the first example of a bet. */
function exampleOf(contract: Contract, field: string): unknown {
  const bet = commandsOf(contract).find(({ name }) => name === 'bet');
  const [example] = Object.values(bet?.operation.requestBody.content['application/json'].examples ?? {});
  const value: unknown = example?.value;
  const data = typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined;
  return new Map<string, unknown>(Object.entries(data ?? {})).get(field);
}
