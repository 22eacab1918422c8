import type { Notation, Pair } from './notation.ts';

/** In Markdown alone: for editors, code hosts, and programs that read. The figures are files beside it. */
export const markdown: Notation = {
  table: (head, rows) => [head, head.map(() => '---'), ...rows].map(row).join('\n'),
  pair,
  figure: (shown, file) => `![${shown}](${file})`,
};

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

function pair({ name, summary, request, httpStatus, reply }: Pair): string {
  return `### ${name}\n\n${summary}\n\n${json(request)}\n\nReply, HTTP ${httpStatus}:\n\n${json(reply)}`;
}

function json(text: string): string {
  return `\`\`\`json\n${text}\n\`\`\``;
}
