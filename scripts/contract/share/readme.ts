import { kitVersion } from '../../../src/scaffold/kit.ts';
import { kitFile, seamlessFromFile } from '../../fromFile.ts';
import { type Player, playersIn } from './players.ts';
import type { Results, Samples } from './samples.ts';
import { tokenVariable, urlVariable } from './variables.ts';

/** What the partner reads first. */
export function readme(name: string, samples: Samples, draft: boolean): string {
  const { version, results } = samples;
  const players = playersIn(samples);
  const rows = players.map(
    ({ account, examples, ...player }) =>
      `| \`${account}\` | ${howToMake(player, results)} | ${examples.map((name) => `\`${name}\``).join(', ')} |`,
  );
  return `# Seamless Callback API ${version}${draft ? ', a draft' : ''}
${draft ? '\nThis contract is not released and may still change: build nothing on it that goes live.\n' : ''}
What an operator implements so that a game provider can play with its players' money: one URL that answers ${samples.commands.length}
commands. It is contract ${name}. This pack was made by the Seamless Callback Kit ${kitVersion}.

| file | what it is |
|---|---|
| \`docs.html\` | the documentation, one page that needs no network; start here |
| \`contract/openapi.json\`, \`openapi.yaml\` | the contract, OpenAPI 3.1: the same in both |
| \`contract/callbacks.json\` | the same with a path for each command, for tools that do not know webhooks |
| \`postman/\` | a collection with one request for each example of the contract, and its environment |
| \`bruno/\` | the same for Bruno |
| \`CHANGELOG.md\` | what changed since the version before |

## Five steps to a certified endpoint

1. Read \`docs.html\`, and implement the six commands.
2. Make the players below on a test system, and agree on a callback token.
3. Run a collection. It tells whether the endpoint speaks the protocol.
4. Certify. It tells whether the money is right: repeats, races, cancels before their bets, exact cents. With the
   file \`${kitFile}\`, which comes beside this pack, and Node.js 20 or newer:

   \`\`\`sh
   ${seamlessFromFile} certify --contract ${name} --url https://operator.example/callback --token TOKEN ${certifyFlags(players)} --report ./certification
   \`\`\`

5. Mend what it names, until it says that you are certified; send \`certification/report.html\` to the provider.

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

/** The players that certification asks for are among them. */
function certifyFlags(players: readonly Player[]): string {
  const active = players.filter(({ state }) => state === 'active');
  const [poor, ...rich] = active.toSorted((one, other) => one.balance - other.balance);
  const blocked = players.find(({ state }) => state === 'inactive');
  const flags = { account: rich[0], 'second-account': rich.at(-1), 'poor-account': poor, 'blocked-account': blocked };
  return Object.entries(flags)
    .flatMap(([flag, player]) => (player ? [`--${flag} ${player.account}`] : []))
    .join(' ');
}
