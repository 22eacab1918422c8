/** npm run torture: prints a line per kind; exit 1 when anything acknowledged was lost or doubled, but for what went with PostgreSQL's last second. */
import { Option } from 'commander';
import { npmScript, seedOption, wholeNumber } from '../commandLine.ts';
import { type Kind, kinds, torture } from './torture/torture.ts';

const {
  kills,
  seed,
  kind: only,
} = npmScript('torture', 'kill servers, databases and connections while a sender keeps its own account')
  .option('--kills <number>', 'how many of each kind', wholeNumber(1), 200)
  .addOption(seedOption())
  .addOption(new Option('--kind <kind>', 'only this one').choices(kinds))
  .parse()
  .opts<{ kills: number; seed: number; kind?: Kind }>();
for (const kind of only ? [only] : kinds) {
  const { wrong, ...figures } = await torture(kind, kills, seed);
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
