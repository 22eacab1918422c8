/**
 * npm run release:check: packs the package and looks at it as a stranger gets it. No file that doesn't belong,
 * nothing that publint minds, and types behind each export as an ES module resolves them.
 *
 * Exit codes: 0 it may go out, 1 it may not, 2 it could not be packed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmScript, runScript } from '../commandLine.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** What a package of this kit may hold. */
const belongs = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/(src|generated)\/.+\.(js|d\.ts|json|sql)$/,
  /^dist\/src\/scaffold\/templates\//,
  /^dist\/docs\/((v\d+|relay)\/)?index\.html$/,
  /^generated\/[^/]+\/[^/]+\.json$/,
  /^openapi\/.+\.(yaml|json|md|svg)$/,
  /^scripts\/deploy\/[^/]+$/,
  /^(src\/([^/]+\/)?README|\.github\/[^/]+)\.md$/,
];

await runScript(
  npmScript('release:check', 'pack the package, and look at it as a stranger gets it').action(() => {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    try {
      check(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }),
);

function check(folder: string): void {
  const packed = pack(folder);
  const tarball = join(folder, packed.filename);
  const strays = packed.files.map(({ path }) => path).filter((path) => !belongs.some((pattern) => pattern.test(path)));
  for (const path of strays)
    console.error(`release:check: ${path} is in the package; leave it out by \`files\` in package.json.`);
  const sound = [
    holds('publint', tarball, '--strict'),
    holds('attw', tarball, '--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii'),
  ];
  if (strays.length > 0 || sound.includes(false)) process.exitCode = 1;
  else
    console.log(
      `${packed.filename}: ${packed.files.length} files, ${Math.ceil(packed.size / 1000)} kB; publint and attw have nothing to say.`,
    );
}

function pack(folder: string): Packed {
  const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [packed] = JSON.parse(printed) as Packed[];
  if (!packed) throw new Error(`npm pack made nothing: ${printed}`);
  return packed;
}

/** Runs a checker of node_modules, and shows what it says only when it minds something. */
function holds(checker: string, ...args: string[]): boolean {
  const { status, stdout, stderr } = spawnSync(join('node_modules/.bin', checker), args, { encoding: 'utf8' });
  if (status !== 0) console.error(`${checker}:\n${stdout}${stderr}`);
  return status === 0;
}
