import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../../src/certification/report/html.ts';
import { certification, hostile, runs } from './fixtures.ts';

const shown = (name: string): string => htmlReport(runs[name] ?? certification([]));
const tags = (html: string): string[] => [...html.matchAll(/<([a-z][a-z0-9]*)/giu)].map(([, name = '']) => name);
const allowed = new Set(
  'html head meta title style body header h1 h2 h3 h4 div span p b dl dt dd main section table caption thead tbody tfoot tr th td article code details summary pre ul li'.split(
    ' ',
  ),
);

describe('the HTML report', () => {
  it.each(Object.entries(runs))('holds only its own elements, runs nothing and asks for nothing: %s', (_, run) => {
    const html = htmlReport(run);
    expect(tags(html).filter((name) => !allowed.has(name))).toEqual([]);
    // Inside of tags, where hostile text would act; outside of them it is read.
    for (const tag of html.match(/<[^>]*>/gu) ?? [])
      expect(tag).not.toMatch(/\s(?:on\w+|src|href|style|srcset|action)\s*=/iu);
    expect(/<style>([\s\S]*?)<\/style>/u.exec(html)?.[1]).not.toMatch(/url\(|@import|expression/iu);
    expect(html).toContain(`default-src 'none'`);
  });

  it.each(Object.entries(runs))('closes what it opens: %s', (_, run) => {
    const open: string[] = [];
    for (const [, slash, name = ''] of htmlReport(run).matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/gu)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (name !== 'meta') open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('shows hostile bodies as text', () => {
    const html = shown('everything');
    expect(html).not.toContain('<img');
    expect(html).toContain(
      '&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&lt;/code&gt;&lt;/pre&gt;&lt;/td&gt;&quot;&#39;&amp;amp;]]&gt;&lt;!-- \u2400\u241b[31m\uFFFD\u240d\n',
    );
    expect(shown('hostile names').split(hostile)).toHaveLength(1);
  });

  it('tells everything of a failure, the last exchange open', () => {
    const html = shown('everything');
    const [, article = ''] = /<article[^>]*>([\s\S]*?money\.bet-twice[\s\S]*?)<\/article>/u.exec(html) ?? [];
    for (const text of [
      'must',
      'A bet that is repeated',
      'callbacks.md',
      'the balance 9.00',
      'the balance 8.00',
      'Is the transaction id stored',
      '2 exchanges',
      'authorization: (removed)',
    ])
      expect(article).toContain(text);
    expect(article.match(/<details( open)?>/gu)).toEqual(['<details>', '<details open>']);
    expect(html.indexOf('>What failed<')).toBeLessThan(html.indexOf('>All cases<'));
    expect(html).toContain('skipped: no second account was given: --account2');
    expect(html).toContain('nothing, after 3.0 s: no answer within 3 seconds');
  });

  it('says the verdict, and what was run', () => {
    expect(shown('certified')).toMatch(/class="banner certified"[\s\S]*Certified[\s\S]*1 passed, 1 skipped/u);
    expect(shown('everything')).toMatch(/class="banner not-certified"[\s\S]*3 musts and 1 should failed/u);
    expect(shown('could not run')).toMatch(/class="banner inconclusive"[\s\S]*The wallet did not answer/u);
    for (const text of [
      'https://wallet.example.com/callbacks/seamless',
      'player1',
      '2025-03-04 05:06:07 UTC',
      '1 min 23 s',
      '1.2.0',
      '0.1.0',
      'The balance of player1 is 100.00, as it was before.',
    ])
      expect(shown('certified')).toContain(text);
  });

  it('has an order of headings without gaps', () => {
    const levels = [...shown('everything').matchAll(/<h([1-6])/gu)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    levels.slice(1).forEach((level, index) => {
      expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1);
    });
  });
});
