/** The tables of the documentation, made from what is generated. */
import type { DeliveryPolicy } from '../../../src/contract/types.ts';
import { checkMeanings, commandChecks, delivery, resultMeanings, results } from '../../../generated/v1/protocol.ts';
import {
  branches,
  commandsOf,
  type CommandFacts,
  type Contract,
  resolve,
  type Response,
  type Schema,
} from '../generate/contract.ts';
import { text } from './html.ts';

/** How the provider delivers `commands`, one row each. */
export function policyTable(commands: readonly string[] = Object.keys(delivery)): string {
  const policies = Object.entries<DeliveryPolicy>(delivery).filter(([command]) => commands.includes(command));
  return table(
    ['command', 'usual `check`', 'deadline', 'attempts', 'between attempts', 'when none was answered'],
    policies.map(([command, policy]) => [
      `\`${command}\``,
      `\`${policy.checks}\``,
      seconds(policy.deadlineMs),
      String(policy.attempts),
      delay(policy),
      afterwards(policy),
    ]),
  );
}

export function checksTable(): string {
  const asked = Object.entries<readonly number[]>(commandChecks);
  return table(
    ['check, and result when it fails', 'what it verifies', 'commands'],
    Object.entries(checkMeanings).map(([check, meaning]) => [
      check,
      meaning,
      asked
        .filter(([, checks]) => checks.includes(Number(check)))
        .map(([command]) => `\`${command}\``)
        .join(', '),
    ]),
  );
}

export function resultsTable(contract: Contract): string {
  const commands = commandsOf(contract);
  const meanings = new Map(Object.entries<string>(resultMeanings));
  return table(
    ['result', 'status', 'meaning', 'answered to'],
    Object.entries(results).map(([name, code]) => {
      const answering = commands.filter((command) => codesOf(contract, command).has(code));
      return [
        String(code),
        code === results.accepted ? 'OK' : 'ERROR',
        meanings.get(name) ?? '',
        answering.length === commands.length
          ? 'every command'
          : answering.map((command) => `\`${command.name}\``).join(', '),
      ];
    }),
  );
}

/** The fields of `data`, over all commands. */
export function fieldsTable(contract: Contract): string {
  const commands = commandsOf(contract).map(({ name, dataSchema }) => ({
    name,
    data: component(contract, dataSchema),
  }));
  const fields = new Map(commands.flatMap(({ data }) => Object.entries(data.properties ?? {})));
  const having = (has: (data: Schema) => boolean | undefined): string =>
    commands
      .filter(({ data }) => has(data))
      .map(({ name }) => `\`${name}\``)
      .join(', ') || '–';
  return table(
    ['field', 'type', 'limits', 'required in', 'optional in', 'meaning'],
    [...fields].map(([field, schema]) => {
      const resolved = resolve(contract, schema);
      return [
        ...fieldCells(field, resolved),
        having(({ required }) => required?.includes(field)),
        having(({ required, properties }) => properties?.[field] && !required?.includes(field)),
        resolved.description ?? '',
      ];
    }),
  );
}

/** The fields beside `command` and `data`: alike in every command. */
export function outerFieldsTable(contract: Contract): string {
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
export function httpTable(contract: Contract): string {
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

export function afterwards({ whenUnresolved }: DeliveryPolicy): string {
  return { cancel: 'a `cancel` of its `trans_id`', nothing: 'nothing; it stays unresolved' }[whenUnresolved];
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

/** As HTML, since a cell that knows its column's name can stand below it on a phone. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]): string =>
    row
      .map((cell, column) => `<td data-label="${text(head[column] ?? '').replaceAll('`', '')}">${inline(cell)}</td>`)
      .join('');
  return `<table class="facts">
<thead><tr>${head.map((name) => `<th>${inline(name)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</tbody>
</table>`;
}

/** The contract's Markdown as far as a cell has it: code. */
function inline(markdown: string): string {
  return `<span>${text(markdown.trim().replaceAll(/\s+/g, ' ')).replaceAll(/`([^`]*)`/g, '<code>$1</code>')}</span>`;
}
