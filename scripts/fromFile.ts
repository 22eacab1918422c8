import { kitName, kitVersion, nodeMajor } from '../src/scaffold/kit.ts';

/** What `npm pack` makes of the kit. */
export const kitFile = `${kitName}-${kitVersion}.tgz`;

/** The command line for who has that file and nothing installed, on Node.js from 20 on. */
export const seamlessFromFile = `npx -y --loglevel=error -p node@${nodeMajor} -p ./${kitFile} seamless`;
