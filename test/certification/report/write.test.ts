import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { htmlReport } from '../../../src/certification/report/html.ts';
import { junitReport } from '../../../src/certification/report/junit.ts';
import { markdownReport } from '../../../src/certification/report/markdown.ts';
import { writeReports } from '../../../src/certification/report/write.ts';
import { certification, everything } from './fixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('writes all reports into a folder that it makes, also over those of before', async () => {
  const run = certification(everything);
  const made = join(folder, 'deep', 'reports');
  await writeReports(certification([]), made);
  const paths = await writeReports(run, made);
  expect(paths).toEqual(['report.html', 'report.md', 'report.xml', 'report.json'].map((name) => join(made, name)));
  const [html, markdown, xml, json] = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  expect([html, markdown, xml]).toEqual([htmlReport(run), markdownReport(run), junitReport(run)]);
  expect(JSON.parse(json ?? '')).toEqual({ verdict: 'not-certified', ...run });
});
