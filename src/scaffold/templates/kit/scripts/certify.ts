/** Has the running server certified: `npm run certify`, or with options: `npm run certify -- --report certification`. */
import { runCertify } from './runCertify.ts';

process.exitCode = runCertify(process.argv.slice(2));
