import type { Contract, Example, Operation } from '../generate/contract.ts';
import { decapitalised } from './examples.ts';
import { guidesOf } from './guides.ts';
import { html } from './html.ts';
import type { Named } from './placeholders.ts';
import { policyTable } from './tables.ts';

/** A copy of the contract for readers: the guides ahead of the reference, each command's policy in its description. */
export function readersDocument(named: Named): object {
  const { contract } = named;
  const guides = guidesOf(named, html).map(({ text }) => text);
  return {
    ...contract,
    info: { ...contract.info, description: [contract.info.description.trim(), ...guides].join('\n\n') },
    // The contract knows no host, and Redoc would show that of the page.
    servers: [{ url: 'https://operator.example', description: 'Your host. The path is yours to choose, too.' }],
    'x-tagGroups': [{ name: 'Reference', tags: contract.tags.map(({ name }) => name) }],
    webhooks: Object.fromEntries(
      Object.entries(contract.webhooks).map(([name, { post }]) => [
        name,
        { post: readersOperation(contract, name, post) },
      ]),
    ),
  };
}

function readersOperation(contract: Contract, name: string, operation: Operation): object {
  return {
    ...operation,
    summary: `${name}: ${decapitalised(operation.summary)}`,
    description: `${operation.description.trim()}\n\n${policyTable(contract, html, name)}`,
    requestBody: { ...operation.requestBody, content: namedContent(operation.requestBody.content) },
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [
        status,
        response.$ref === undefined ? { ...response, content: namedContent(response.content) } : response,
      ]),
    ),
  };
}

/** Redoc shows an example's summary only; the name in it lets a reader find the reply of a request. */
function namedContent(content: Operation['requestBody']['content']): object {
  const media = content['application/json'];
  const examples = Object.entries<Example>(media.examples ?? {}).map(([name, example]): [string, Example] => [
    name,
    { ...example, summary: example.summary === undefined ? name : `${name}: ${example.summary}` },
  ]);
  return { 'application/json': { ...media, examples: Object.fromEntries(examples) } };
}
