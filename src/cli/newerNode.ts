import { nodeMajor } from '../scaffold/kit.ts';

/** The major version of Node.js that is needed, if this is an older one. */
export function newerNodeNeeded(): number | undefined {
  return Number(process.versions.node.split('.')[0]) < nodeMajor ? nodeMajor : undefined;
}
