/** npm run lint:supply [-- --notes]: exit 1 when a dependency has no checksum, runs scripts unasked, or has a licence that binds the kit's users. */
import { readFileSync } from 'node:fs';
import kit from '../package.json' with { type: 'json' };
import { judgeSupply, type Lock } from './supply/judge.ts';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
const { problems, notes } = judgeSupply(lock, kit.allowScripts, readFileSync('README.md', 'utf8'));
if (notes.length > 0 && process.argv.includes('--notes')) console.log(`Used in development only, to know of: ${notes.join(', ')}`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
