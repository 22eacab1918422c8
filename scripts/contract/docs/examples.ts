/** Every example of every command, each request with its reply. */
import { commandsOf, type CommandFacts, type Contract, type Example } from '../generate/contract.ts';
import type { Notation, Pair } from './notation.ts';
import { policyTable } from './tables.ts';

export function commandSections(contract: Contract, notation: Notation): string {
  return commandsOf(contract)
    .map((command) => commandSection(contract, command, notation))
    .join('\n\n');
}

function commandSection(contract: Contract, command: CommandFacts, notation: Notation): string {
  const { name, operation } = command;
  return `## ${name}: ${decapitalised(operation.summary)}

${operation.description.trim()}

${policyTable(contract, notation, name)}

${pairsOf(command)
  .map((pair) => notation.pair(pair))
  .join('\n\n')}`;
}

/** The requests, those outside the contract last, each with the reply of its name. */
function pairsOf({ name: command, operation }: CommandFacts): Pair[] {
  const { examples, 'x-invalid-examples': invalid } = operation.requestBody.content['application/json'];
  const replies = Object.entries(operation.responses).flatMap(([httpStatus, response]) =>
    // What is a reference answers every command alike, and has no request of its own.
    response.$ref === undefined
      ? Object.entries(response.content['application/json'].examples ?? {}).map(([name, { value }]) => ({
          name,
          httpStatus,
          reply: perField(value),
        }))
      : [],
  );
  return Object.entries<Example>({ ...examples, ...invalid }).map(([name, { summary, value }]) => {
    const reply = replies.find((candidate) => candidate.name === name);
    if (!reply) throw new Error(`${command}: the request example ${name} has no reply of the same name`);
    return { ...reply, summary: summary ?? '', request: perField(value) };
  });
}

/** JSON with a line for each field of the outermost object, and room to break the line of an inner one. */
function perField(value: unknown): string {
  return `{\n${fieldsOf(value)
    .map((field) => `  ${field}`)
    .join(',\n')}\n}`;
}

function fieldsOf(value: unknown): string[] {
  return Object.entries(value ?? {}).map(([name, field]: [string, unknown]) => {
    const inner =
      typeof field === 'object' && field !== null && !Array.isArray(field)
        ? `{${fieldsOf(field).join(', ')}}`
        : JSON.stringify(field);
    return `${JSON.stringify(name)}: ${inner}`;
  });
}

export function decapitalised(summary: string): string {
  return summary.charAt(0).toLowerCase() + summary.slice(1);
}
