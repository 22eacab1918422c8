/** What providers publish as samples, and operators take for more: each gets a verdict, with its causes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../src/certification/catalogue.ts';
import { byCause } from '../../../src/certification/causes.ts';
import { certify } from '../../../src/certification/certify.ts';
import { failuresOf } from '../../../src/certification/report/summary.ts';
import { exitCodeOf } from '../../../src/certification/verdict.ts';
import { contractNamed, v1 } from '../../../src/contract/contracts.ts';
import { scratch } from '../../support/commandLine.ts';
import { freePort } from '../../support/postgres.ts';

const folder = 'test/certification/samples';
const hasPhp = spawnSync('php', ['-r', 'exit(extension_loaded("pdo_sqlite") ? 0 : 1);']).status === 0;

interface Sample {
  readonly name: string;
  readonly contract: string;
  readonly start: (port: number) => readonly [program: string, args: readonly string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

const php = (port: number) =>
  ['php', ['-d', 'display_errors=1', '-S', `127.0.0.1:${port}`, `${folder}/callback.php`]] as const;
const node = () => [process.execPath, [`${folder}/callback.mjs`]] as const;
const inNode: readonly Sample[] = ['v1', 'v4'].map((contract) => ({ name: 'Node.js', contract, start: node }));
const inPhp: readonly Sample[] = [
  { name: 'PHP, its token by $_SERVER', contract: 'v1', start: php, environment: { TOKEN_FROM: 'server' } },
  { name: 'PHP, its token by the letters of the header', contract: 'v4', start: php },
];

/** What each of them loses money by. */
const lost = ['money.cancel.before-bet', 'money.cancel.parallel', 'money.repeat.unasked', 'money.overdraw.unasked'];

async function certified({ contract: name, start, environment }: Sample): Promise<void> {
  const contract = contractNamed(name) ?? v1;
  const [data, remove] = scratch();
  const port = await freePort();
  const [program, args] = start(port);
  const players = { main: 1_000, second: 500, poor: 3.33, blocked: 10 };
  const env = {
    ...process.env,
    ...{ TOKEN: 'Secret-42', PORT: String(port), PLAYERS: JSON.stringify(players), DATABASE: `${data}/sample.db` },
    ...environment,
  };
  const sample: ChildProcess = spawn(program, args, { env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}${contract.callbackPath}`;
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await expect.poll(answers).toBe(true);
  const others = { second: 'second', poor: 'poor', blocked: 'blocked' };
  const target = {
    url,
    token: 'Secret-42',
    currencyDecimals: 2,
    account: 'main',
    others,
    unknownAccount: 'nobody77',
  };
  const cases = catalogueOf(contract).filter(({ needs }) => !needs.includes('restart') && !needs.includes('signature'));
  const certification = await certify({ contract, target, cases, strict: false, kitVersion: 'test', waitMs: 0 });
  sample.kill();
  remove();
  const { results } = certification;
  expect(exitCodeOf(certification)).toBe(1);
  expect(results).toHaveLength(cases.length);
  expect(results.filter(({ outcome }) => outcome === 'not-set-up' || outcome === 'skipped')).toEqual([]);
  const failures = failuresOf(certification);
  expect(failures.map(({ id }) => id)).toEqual(expect.arrayContaining(lost));
  expect(results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(80);
  expect(byCause(failures).length).toBeLessThan(failures.length * 0.7);
}

const verdict =
  'the sample in $name is not certified under $contract, for what it does and not for what could not be tried';

it.concurrent.each(inNode)(verdict, certified, 120_000);
describe.skipIf(!hasPhp)(hasPhp ? 'in PHP' : 'in PHP: not tried, there is no php with pdo_sqlite', () =>
  it.concurrent.each(inPhp)(verdict, certified, 120_000),
);
