import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scratch, startServe } from '../cli/harness.ts';

it('the tour in the README answers what the README says', async () => {
  const readme = readFileSync('README.md', 'utf8');
  const blocks = [...readme.matchAll(/```console\n(.*?)```/gs)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(2);
  const [folder, remove] = scratch();
  const serving = await startServe(['--database', `sqlite:${folder}/tour.db`], { CALLBACK_TOKEN: 'demo' });
  try {
    const lines = blocks.join('').trimEnd().split('\n');
    const typed = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
    const answers = lines.filter((line) => !line.startsWith('$ '));
    expect(answers.length).toBeGreaterThanOrEqual(11);
    const script = typed.join('\n').replace('http://127.0.0.1:8080/callback', serving.url);
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n')).toEqual(answers);
  } finally {
    serving.process.kill('SIGTERM');
    await serving.exited;
    remove();
  }
});
