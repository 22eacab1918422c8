/** What is in the pack, told once: for the README, and for programs in `llms.txt`. */
import { basename } from 'node:path';
import type { Guide } from '../docs/guides.ts';
import { titleOf } from './guides.ts';

export interface Content {
  readonly path: string;
  readonly what: string;
}

export interface Part {
  readonly title: string;
  readonly contents: readonly Content[];
}

export function partsOf(guides: readonly Guide[]): Part[] {
  return [
    {
      title: 'Start',
      contents: [
        { path: 'README.md', what: 'five steps to a certified endpoint, and the players to make' },
        { path: 'docs.html', what: 'the documentation for people, one page that needs no network' },
        { path: 'AGENTS.md', what: 'the same for assistants: the rules, the tables, the SQL, the order of work' },
        { path: 'llms.txt', what: 'this list, for programs' },
      ],
    },
    {
      title: 'Guides',
      contents: [
        ...guides.map(({ file, text }) => ({ path: `docs/${file}`, what: titleOf(text) })),
        {
          path: 'docs/certification.md',
          what: 'Every case of certification: what must hold, and the cure when it does not',
        },
      ],
    },
    {
      title: 'Contract',
      contents: [
        { path: 'contract/openapi.json', what: 'the contract, OpenAPI 3.1' },
        { path: 'contract/openapi.yaml', what: 'the same as YAML' },
        {
          path: 'contract/callbacks.json',
          what: 'the same with a path for each command, for tools that do not know webhooks',
        },
        { path: 'CHANGELOG.md', what: 'what changed since the version before' },
      ],
    },
    {
      title: 'Samples',
      contents: [
        { path: 'samples/php/callback.php', what: 'a complete server in PHP: PDO, on SQLite, MySQL or MariaDB' },
        { path: 'samples/python/callback.py', what: "a complete server with Python's standard library, on SQLite" },
        { path: 'samples/players.sql', what: 'the players to make, for both' },
      ],
    },
    {
      title: 'Optional',
      contents: [
        {
          path: 'postman/',
          what: 'a collection with one request for each example of the contract, and its environment',
        },
        { path: 'bruno/', what: 'the same for Bruno' },
        { path: 'LICENSE', what: 'what may be done with all this' },
      ],
    },
  ];
}

/** As https://llmstxt.org has it. */
export function llmsText(title: string, summary: string, details: string, parts: readonly Part[]): string {
  const lists = parts.map(({ title: heading, contents }) => {
    const lines = contents.map(({ path, what }) => `- [${basename(path)}](${path}): ${what}`);
    return `## ${heading}\n\n${lines.join('\n')}`;
  });
  return `${[`# ${title}`, `> ${summary}`, details, ...lists].join('\n\n')}\n`;
}
