/** A contender in a process of its own: node contender.ts NAME [DATABASE]; tells its parent where bets go, and its memory when asked. */
import { contenders } from './contenders.ts';

const [name = '', database = ''] = process.argv.slice(2);
const url = await contenders[name]?.(database);
process.on('message', () => process.send?.(process.memoryUsage.rss()));
process.on('disconnect', () => process.exit());
process.send?.(url);
