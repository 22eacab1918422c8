import { expect, it } from 'vitest';
import { markdownReport } from '../../../src/certification/report/markdown.ts';
import { certification, everything, exchange, failed, hostile, passed } from './fixtures.ts';

it('begins with the verdict, and tells the counts and what failed, each cause once', () => {
  const causes = [failed('money.a', 'money'), failed('money.b', 'money'), passed('panel.a', 'panel')];
  const markdown = markdownReport(certification(causes));
  expect(markdown).toMatch(/^## Not certified\n/);
  expect(markdown).toContain("| The provider's own panel | 1 | 0 | 0 | 0 |");
  expect(markdown).toContain('| Money under every disturbance | 0 | 2 | 0 | 0 |');
  expect(markdown.match(/✗/g)).toHaveLength(1);
  expect(markdown).toContain('and 1 more for what looks like the same cause');
});

it('shows nothing from elsewhere but as code in which nothing is a tag, a mark, a link or a name', () => {
  const nasty = `${hostile} [x](https://evil.example) | @all \`code\` **bold** ::set-output name=a::b\n# title`;
  const found = {
    ...failed('money.a', 'money', 'must', [exchange(nasty)]),
    found: nasty,
    expected: nasty,
    hint: nasty,
  };
  const markdown = markdownReport(certification([found], { url: nasty, account: nasty, couldNotPass: nasty }));
  const bare = markdown.replaceAll(/<code>[\p{L}\p{N} &#;]*<\/code>/gu, '');
  expect(bare).not.toMatch(/evil|onerror|@all|::|\*\*|`/);
});

it('is short, whatever failed', () => {
  const many = Array.from({ length: 300 }, (_, n) => ({
    ...failed(`money.${n}`, 'money'),
    hint: `hint ${n} ${'x'.repeat(5_000)}`,
  }));
  expect(markdownReport(certification([...everything, ...many])).length).toBeLessThan(100_000);
});
