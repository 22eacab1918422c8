/** The documentation once more, in Markdown: for assistants, editors and code hosts. */
import { contractNamed } from '../../../src/contract/contracts.ts';
import { catalogueOf } from '../../../src/certification/catalogue.ts';
import { type Guide, figuresOf, guidesOf } from '../docs/guides.ts';
import { markdown } from '../docs/markdown.ts';
import type { Named } from '../docs/placeholders.ts';

/** The guides with links that lead from file to file, as they stand in the pack's folder `docs/`. */
export function packGuides(named: Named): Guide[] {
  const guides = guidesOf(named, markdown);
  const files = new Map(guides.map(({ file, text }) => [slug(titleOf(text)), file]));
  return guides.map(({ file, text }) => ({
    file,
    text: text.replaceAll(/\]\(#section\/([\w-]+)\)/g, (link, section: string) => {
      const target = files.get(section);
      if (target === undefined) throw new Error(`openapi/guides/${file}: no guide has the title of ${link}`);
      return `](${target})`;
    }),
  }));
}

/** What belongs to the guides: their figures, and every case of certification. */
export function guideFiles(named: Named, guides: readonly Guide[]): Map<string, string> {
  return new Map([
    ...guides.map(({ file, text }) => [file, `${text}\n`] as const),
    ...figuresOf(named, markdown),
    ['certification.md', certificationCases(named.name)],
  ]);
}

export function titleOf(text: string): string {
  return /^# (.*)$/m.exec(text)?.[1] ?? '';
}

/** The part of a guide under this heading, without it. */
export function sectionOf(guides: readonly Guide[], heading: string): string {
  const parts = guides.flatMap(({ text }) => text.split(/^(?=## )/m));
  const part = parts.find((candidate) => candidate.startsWith(`## ${heading}\n`));
  if (part === undefined) throw new Error(`no guide has the part ${heading}`);
  return part.slice(part.indexOf('\n')).trim();
}

/** What a guide says before its first part. */
export function introductionOf(guides: readonly Guide[], title: string): string {
  const guide = guides.find(({ text }) => titleOf(text) === title);
  if (guide === undefined) throw new Error(`no guide has the title ${title}`);
  return guide.text.slice(guide.text.indexOf('\n'), guide.text.indexOf('\n## ')).trim();
}

function certificationCases(name: string): string {
  const contract = contractNamed(name);
  // A contract comes before the adapter through which it is spoken.
  if (!contract) return `# The cases of certification\n\nThe kit does not certify under ${name} yet.\n`;
  const rows = catalogueOf(contract).map(({ id, level, requirement, source, hint }) => [
    `\`${id}\``,
    level,
    requirement,
    source,
    hint,
  ]);
  return `# The cases of certification

What \`certify\` tries. A \`must\` that fails means not certified; a \`should\` counts with \`--strict\`. \`--only\` takes ids, or the
beginning of ids with a star.

${markdown.table(['case', 'level', 'requirement', 'stands in', 'when it fails'], rows)}
`;
}

function slug(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
