import { kitFile } from '../../fromFile.ts';
import type { Guide } from '../docs/guides.ts';
import { markdown } from '../docs/markdown.ts';
import type { Named } from '../docs/placeholders.ts';
import { fieldsTable, outerFieldsTable, policyTable } from '../docs/tables.ts';
import { certifyCommand } from './certify.ts';
import { introductionOf, sectionOf } from './guides.ts';
import { playersIn } from './players.ts';
import type { CommandSamples, Samples } from './samples.ts';

/** How an assistant that has this pack and nothing else builds an endpoint: what the guides and the contract say, in the order of the work. */
export function agents({ name, contract }: Named, samples: Samples, guides: readonly Guide[]): string {
  const { results } = samples;
  const { version, description } = contract.info;
  const section = (heading: string): string => inPack(sectionOf(guides, heading));
  const introduction = (title: string): string => inPack(introductionOf(guides, title));
  return `# AGENTS.md: a callback endpoint for contract ${name} (${version})

${description.trim()}

**The task**: in the operator's language and framework, and on the operator's database, write the endpoint that answers these
commands. All that it takes to write it is in this folder: no network, and no code of the kit in the endpoint. Only certify needs more: the file
\`${kitFile}\`, which comes beside this folder, in the folder where it is run, and npm's registry, or a mirror of it.
**It is done** when \`certify --strict\` ends with "Certified" and exit code 0. Certify is the judge: not a test of your own, not a sample,
not this file.

## The order of work

1. Read this file to its end. Every form of request and reply, with examples: [docs/6-commands.md](docs/6-commands.md); as schemas:
   [contract/openapi.json](contract/openapi.json). What your language gets wrong: [docs/5-other-languages.md](docs/5-other-languages.md).
   Two complete servers to compare with: \`samples/\`.
2. Ask what only the operator knows: where players and balances are kept, the callback token, whether callbacks are signed
   and by which secret, the decimals of the currency. Never invent these.
3. Make the tables, with the unique key. Map \`account\` to the operator's players; the balance is where the operator has it, once.
4. Write the door: token, method, media type, size, signature if callbacks are signed, JSON, schema, in this order. What it refuses has touched no database.
5. Write the commands: one database transaction for each callback, from the lock on the player's row to the commit. Answer after it.
6. Turn every unexpected error into HTTP 500 with ${results['failed']}, in the envelope, without a trace of the inside.
7. Make the players, start the endpoint, run certify, mend, until it is certified; then [docs/4-going-live.md](docs/4-going-live.md).

## Rules that nothing overrides

- One unique key over every id that is spent; one database transaction that spends the id and moves the money. Nothing in memory decides.
- The balance is changed by a difference in SQL, under a lock or a condition; it is never read, calculated and written back.
- A refusal leaves no trace, but for the tombstone of a cancel. An answer leaves after the commit.
- Unknown is not failed: ${results['failed']} with HTTP 200 promises that nothing moved and nothing will. In doubt it is HTTP 500.
- Only the cancel of a win that was spent makes a balance negative.
- Money is whole minor units in 64 bits or DECIMAL, read from the digits of the request and written as digits. Never a float.
- Ids are exact, and values go into SQL as parameters.
- \`balance\` is a JSON number, \`result\` too. Every reply is \`application/json\`, and every outcome HTTP 200.
- The token is compared in constant time, and stands in no log.

## Who asks, and what for

${introduction('How seamless mode works')}

## The requests

${policyTable(contract, markdown)}

The fields beside \`command\` and \`data\`:

${outerFieldsTable(contract, markdown)}

The fields of \`data\`:

${fieldsTable(contract, markdown)}

What each is for, with a request and its reply:

${samples.commands.map(commandInBrief).join('\n\n')}

## What to do with a request, in this order

${section('What to do with it, in this order')}

## Signed callbacks

${section('The signature')}

## The checks

${section('The checks')}

## The replies

${section('The results')}

${section('The HTTP status')}

## The tables and the SQL

${section('One unique key, one transaction')}

### On other databases

${section('On other databases')}

## Exact money

${section('Exact money')}

## Exact ids

${section('Exact ids')}

## When the outcome is unknown

${introduction('When the outcome is unknown')}

### Tombstones

${section('Tombstones')}

## Certify

${certification(name, samples)}
`;
}

/** The first example stands for the rest, which the guides have. */
function commandInBrief({ command, description, samples: [first] }: CommandSamples): string {
  const shown = first ? `\n\n\`\`\`json\n${oneLine(first.body)}\n${oneLine(first.reply)}\n\`\`\`` : '';
  return `### ${command}\n\n${description}${shown}`;
}

/** JSON that was laid out for people; no text of an example breaks a line. */
function oneLine(json: string): string {
  return json.replaceAll(/\n */g, '');
}

function certification(name: string, samples: Samples): string {
  return `With the players of \`samples/players.sql\` (README.md has them in words), and Node.js 20 or newer:

\`\`\`sh
${certifyCommand(name, playersIn(samples), 'http://127.0.0.1:8080/callback')} --strict
\`\`\`

| exit code | it says |
|---|---|
| 0 | certified |
| 1 | not certified: mend the endpoint |
| 2 | it could not judge: the URL, the token or a player is not right, or nobody answers |

\`certification/report.json\` has the \`verdict\` (\`certified\`, \`not-certified\`, \`inconclusive\`, \`interrupted\`) and \`results\`, one for each case: \`id\`, \`level\`, \`requirement\`, \`source\`, \`hint\`, and \`outcome\`. One that
\`failed\` has what was \`expected\` and \`found\`, and in \`exchanges\` every request and reply up to there, the last of which shows it.
All cases with their cures: [docs/certification.md](docs/certification.md).

- Mend what fails first, in this order: \`panel.*\`, \`door.token.*\`, \`money.*\`, \`protocol.*\`, \`door.*\`. One defect fails many cases.
- Repeat only those with \`--only money.cancel.before-bet,panel.*\`; in the end run all of them again.
- \`skipped\` names what was not given. Give \`--restart-command\` where a command can restart the endpoint.
- Mend the endpoint by the requirement, never by the case: do not look for the certifier's accounts, ids or headers.
- Where the kit's file is not at hand, send the requests of \`postman/\` or \`bruno/\` and go through docs/certification.md by hand; say that it was not certified.`;
}

/** The guides lead from one to the other within `docs/`. */
function inPack(text: string): string {
  return text.replaceAll(/\]\((?=[\w-]+\.(md|svg)\))/g, '](docs/');
}
