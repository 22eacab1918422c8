/** Has the running server certified: `npm run certify`, or with options: `npm run certify -- --report certification`. */
import { judge } from './judge.ts';

process.exitCode = judge(process.argv.slice(2));
