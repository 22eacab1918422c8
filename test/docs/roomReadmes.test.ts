import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const rooms = [...globSync('src/*/README.md'), 'openapi/README.md', 'scripts/deploy/README.md'];

it.each(rooms)('%s has the headings of every room, in their order', (file) => {
  const prose = readFileSync(file, 'utf8').replaceAll(/^```.*?^```/gms, '');
  expect([...prose.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
    'What for',
    'Use',
    'How it works',
    'Limits',
    'Bad input',
  ]);
});

it('README.md is short: what is long stands in its room', () => {
  expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(140);
});
