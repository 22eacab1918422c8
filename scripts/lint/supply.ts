/** npm run lint:supply: exit 1 when a dependency has no checksum, runs scripts unasked, or has a licence that binds the kit's users. */
import { readFileSync } from 'node:fs';
import kit from '../../package.json' with { type: 'json' };
import { npmScript } from '../commandLine.ts';
import { type Lock, verifySupply } from './supply/verify.ts';

const told = npmScript('lint:supply', 'verify what the kit is made of: checksums, licences, install scripts')
  .option('--notes', 'also name the licences to know of, of what is used in development only')
  .parse()
  .opts<{ notes?: boolean }>();
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
const { problems, notes } = verifySupply(lock, kit.allowScripts, readFileSync('.github/CONTRIBUTING.md', 'utf8'));
if (notes.length > 0 && told.notes) console.log(`Used in development only, to know of: ${notes.join(', ')}`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
