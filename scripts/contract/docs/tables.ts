/** The tables of the documentation, made from what is generated. */
import type { DeliveryPolicy } from '../../../src/contract/contract.ts';
import {
  branches,
  commandsOf,
  type CommandFacts,
  type Contract,
  resolve,
  type Response,
  type Schema,
} from '../generate/contract.ts';
import { checksOf, resultsOf } from '../generate/protocol.ts';
import { idNames } from './ids.ts';
import type { Notation } from './notation.ts';

/** How the provider delivers each command, or this one alone, one row each. */
export function policyTable(contract: Contract, { table }: Notation, only?: string): string {
  const commands = commandsOf(contract).filter(({ name }) => only === undefined || name === only);
  const policies = commands.map(({ name, operation }) => ({ name, policy: operation['x-delivery'] }));
  // Where nothing says what ends the attempts, any answer does.
  const ends = policies.some(({ policy }) => policy.until !== undefined);
  return table(
    [
      'command',
      'usual `check`',
      'deadline',
      'attempts',
      'between attempts',
      ...(ends ? ['ended by'] : []),
      'when none of them ended it',
    ],
    policies.map(({ name, policy }) => [
      `\`${name}\``,
      `\`${policy.checks}\``,
      seconds(policy.deadlineMs),
      String(policy.attempts),
      delay(policy),
      ...(ends ? [ended(contract, policy)] : []),
      afterwards(contract, policy),
    ]),
  );
}

export function checksTable(contract: Contract, { table }: Notation): string {
  const asked = commandsOf(contract).map((command) => ({ name: command.name, checks: checksOf(contract, command) }));
  return table(
    ['check, and result when it fails', 'what it verifies', 'commands'],
    [...resultsOf(contract).values()].flatMap(({ code, check }) =>
      check === undefined
        ? []
        : [
            [
              String(code),
              check,
              asked
                .filter(({ checks }) => checks.includes(code))
                .map(({ name }) => `\`${name}\``)
                .join(', '),
            ],
          ],
    ),
  );
}

export function resultsTable(contract: Contract, { table }: Notation): string {
  const commands = commandsOf(contract);
  return table(
    ['result', 'status', 'meaning', 'answered to'],
    [...resultsOf(contract)].map(([name, { code, meaning }]) => {
      const answering = commands.filter((command) => codesOf(contract, command).has(code));
      return [
        String(code),
        name === 'accepted' ? 'OK' : 'ERROR',
        meaning,
        answering.length === commands.length
          ? 'every command'
          : answering.map((command) => `\`${command.name}\``).join(', '),
      ];
    }),
  );
}

/** The fields of `data`, over all commands. */
export function fieldsTable(contract: Contract, { table }: Notation): string {
  const commands = commandsOf(contract).map(({ name, dataSchema }) => ({
    name,
    data: component(contract, dataSchema),
  }));
  // A field that means one thing in some commands and another in others has a row for each.
  const meanings = Object.groupBy(
    commands.flatMap(({ name, data }) =>
      Object.entries(data.properties ?? {}).map(([field, schema]) => ({
        field,
        schema,
        command: `\`${name}\``,
        required: data.required?.includes(field) ?? false,
      })),
    ),
    ({ field, schema }) => `${field} ${schema.$ref ?? ''}`,
  );
  return table(
    ['field', 'type', 'limits', 'required in', 'optional in', 'meaning'],
    Object.values(meanings).flatMap((uses = []) => {
      const [first] = uses;
      if (!first) return [];
      const resolved = resolve(contract, first.schema);
      const those = (required: boolean): string =>
        uses
          .filter((use) => use.required === required)
          .map(({ command }) => command)
          .join(', ') || '–';
      return [[...fieldCells(first.field, resolved), those(true), those(false), resolved.description ?? '']];
    }),
  );
}

/** The fields beside `command` and `data`: alike in every command. */
export function outerFieldsTable(contract: Contract, { table }: Notation): string {
  const requests = commandsOf(contract).map(({ requestSchema }) => component(contract, requestSchema).properties ?? {});
  const alike = Object.entries(requests[0] ?? {}).filter(
    ([field, { $ref }]) => $ref !== undefined && requests.every((fields) => fields[field]?.$ref === $ref),
  );
  return table(
    ['field', 'type', 'limits', 'meaning'],
    alike.map(([field, schema]) => {
      const resolved = resolve(contract, schema);
      return [...fieldCells(field, resolved), resolved.description ?? ''];
    }),
  );
}

function fieldCells(field: string, schema: Schema): string[] {
  return [`\`${field}\``, [schema.type].flat().join(' or '), limitsOf(schema)];
}

/** What a validator checks beside the type. */
export function limitsOf({ minimum, maximum, minLength, maxLength, pattern }: Schema): string {
  const characters = range(minLength, maxLength);
  const limits = [range(minimum, maximum), characters && `${characters} characters`, pattern && `\`${pattern}\``];
  return limits.filter((limit) => limit).join('; ') || '–';
}

function range(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return most === undefined ? '' : `at most ${most}`;
  return most === undefined ? `from ${least}` : `${least} to ${most}`;
}

/** Each HTTP status, when it is answered, and a body. */
export function httpTable(contract: Contract, { table }: Notation): string {
  const [path] = Object.values(contract.paths);
  return table(
    ['HTTP', 'when', 'for example'],
    Object.entries(path?.post.responses ?? {}).map(([status, response]) => {
      const { description, content } = responseOf(contract, response);
      const [example] = Object.values(content['application/json'].examples ?? {});
      return [
        status,
        description,
        example ? `\`${JSON.stringify(example.value)}\`` : 'see the examples of each command',
      ];
    }),
  );
}

/** "4 s", or "1.5 s". */
export function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}

/** "2 to 4 s"; a dash where nothing is repeated. */
export function delay({ delayMs }: DeliveryPolicy): string {
  return delayMs ? `${delayMs.min / 1000} to ${seconds(delayMs.max)}` : '–';
}

export function afterwards(contract: Contract, { whenUnresolved }: DeliveryPolicy): string {
  const { own } = idNames(contract);
  return { cancel: `a \`cancel\` of its \`${own}\``, nothing: 'nothing; it stays unresolved' }[whenUnresolved];
}

function ended(contract: Contract, { until }: DeliveryPolicy): string {
  if (until === undefined) return 'any answer in the contract';
  return `result ${String(resultsOf(contract).get('accepted')?.code)}, or one that settles it`;
}

function codesOf(contract: Contract, { replySchema }: CommandFacts): Set<unknown> {
  return new Set(
    branches(contract, component(contract, replySchema)).map(({ properties }) => properties?.['result']?.const),
  );
}

export function component(contract: Contract, name: string): Schema {
  return resolve(contract, { $ref: `#/components/schemas/${name}` });
}

function responseOf(contract: Contract, response: Response): Response {
  if (response.$ref === undefined) return response;
  const target = contract.components.responses[response.$ref.replace('#/components/responses/', '')];
  if (!target) throw new Error(`${response.$ref} does not exist`);
  return target;
}
