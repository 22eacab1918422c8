/** A sender in a process of its own: node contender.ts NAME '{"url":…}' SECONDS WARM-UP-SECONDS; prints what it saw as JSON. */
import { contenders } from './contenders.ts';
import { load, type Setting } from './load.ts';

const [name = '', setting = '{}', seconds, warmUpSeconds] = process.argv.slice(2);
const given = JSON.parse(setting) as Setting;
const contender = await contenders[name]?.(given);
if (!contender) throw new Error(`there is no contender ${name}`);
const seen = await load(given, Number(seconds), Number(warmUpSeconds), contender);
process.stdout.write(JSON.stringify(seen), () => process.exit());
