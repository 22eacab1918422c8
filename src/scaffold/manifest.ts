/** The project's package.json: whatever the kit pins for itself is pinned to the same version. */
import { cli, kitName, nodeRange, pinnedVersion } from './kit.ts';

const dependencies = ['express'];
const devDependencies = ['@types/express', '@types/node', 'typescript'];

/** What the project can't be called itself: npm would not install a package into one of the same name. */
export const takenNames: readonly string[] = [kitName, ...dependencies, ...devDependencies];

/** `kit` is what npm installs as the kit. */
export function manifest(name: string, kit: string): string {
  const node = 'node --env-file-if-exists=.env';
  const content = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: nodeRange },
    scripts: {
      dev: 'node --watch --env-file-if-exists=.env src/server.ts',
      start: `${node} src/server.ts`,
      types: 'tsc',
      players: `${node} scripts/players.ts`,
      certify: `${node} scripts/certify.ts`,
      seamless: `${node} ${cli}`,
    },
    dependencies: { ...pinned(dependencies), [kitName]: kit },
    devDependencies: pinned(devDependencies),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function pinned(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, pinnedVersion(name)]));
}
