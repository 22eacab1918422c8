import { readdirSync, readFileSync } from 'node:fs';
import type { Contract, Example, Operation } from '../generate/contract.ts';
import { decapitalised } from './examples.ts';
import { filled, type Named } from './placeholders.ts';
import { policyTable } from './tables.ts';

const folder = new URL('../../../openapi/guides/', import.meta.url);

/** A copy of the contract for readers: the guides ahead of the reference, each command's policy in its description. */
export function readersDocument(named: Named): object {
  const { contract } = named;
  const guides = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => filled(withFigures(read(file), named), `openapi/guides/${file}`, named).trim());
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
    description: `${operation.description.trim()}\n\n${policyTable(contract, name)}`,
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

/**
 * `![What it shows](round.svg)` becomes a picture within the page. Redoc takes no data URL in Markdown, and breaks
 * the case of SVG attributes in HTML; an image element it leaves alone.
 */
function withFigures(markdown: string, named: Named): string {
  return markdown.replaceAll(/!\[([^\]]*)\]\(([\w-]+\.svg)\)/g, (_: string, shown: string, file: string) => {
    const svg = filled(read(file), `openapi/guides/${file}`, named);
    return `<img class="figure" alt="${shown}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}"/>`;
  });
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}
