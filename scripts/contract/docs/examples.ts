/** Every example of every command, request and reply side by side, in Markdown. */
import { commandsOf, type CommandFacts, type Contract, type Example } from '../generate/contract.ts';
import { text } from './html.ts';
import { policyTable } from './tables.ts';

interface Pair {
  readonly name: string;
  readonly summary: string;
  readonly request: unknown;
  readonly httpStatus: string;
  readonly reply: unknown;
}

export function commandSections(contract: Contract): string {
  return commandsOf(contract)
    .map((command) => commandSection(contract, command))
    .join('\n\n');
}

function commandSection(contract: Contract, command: CommandFacts): string {
  const { name, operation } = command;
  return `## ${name}: ${decapitalised(operation.summary)}

${operation.description.trim()}

${policyTable(contract, name)}

${pairsOf(command).map(pairMarkup).join('\n\n')}`;
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
          reply: value,
        }))
      : [],
  );
  return Object.entries<Example>({ ...examples, ...invalid }).map(([name, { summary, value }]) => {
    const reply = replies.find((candidate) => candidate.name === name);
    if (!reply) throw new Error(`${command}: the request example ${name} has no reply of the same name`);
    return { ...reply, summary: summary ?? '', request: value };
  });
}

function pairMarkup({ name, summary, request, httpStatus, reply }: Pair): string {
  return `<div class="pair${httpStatus === '200' ? '' : ' outside'}">
<p class="pair-name"><code>${text(name)}</code> ${text(summary)}</p>
<div class="pair-request"><p>Request</p>
<pre>${text(perField(request))}</pre></div>
<div class="pair-reply"><p>Reply, HTTP ${httpStatus}</p>
<pre>${text(perField(reply))}</pre></div>
</div>`;
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
