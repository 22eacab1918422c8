import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scratch, startServe } from '../support/commandLine.ts';

/** In the order in which they are read: the tour, what the wallet does with the rest, and the simulator. */
const readme = ['README.md', 'src/wallet/README.md', 'src/simulator/README.md']
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** The shell commands of the block that has this in it. */
function commands(part: string): string {
  const found = [...readme.matchAll(/```sh\n(.*?)```/gs)]
    .map(([, block = '']) => block)
    .find((block) => block.includes(part));
  if (found === undefined) throw new Error(`the README has no block with ${part}`);
  return found;
}

it('the tour in the README answers what the README says, and what follows is done on the same wallet', async () => {
  const blocks = [...readme.matchAll(/```console\n(.*?)```/gs)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(2);
  const [folder, remove] = scratch();
  const serving = await startServe(['--database', `sqlite:${folder}/tour.db`], { CALLBACK_TOKEN: 'demo' });
  const bash = (script: string): string => {
    const here = script
      .replaceAll('http://127.0.0.1:8080/callback', serving.url)
      .replaceAll('./data/tour.db', `${folder}/tour.db`);
    return execFileSync('bash', ['-ec', here.replaceAll('npm run ', 'npm run -s ')], { encoding: 'utf8' });
  };
  try {
    const lines = blocks.join('').trimEnd().split('\n');
    const typed = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
    const answers = lines.filter((line) => !line.startsWith('$ '));
    expect(answers.length).toBeGreaterThanOrEqual(11);
    expect(bash(typed.join('\n')).trimEnd().split('\n')).toEqual(answers);

    expect(bash(commands('accounts create anna'))).toMatch(/^anna\tactive\t1050\.00\ntest1234\tactive\t1000\.45$/m);
    const simulation =
      commands('-- simulate')
        .split('\n')
        .find((line) => line.includes('simulate')) ?? '';
    expect(bash(simulation.replace('--rounds 1000', '--rounds 50'))).toContain(
      'every one is what it must be, to the cent',
    );
  } finally {
    serving.process.kill('SIGTERM');
    await serving.exited;
    remove();
  }
}, 90_000);
