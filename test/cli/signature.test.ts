/** --signature-file, wherever callbacks are sent. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf, chosen } from '../../src/certification/catalogue.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { startOperator, type TestOperator } from '../certification/operator/operator.ts';
import { scratch, seamless } from '../support/commandLine.ts';

const signingSecret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;
let folder: string;
let remove: () => void;
let operator: TestOperator;
beforeAll(async () => {
  [folder, remove] = scratch();
  writeFileSync(`${folder}/secret`, `${signingSecret}\n`);
  writeFileSync(`${folder}/no-secret`, 'hush\n');
  operator = await startOperator({ signingSecret, accounts: { main: { balanceMinor: 100_000n } } });
});
afterAll(async () => {
  await operator.stop();
  remove();
});

const certify = (args: string[], environment = {}) =>
  seamless(['certify', '--url', operator.url, '--token', 't', '--account', 'main', ...args], environment);
const simulate = (...args: string[]) =>
  seamless(['simulate', '--url', operator.url, '--token', 't', '--accounts', 'main', '--rounds', '20', ...args]);

describe('seamless certify', () => {
  it('signs by the secret in the file, or that which the environment names, and tries whether signatures are verified', async () => {
    const only = ['--only', 'door.signature.*', '--strict', '--json'];
    const cases = chosen(catalogueOf(v1), ['door.signature.*']).map(({ id }) => ({ id, outcome: 'passed' }));
    for (const printed of [
      await certify(['--signature-file', `${folder}/secret`, ...only]),
      await certify(only, { CALLBACK_SIGNATURE_FILE: `${folder}/secret` }),
    ]) {
      const { results } = JSON.parse(printed.out) as { results: { id: string; outcome: string }[] };
      expect(results.map(({ id, outcome }) => ({ id, outcome }))).toEqual(cases);
      expect([printed.code, printed.out]).toEqual([0, expect.not.stringContaining(signingSecret)]);
    }
  });

  it('without one says what an operator that demands signatures may want, exit 2', async () => {
    const { code, err } = await certify([]);
    expect([code, err]).toEqual([2, expect.stringContaining('with --signature-file the secret')]);
  });

  it('without one tries nothing about signatures, unless it is asked to, and then says what it takes', async () => {
    const plain = await startOperator({ accounts: { main: { balanceMinor: 100_000n } } });
    const certifyPlain = (...args: string[]) =>
      seamless(['certify', '--url', plain.url, '--token', 't', '--account', 'main', '--json', ...args]);
    const whole = await certifyPlain('--only', 'panel.balance,door.signature.past');
    const { results } = JSON.parse(whole.out) as { results: { outcome: string; reason?: string }[] };
    expect(results).toMatchObject([{ outcome: 'passed' }, { outcome: 'skipped', reason: 'it needs --signature-file' }]);
    expect((await certifyPlain()).out).not.toContain('door.signature');
    await plain.stop();
  });
});

it('seamless simulate signs by the secret in the file, through a wire that fails', async () => {
  const signed = await simulate('--signature-file', `${folder}/secret`, '--faults', 'reorder=20%');
  expect(signed).toMatchObject({ code: 0, err: '' });
  expect(await simulate()).toMatchObject({ code: 2, err: expect.stringContaining('--signature-file') as string });
});

it.each(['certify', 'simulate'] as const)(
  'seamless %s with a file that holds no secret is exit 2, and prints nothing of it',
  async (command) => {
    const run = (file: string) =>
      command === 'certify' ? certify(['--signature-file', file]) : simulate('--signature-file', file);
    const { code, err } = await run(`${folder}/no-secret`);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('--signature-file (CALLBACK_SIGNATURE_FILE) must hold one secret: whsec_'),
    ]);
    expect(err).not.toContain('hush');
    expect(await run(`${folder}/nowhere`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('nowhere') as string,
    });
  },
);
