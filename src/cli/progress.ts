import type { Terminal } from './input.ts';

const barWidth = 40;

/** A bar on a terminal; nothing where nobody looks. */
export function progressBar(
  total: number,
  what: string,
  { draw }: Terminal,
): { advance: (done: number) => void; done: () => void } {
  let shown = -1;
  return {
    advance: (done) => {
      const filled = Math.floor((done / total) * barWidth);
      if (filled === shown && done !== total) return;
      shown = filled;
      draw?.(`${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done} of ${total} ${what}`);
    },
    done: () => {
      if (shown >= 0) draw?.('');
      shown = -1;
    },
  };
}
