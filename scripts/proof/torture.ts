/** npm run torture: prints a line per kind; exit 1 when anything acknowledged was lost or doubled, but for what went with PostgreSQL's last second. */
import { Option } from 'commander';
import { npmScript, seedOption, wholeNumber } from '../commandLine.ts';
import { outboxStores, tortureSenders } from './torture/senders/torture.ts';
import { kinds, torture } from './torture/torture.ts';

interface Found {
  readonly figures: Readonly<Record<string, number | bigint>>;
  readonly wrong: readonly string[];
}

/** What is killed, by its name. */
const tortures = new Map<string, (kills: number, seed: number) => Promise<Found>>();
for (const kind of kinds)
  tortures.set(kind, async (kills, seed) => {
    const { wrong, ...figures } = await torture(kind, kills, seed);
    return { figures, wrong };
  });
for (const store of outboxStores)
  tortures.set(`${store}-senders`, async (kills, seed) => {
    const { wrong, deliveries, ...figures } = await tortureSenders(store, kills, seed);
    return { figures: { ...figures, ...deliveries }, wrong };
  });

const {
  kills,
  seed,
  kind: only,
} = npmScript(
  'torture',
  'kill servers, databases, connections, senders and relays while all that was told is kept account of',
)
  .option('--kills <number>', 'how many of each kind', wholeNumber(1), 200)
  .addOption(seedOption())
  .addOption(new Option('--kind <kind>', 'only this one').choices([...tortures.keys()]))
  .parse()
  .opts<{ kills: number; seed: number; kind?: string }>();
for (const [kind, run] of tortures) {
  if (only !== undefined && only !== kind) continue;
  const { figures, wrong } = await run(kills, seed);
  console.log(
    kind,
    `seed ${seed}`,
    Object.entries(figures)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    wrong.length === 0 ? 'all is well' : `WRONG ${wrong.length}`,
  );
  for (const line of wrong.slice(0, 20)) console.log(`  ${line}`);
  if (wrong.length > 0) process.exitCode = 1;
}
