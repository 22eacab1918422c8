/**
 * npm run torture -- [--kills 200] [--seed N] [--kind sqlite-server|postgres-servers|postgres|commit|lost-second]
 *
 * Prints a line per kind; exit 1 when anything acknowledged was lost or doubled, but for what went with
 * PostgreSQL's last second.
 */
import { parseArgs } from 'node:util';
import { kinds, torture } from './torture/torture.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) }, kind: { type: 'string' } },
});
const chosen = kinds.filter((kind) => values.kind === undefined || kind === values.kind);
if (chosen.length === 0 || !/^[1-9][0-9]*$/.test(values.kills) || !/^[0-9]+$/.test(values.seed)) {
  console.error(`--kind is one of ${kinds.join(', ')}; --kills and --seed are whole numbers`);
  process.exit(2);
}
for (const kind of chosen) {
  const { wrong, ...figures } = await torture(kind, Number(values.kills), Number(values.seed));
  console.log(kind, `seed ${values.seed}`, Object.entries(figures).map(([name, value]) => `${name} ${value}`).join(', '), wrong.length === 0 ? 'all is well' : `WRONG ${wrong.length}`);
  for (const line of wrong.slice(0, 20)) console.log(`  ${line}`);
  if (wrong.length > 0) process.exitCode = 1;
}
