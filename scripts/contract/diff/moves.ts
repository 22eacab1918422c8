/** What an operator who answers one contract has to do otherwise to answer another, command by command. */
import { isDeepStrictEqual } from 'node:util';
import type { DeliveryPolicy } from '../../../src/contract/contract.ts';
import { component, limitsOf } from '../docs/tables.ts';
import { branches, type CommandFacts, commandsOf, type Contract, resolve, type Schema } from '../generate/contract.ts';
import { resultsOf } from '../generate/protocol.ts';

/** What moves at one command, or in what all have in common. */
export interface Move {
  readonly command: string;
  /** Each a line of its own; empty when the command is as it was. */
  readonly lines: readonly string[];
}

export function movesBetween(base: Contract, revision: Contract): Move[] {
  const [before, after] = [commandsOf(base), commandsOf(revision)];
  const moves = before.map((command): Move => {
    const { name } = command;
    const successor = after.find((other) => other.name === name);
    if (!successor) return { command: name, lines: ['is gone'] };
    return {
      command: name,
      lines: [
        ...fieldMoves('data', dataOf(base, command), dataOf(revision, successor)),
        ...resultMoves(base, command, revision, successor),
        ...deliveryMoves(command.operation['x-delivery'], successor.operation['x-delivery']),
      ],
    };
  });
  const added = after.filter(({ name }) => !before.some((command) => command.name === name));
  return [
    { command: 'what all commands share', lines: commonMoves(base, revision) },
    ...moves,
    ...added.map(({ name, operation }): Move => ({ command: name, lines: [`is new: ${operation.summary}`] })),
  ];
}

export function movesInWords(moves: readonly Move[]): string {
  const same = moves.filter(({ lines }) => lines.length === 0).map(({ command }) => command);
  return [
    ...moves.flatMap(({ command, lines }) =>
      lines.length > 0 ? [`${command}:`, ...lines.map((line) => `  ${line}`)] : [],
    ),
    ...(same.length > 0 ? [`As it was: ${same.join(', ')}.`] : []),
  ].join('\n');
}

/** The fields of an object by name, and which of them are required. */
interface Fields {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

function fieldsOf(contract: Contract, { properties = {}, required = [] }: Schema): Fields {
  const resolved = Object.entries(properties).map(([name, schema]) => [name, resolve(contract, schema)] as const);
  return { properties: Object.fromEntries(resolved), required };
}

function dataOf(contract: Contract, { dataSchema }: CommandFacts): Fields {
  return fieldsOf(contract, component(contract, dataSchema));
}

function fieldMoves(holder: string, before: Fields, after: Fields): string[] {
  const names = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)]);
  return [...names].flatMap((name) => {
    const [was, is] = [before.properties[name], after.properties[name]];
    const [wasNeeded, isNeeded] = [before.required.includes(name), after.required.includes(name)];
    const field = `${holder}.${name}`;
    if (!is) return [`${field} is gone`];
    if (!was) return [`${field}, ${kindOf(is)}, is new, ${need(isNeeded)}: ${firstSentence(is)}`];
    const changed = [
      ...(kindOf(was) === kindOf(is) ? [] : [`is ${kindOf(is)}, was ${kindOf(was)}`]),
      ...(was.pattern === is.pattern
        ? []
        : [`matches ${is.pattern ?? 'anything'}, matched ${was.pattern ?? 'anything'}`]),
      ...(wasNeeded === isNeeded ? [] : [`is ${need(isNeeded)}, was ${need(wasNeeded)}`]),
    ];
    return changed.length > 0 ? [`${field} ${changed.join('; ')}`] : [];
  });
}

/** As in "string (1 to 64 characters)", without its pattern. */
function kindOf({ pattern: _pattern, ...schema }: Schema): string {
  const limits = limitsOf(schema);
  return `${[schema.type].flat().join(' or ')}${limits === '–' ? '' : ` (${limits})`}`;
}

function need(required: boolean): string {
  return required ? 'required' : 'optional';
}

function firstSentence({ description = '' }: Schema): string {
  return description
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/(?<=[.:?]) .*$/, '')
    .replace(/:$/, '.');
}

/** The replies by their codes. */
function repliesOf(contract: Contract, { replySchema }: CommandFacts): Map<unknown, Schema> {
  const replies = branches(contract, component(contract, replySchema));
  return new Map(
    replies.flatMap((reply) => (reply.properties?.['result'] ? [[reply.properties['result'].const, reply]] : [])),
  );
}

function resultMoves(base: Contract, command: CommandFacts, revision: Contract, successor: CommandFacts): string[] {
  const [before, after] = [repliesOf(base, command), repliesOf(revision, successor)];
  const meanings = new Map([...resultsOf(revision).values()].map(({ code, meaning }) => [code as unknown, meaning]));
  const data = (contract: Contract, reply: Schema): Fields =>
    fieldsOf(contract, resolve(contract, reply.properties?.['data'] ?? {}));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((code) => {
    const [was, is] = [before.get(code), after.get(code)];
    if (!is) return [`result ${String(code)} is no longer answered`];
    if (!was) return [`result ${String(code)} may be answered: ${meanings.get(code)?.replaceAll(/\s+/g, ' ') ?? ''}`];
    return fieldMoves(`result ${String(code)}, data`, data(base, was), data(revision, is));
  });
}

function deliveryMoves(before: DeliveryPolicy, after: DeliveryPolicy): string[] {
  const terms = new Map([...Object.entries(before), ...Object.entries(after)]);
  const told = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
  const term = (policy: DeliveryPolicy, name: string): unknown =>
    new Map<string, unknown>(Object.entries(policy)).get(name);
  return [...terms.keys()]
    .filter((name) => !isDeepStrictEqual(term(before, name), term(after, name)))
    .map((name) => `delivery: ${name} is ${told(term(after, name))}, was ${told(term(before, name))}`);
}

function commonMoves(base: Contract, revision: Contract): string[] {
  const common = ({ paths, components }: Contract): Record<string, unknown> => {
    const [[path, called] = []] = Object.entries(paths);
    const [scheme] = Object.values(components.securitySchemes);
    return {
      'the path': path,
      "the token's header": scheme?.name,
      'the largest body, in bytes,': called?.post.requestBody['x-max-bytes'],
      'the timestamp': components.schemas['Timestamp'] && kindOf(components.schemas['Timestamp']),
      'the list of checks': components.schemas['CheckList'] && kindOf(components.schemas['CheckList']),
    };
  };
  const before = common(base);
  return Object.entries(common(revision))
    .filter(([name, is]) => is !== before[name])
    .map(([name, is]) => `${name} is ${String(is)}, was ${String(before[name])}`);
}
