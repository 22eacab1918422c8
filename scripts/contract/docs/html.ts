import type { Notation, Pair } from './notation.ts';

/** Text as HTML text. */
export function text(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** In HTML, since a cell that knows its column's name can stand below it on a phone. */
export const html: Notation = { table, pair, figure };

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]): string =>
    row
      .map((cell, column) => `<td data-label="${text(head[column] ?? '').replaceAll('`', '')}">${inline(cell)}</td>`)
      .join('');
  return `<table class="facts">
<thead><tr>${head.map((name) => `<th>${inline(name)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</tbody>
</table>`;
}

/** The contract's Markdown as far as a cell has it: code. */
function inline(markdown: string): string {
  return `<span>${text(markdown.trim().replaceAll(/\s+/g, ' ')).replaceAll(/`([^`]*)`/g, '<code>$1</code>')}</span>`;
}

function pair({ name, summary, request, httpStatus, reply }: Pair): string {
  return `<div class="pair${httpStatus === '200' ? '' : ' outside'}">
<p class="pair-name"><code>${text(name)}</code> ${text(summary)}</p>
<div class="pair-request"><p>Request</p>
<pre>${text(request)}</pre></div>
<div class="pair-reply"><p>Reply, HTTP ${httpStatus}</p>
<pre>${text(reply)}</pre></div>
</div>`;
}

/** Redoc takes no data URL in Markdown, and breaks the case of SVG attributes in HTML; an image element it leaves alone. */
function figure(shown: string, _file: string, svg: string): string {
  return `<img class="figure" alt="${shown}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}"/>`;
}
