/** What the kit's own package.json says. Read, not imported: an older Node.js must get as far as the line that says it is too old. */
import { readFileSync } from 'node:fs';

const manifest: unknown = JSON.parse(
  readFileSync(new URL(import.meta.resolve('seamless-callback-kit/package.json')), 'utf8'),
);

export const kitName = text('name');
export const kitVersion = text('version');

/** The versions of Node.js that the kit runs on. */
export const nodeRange = text('engines', 'node');

/** The oldest major version of Node.js that the kit runs on. */
export const nodeMajor = Number(nodeRange.replace(/\D+/, ''));

/** The kit's command line, from the folder of a project that has the kit. */
export const cli = `node_modules/${kitName}/${text('bin', 'seamless')}`;

/** The version of a package that the kit pins for itself. */
export function pinnedVersion(name: string): string {
  return optionalText('dependencies', name) ?? text('devDependencies', name);
}

function text(...path: readonly string[]): string {
  const value = optionalText(...path);
  if (value === undefined) throw new Error(`the kit's package.json says nothing of ${path.join(' ')}`);
  return value;
}

function optionalText(...path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), manifest);
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
