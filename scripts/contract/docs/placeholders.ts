import type { DeliveryPolicy } from '../../../src/contract/types.ts';
import { delivery, results } from '../../../generated/v1/protocol.ts';
import { kitFile, seamlessFromFile } from '../../fromFile.ts';
import type { Contract } from '../generate/contract.ts';
import { commandSections } from './examples.ts';
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

/**
 * Fills `{{deadline:bet}}` and the like with what the contract says; `file` is named in errors. A guide
 * never says itself what can be filled in.
 */
export function filled(text: string, file: string, contract: Contract): string {
  const known = valuesOf(contract);
  return text.replaceAll(/\{\{(.*?)\}\}/gs, (placeholder, name: string) => {
    const value = known.get(name);
    if (value === undefined)
      throw new Error(`${file}: unknown placeholder ${placeholder}. Known are: ${[...known.keys()].join(', ')}`);
    return value;
  });
}

function valuesOf(contract: Contract): Map<string, string> {
  const [path] = Object.values(contract.paths);
  const [token] = Object.values(contract.components.securitySchemes);
  return new Map([
    ...Object.entries<DeliveryPolicy>(delivery).flatMap(([command, policy]): [string, string][] => [
      [`deadline:${command}`, seconds(policy.deadlineMs)],
      [`attempts:${command}`, String(policy.attempts)],
      [`delay:${command}`, delay(policy)],
      [`checks:${command}`, policy.checks],
      [`afterwards:${command}`, afterwards(policy)],
    ]),
    ...Object.entries(results).map(([name, code]): [string, string] => [`result:${name}`, String(code)]),
    ['kit-file', kitFile],
    ['seamless', seamlessFromFile],
    ['token-header', token?.name ?? ''],
    ['max-body', `${path?.post.requestBody['x-max-bytes'] ?? ''} bytes`],
    ['table:policy', policyTable()],
    ['table:checks', checksTable()],
    ['table:results', resultsTable(contract)],
    ['table:outer-fields', outerFieldsTable(contract)],
    ['table:fields', fieldsTable(contract)],
    ['limits:balance', limitsOf(component(contract, 'Balance'))],
    ['table:http', httpTable(contract)],
    ['commands', commandSections(contract)],
  ]);
}
