/** npm run lint:words: no file or exported name in src/ and scripts/ has a word that the glossary of src/README.md says is not ours. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { npmScript, runScript } from '../commandLine.ts';

await runScript(
  npmScript('lint:words', 'hold the names of files and exports against the glossary in src/README.md').action(() => {
    const instead = glossary(readFileSync('src/README.md', 'utf8'));
    const files = execFileSync('git', ['ls-files', 'src/*.ts', 'scripts/*.ts'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const told = files.flatMap((file) =>
      [basename(file, '.ts'), ...exportedNames(readFileSync(file, 'utf8'))].flatMap((name) => {
        const wrong = wordsOf(name).filter((word) => instead.has(word) && !isOpenApis(word, file));
        return wrong.map((word) => `${file}: ${name} says ${word}; we say ${instead.get(word)}`);
      }),
    );
    for (const line of told) console.error(`lint:words: ${line}`);
    if (told.length > 0) process.exitCode = 1;
  }),
);

/** What reads OpenAPI calls its operations so. */
function isOpenApis(word: string, file: string): boolean {
  return word === 'operation' && ['scripts/contract/', 'src/relay/'].some((room) => file.startsWith(room));
}

/** What we say in place of each word that we don't, by the table under "Words". */
function glossary(text: string): ReadonlyMap<string, string> {
  const [, table = ''] = /^## Words\n(.*)/ms.exec(text) ?? [];
  const rows = [...table.matchAll(/^\| ([^|]+) \| [^|]+ \| ([^|]*) \|$/gm)].slice(1);
  if (rows.length === 0) throw new Error('src/README.md has no glossary under "Words"');
  return new Map(
    rows.flatMap(([, ours = '', others = '']) =>
      others
        .split(', ')
        .filter(Boolean)
        .map((word) => [word.trim(), ours] as const),
    ),
  );
}

function exportedNames(code: string): string[] {
  return [...code.matchAll(/^export (?:async )?(?:function|class|interface|type|const) (\w+)/gm)].map(
    ([, name = '']) => name,
  );
}

function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])|\./).map((word) => word.toLowerCase());
}
