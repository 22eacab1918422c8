import { kitVersion } from '../../../src/scaffold/kit.ts';
import { kitFile } from '../../fromFile.ts';
import { certifyCommand } from './certify.ts';
import type { Part } from './contents.ts';
import { draftMark, draftWarning } from './draft.ts';
import { type Player, playersIn } from './players.ts';
import type { Results, Samples } from './samples.ts';
import { tokenVariable, urlVariable } from './variables.ts';

/** What the partner reads first. */
export function readme(name: string, samples: Samples, parts: readonly Part[], draft: boolean): string {
  const { version, results } = samples;
  const players = playersIn(samples);
  const rows = players.map(
    ({ account, examples, ...player }) =>
      `| \`${account}\` | ${howToMake(player, results)} | ${examples.map((name) => `\`${name}\``).join(', ')} |`,
  );
  const files = parts.flatMap(({ contents }) => contents.map(({ path, what }) => `| \`${path}\` | ${what} |`));
  return `# Seamless Callback API ${version}${draft ? draftMark : ''}
${draft ? `\n${draftWarning}\n` : ''}
What an operator implements so that a game provider can play with its players' money: one URL that answers ${samples.commands.length}
commands. It is contract ${name}. This pack was made by the Seamless Callback Kit ${kitVersion}.

| file | what it is |
|---|---|
${files.join('\n')}

## Five steps to a certified endpoint

1. Read \`docs.html\`, and implement the six commands; or give this folder to an assistant, which begins with \`AGENTS.md\`.
2. Make the players below on a test system, and agree on a callback token.
3. Run a collection. It tells whether the endpoint speaks the protocol.
4. Certify. It tells whether the money is right: repeats, races, cancels before their bets, exact cents. With the
   file \`${kitFile}\`, which comes beside this pack, and Node.js 20 or newer:

   \`\`\`sh
   ${certifyCommand(name, players, 'https://operator.example/callback')}
   \`\`\`

5. Mend what it names, until it says that you are certified; send \`certification/report.html\` to the provider.

## The sample servers

Each is one file, complete, and certified with \`--strict\` under every contract: to read, to try the collections on, and to begin with.

\`\`\`sh
export CONTRACT=${name} CALLBACK_TOKEN=TOKEN
# in samples/python:
export DATABASE=wallet.db
python3 callback.py < ../players.sql && python3 callback.py 8080
# or in samples/php:
export DATABASE=sqlite:wallet.db PHP_CLI_SERVER_WORKERS=8
php callback.php < ../players.sql && php -S 127.0.0.1:8080 callback.php
\`\`\`

## The collections

**Postman**: import both files of \`postman/\`, choose the environment "Seamless callback", set \`${urlVariable}\` and the
secret \`${tokenVariable}\`, run the collection. From a command line:

\`\`\`sh
npx newman run postman/collection.json -e postman/environment.json \\
  --env-var ${urlVariable}=https://operator.example/callback --env-var ${tokenVariable}=TOKEN
\`\`\`

**Bruno**: open the folder \`bruno/\`, choose the environment \`operator\`, set the same two, run the collection. Or:

\`\`\`sh
cd bruno && npx @usebruno/cli run -r --env operator \\
  --env-var ${urlVariable}=https://operator.example/callback --env-var ${tokenVariable}=TOKEN
\`\`\`

A request is the contract's example, to the digit; the reply saved with it (in Bruno under Docs) shows the shape of the
answer. What the player and the token alone decide must be answered as shown. What depends on earlier requests may
differ: the ids are fixed, so a second run finds its bets processed. Balances are never compared.

## The players

| player | make it | its examples |
|---|---|---|
${rows.join('\n')}

A collection moves the money of these players: never run it against a live system. The requests named \`contract-violation\`
are outside the contract on purpose, and answered with HTTP 400.
`;
}

function howToMake({ state, balance, failing }: Omit<Player, 'account' | 'examples'>, results: Results): string {
  if (state === 'unknown') return 'do not make it';
  if (state === 'inactive') return 'not allowed to play';
  const { accepted, failed, unknownTransaction } = results;
  return `with a balance of ${balance}${failing ? `; no player provokes a ${failed}, so ${accepted} or ${unknownTransaction} passes too` : ''}`;
}
