/** What the provider's own panel will show, told before it is asked. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Certification } from '../../src/certification/verdict.ts';
import { contracts, v1, v4 } from '../../src/contract/contracts.ts';
import { scratch, seamless } from '../support/commandLine.ts';
import { startReferenceOperator } from '../support/referenceOperator.ts';
import { type Defect, startOperator } from './operator/operator.ts';

const token = 'Secret-42';
const play = (url: string, contract: string, ...args: string[]) =>
  seamless([
    ...['certify', '--url', url, '--token', token, '--account', 'main', '--contract', contract],
    ...['--profile', 'panel', ...args],
  ]);
const commands = ['authenticate', 'balance', 'bet', 'win', 'cancel', 'status'];

describe.each(Object.values(contracts))('the profile panel under $name', (contract) => {
  const { name, delivery, adapter } = contract;
  const cancelChecks = adapter.cancelHasId ? '21,22,42,43' : delivery.cancel.checks;

  it('plays its six scenarios in their order, with no more than one account, and says what the panel will show', async () => {
    const operator = await startReferenceOperator({ main: 1_000n }, token);
    const [folder, remove] = scratch();
    const { code, out } = await play(operator.url, name, '--report', folder);
    expect(await operator.balanceOf('main')).toBe(1_000n);
    await operator.stop();
    const [, shown = ''] = out.split('What the panel will show');
    expect([code, [...shown.matchAll(/^ {2}([✓✗] .*)$/gm)].map(([, line]) => line)]).toEqual([
      0,
      [
        '✓ authenticate, checks 21: result 0, balance 10',
        '✓ balance, checks 21,22: result 0, balance 10',
        '✓ bet, checks 21,22,41,31: result 0, balance 10, then 9',
        '✓ win, checks 21,22,41: result 0, balance 9, then 11.5',
        `✓ cancel, checks ${cancelChecks}: result 0, balance 11.5, then 12.5`,
        '✓ status, checks 21,42: result 0',
      ],
    ]);
    expect(out).toContain('Account main has 10, as before');
    const { results } = JSON.parse(readFileSync(`${folder}/report.json`, 'utf8')) as Certification;
    expect(results.map(({ scenario }) => scenario?.command)).toEqual(commands);
    expect(readFileSync(`${folder}/report.html`, 'utf8')).toContain('What the panel will show');
    expect(existsSync(`${folder}/report.xml`)).toBe(true);
    for (const { scenario } of results)
      expect(scenario?.exchange.sent.body).toContain(`"command":"${scenario?.command}"`);
    remove();
  });

  it.each<[Defect, string[]]>([
    ['authenticate-balance-zero', ['authenticate']],
    ['account-missing', ['authenticate']],
    ['balance-before-movement', ['bet', 'win', 'cancel']],
    ['dedupe-by-round', ['win']],
    ['cancel-settled-ignored', ['cancel']],
    ['status-never-cancelled', ['status']],
    ['string-balance', []],
  ])('shows what an operator fails that has %s, and why', async (defect, failed) => {
    const accounts = { main: { balanceMinor: 1_000n } };
    const operator = await startOperator({ contract, token, accounts, defects: [defect] });
    const { code, out } = await play(operator.url, name);
    expect(operator.balanceOf('main')).toBe(1_000n);
    await operator.stop();
    const [, shown = ''] = out.split('What the panel will show');
    const [scenarios = ''] = shown.split('What failed');
    expect([...scenarios.matchAll(/^ {2}✗ (\w+),/gm)].map(([, command]) => command)).toEqual(failed);
    expect(scenarios.match(/^ {4}why {7}expected/gm) ?? []).toHaveLength(failed.length);
    expect(code).toBe(failed.length === 0 ? 0 : 1);
  });
});

it('takes for the status under v4 what the page of the panel shows, a trans_id', async () => {
  const accounts = { main: { balanceMinor: 1_000n } };
  const operator = await startOperator({ contract: v4, token, accounts, defects: ['status-of-v1'] });
  expect((await play(operator.url, 'v4')).code).toBe(0);
  await operator.stop();
});

it('shows what comes later than its deadline', async () => {
  const accounts = { main: { balanceMinor: 1_000n } };
  const operator = await startOperator({ token, accounts, defects: ['slow-bets'] });
  const { code, out } = await play(operator.url, 'v1');
  await operator.stop();
  const late = new RegExp(`✗ bet, .*: result 0.*an answer within ${v1.delivery.bet.deadlineMs} ms`, 's');
  expect([code, out]).toEqual([1, expect.stringMatching(late)]);
});

it('fails a balance with more decimals than the currency is said to have, and tells it as it came', async () => {
  const operator = await startOperator({ token, accounts: { main: { balanceMinor: 99_661n } } });
  const { code, out } = await play(operator.url, 'v1', '--currency-decimals', '0');
  await operator.stop();
  expect([code, out]).toEqual([1, expect.stringContaining('✗ balance, checks 21,22: result 0, balance 996.61')]);
  expect(out).toContain('✗ bet, checks 21,22,41,31: result 0, balance 996.61, then 896.61');
  expect(out).toContain('or --currency-decimals is not that of the currency');
  expect(out).toContain('Account main has 996.61, with more decimals than the currency is said to have.');
});

it('can not begin with too little money, another profile, or cases beside it, exit 2, and says why', async () => {
  const operator = await startOperator({ token, accounts: { main: { balanceMinor: 50n } } });
  const { code, out } = await play(operator.url, 'v1');
  expect([code, out]).toEqual([2, expect.stringContaining('account main has 0.5; this scenario needs at least 1')]);
  const other = await play(operator.url, 'v1', '--profile', 'other');
  expect([other.code, other.err]).toEqual([2, expect.stringContaining('Allowed choices are panel')]);
  const beside = await play(operator.url, 'v1', '--only', 'panel.*');
  expect([beside.code, beside.err]).toEqual([2, expect.stringContaining("cannot be used with option '--only <ids>'")]);
  await operator.stop();
});
