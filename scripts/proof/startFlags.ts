import manifest from '../../package.json' with { type: 'json' };

/** What `npm start` says to Node.js itself. */
export const startFlags: string[] = manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'));
