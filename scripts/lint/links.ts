/** npm run lint:links: every link in a Markdown file of the project leads to a file that is there, and to a heading in it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { npmScript, runScript } from '../commandLine.ts';

/** The files of another project, and the parts of the documentation page, whose links its own tests follow. */
const elsewhere = ['src/scaffold/templates/', 'openapi/guides/'];

await runScript(
  npmScript('lint:links', 'follow every link between the Markdown files of the project').action(() => {
    const files = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).trim().split('\n');
    const broken = files
      .filter((file) => existsSync(file) && !elsewhere.some((folder) => file.startsWith(folder)))
      .flatMap(brokenLinks);
    for (const line of broken) console.error(`lint:links: ${line}`);
    if (broken.length > 0) process.exitCode = 1;
  }),
);

function brokenLinks(file: string): string[] {
  const text = withoutCode(readFileSync(file, 'utf8'));
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link) || link.includes('{{')) return [];
    const [path = '', heading] = link.split('#');
    const target = path === '' ? file : normalize(join(dirname(file), path));
    if (!existsSync(target)) return [`${file} leads to ${target}, which is not there`];
    const found = heading === undefined || headingsOf(target).includes(heading);
    return found ? [] : [`${file} leads to #${heading} in ${target}, which has no such heading`];
  });
}

/** As the sites that show Markdown name them. */
function headingsOf(file: string): string[] {
  const headings = [...withoutCode(readFileSync(file, 'utf8')).matchAll(/^#+ (.*)$/gm)];
  return headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(text: string): string {
  return text.replace(/^ *```.*?^ *```/gms, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
}
