import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenHash } from '../../src/edge/token.ts';
import { scratch, seamless, startServe } from '../support/commandLine.ts';

let folder: string;
let remove: () => void;
let database: string;
const secrets = ['a', 'b', 'c'].map((letter) => `whsec_${Buffer.alloc(24, letter).toString('base64')}`);
const tokens = ['Token-of-today', 'Token-of-tomorrow', 'Token-of-later'];
const file = (name: string): string => `${folder}/${name}`;
beforeEach(async () => {
  [folder, remove] = scratch();
  database = `sqlite:${folder}/wallet.db`;
  for (const [n, token] of tokens.entries()) writeFileSync(file(`token${n}`), `${token}\n`);
  for (const [n, secret] of secrets.entries()) writeFileSync(file(`secret${n}`), `${secret}\n`);
  await seamless(['accounts', 'create', 'anna', '--currency', 'EUR', '--database', database]);
});
afterEach(() => remove());

const run = async (...args: string[]) => {
  const printed = await seamless([...args, '--database', database]);
  for (const secret of [...tokens, ...secrets]) expect(printed.out + printed.err).not.toContain(secret);
  return printed;
};
const providers = (...args: string[]) => run('providers', ...args);
const create = (name: string, ...args: string[]) => providers('create', name, ...args);
const says = (text: string) => expect.stringContaining(text) as string;

describe('seamless providers', () => {
  it('creates a provider, and tells the guards that it begins with, and how to change them', async () => {
    await run('currencies', 'create', 'JPY', '--decimals', '0');
    const made = await create('studio-b', '--contract', 'v4', '--currency', 'JPY', '--token-file', file('token0'));
    expect(made).toEqual({
      code: 0,
      out: [
        'studio-b\tv4\tJPY\tactive',
        'unmatched-win\tobserve',
        'largest-win\tobserve\t10000 JPY',
        'round-multiple\tobserve\t5000 times',
        'account-day\tobserve\t50000 JPY',
        'provider-hour\tobserve\t100000 JPY',
        'largest-bonus\tobserve\t1000 JPY',
        'bonus-day\tobserve\t5000 JPY',
      ].join('\n'),
      err: says('seamless providers guards studio-b GUARD=MODE[:LIMIT]'),
    });
    expect((await providers('list')).out).toBe(
      "default\tby the server's flags\tEUR\tactive\nstudio-b\tv4\tJPY\tactive",
    );
  });

  it('keeps tokens as their SHA-256 alone', async () => {
    await create('studio-b', '--currency', 'EUR', '--token-file', file('token0'));
    const db = new DatabaseSync(`${folder}/wallet.db`);
    const kept = db.prepare('SELECT hash FROM ledger_provider_token').all();
    db.close();
    expect(kept.map(({ hash }) => hash)).toEqual([tokenHash(tokens[0] ?? '')]);
  });

  it('shows all but the tokens and secrets', async () => {
    const more = ['--allow', '192.0.2.7, 10.0.0.0/8', '--signature-file', file('secret0')];
    await create('studio-b', '--contract', 'v1,v4', '--token-file', file('token0'), ...more);
    expect((await providers('show', 'studio-b')).out.split('\n').slice(0, 7)).toEqual([
      'contract\tv1,v4',
      'currency\tEUR',
      'state\tactive',
      'addresses\t192.0.2.7,10.0.0.0/8',
      'tokens\tone token is valid',
      'signature\trequired, one secret is valid',
      'guard\tunmatched-win\tobserve',
    ]);
  });

  it('pauses and resumes bets, and holds wins, also of the provider of the flags', async () => {
    expect(await providers('pause', 'default')).toMatchObject({ code: 0, err: says('within 5 seconds') });
    expect((await providers('pause', 'default', '--wins')).out).toContain('state\tno new bets, every win is held\n');
    expect((await providers('resume', 'default')).out).toContain('state\tevery win is held\n');
    expect((await providers('resume', 'default', '--wins')).out).toContain('state\tactive\n');
  });

  it('replaces a token in two steps, or at once', async () => {
    await create('studio-b', '--token-file', file('token0'));
    const rotate = (...args: string[]) => providers('rotate-token', 'studio-b', ...args);
    expect((await rotate('--token-file', file('token1'))).out).toContain('tokens\ttwo tokens are valid');
    expect(await rotate('--token-file', file('token2'))).toMatchObject({ code: 1, err: says('--finish') });
    expect((await rotate('--finish')).out).toContain('tokens\tone token is valid');
    expect(await rotate('--finish')).toMatchObject({ code: 1, err: says('nothing was changed') });
    expect((await rotate('--token-file', file('token2'), '--finish')).out).toContain('tokens\tone token is valid');
    expect(await rotate()).toMatchObject({ code: 2, err: says('--token-file') });
    const ofFlags = await providers('rotate-token', 'default', '--token-file', file('token1'));
    expect(ofFlags).toMatchObject({ code: 1, err: says('flags') });
  });

  it('requires signatures, or not, and replaces a secret likewise', async () => {
    await create('studio-b', '--token-file', file('token0'));
    const sign = (...args: string[]) => providers('signature', 'studio-b', ...args);
    expect(await sign('required')).toMatchObject({ code: 1, err: says('--signature-file') });
    expect((await sign('observe', '--signature-file', file('secret0'))).out).toContain('observe, one secret');
    expect((await sign('--signature-file', file('secret1'))).out).toContain('observe, two secrets');
    expect(await sign('--signature-file', file('secret2'))).toMatchObject({ code: 1, err: says('--finish') });
    expect((await sign('required', '--finish')).out).toContain('required, one secret');
    expect((await sign('off')).out).toContain('signature\toff');
    expect(await sign()).toMatchObject({ code: 2 });
    expect(await sign('perhaps')).toMatchObject({ code: 2 });
  });

  it('shows guards, and changes those that are named', async () => {
    await create('studio-b', '--token-file', file('token0'));
    const guards = (...args: string[]) => providers('guards', 'studio-b', ...args);
    const { out } = await guards('largest-win=enforce:20000.50', 'unmatched-win=enforce', 'bonus-day=off');
    const lines = out.split('\n');
    expect(lines).toContain('largest-win\tenforce\t20000.50 EUR');
    expect(lines).toContain('unmatched-win\tenforce');
    expect(lines).toContain('bonus-day\toff\t5000.00 EUR');
    expect((await guards('round-multiple=enforce:100')).out).toContain('round-multiple\tenforce\t100 times');
    const before = await guards();
    for (const wrong of [
      'largest-win',
      'largest=off',
      'largest-win=never',
      'largest-win=enforce:',
      'largest-win=enforce:0',
      'largest-win=enforce:1.001',
      'round-multiple=enforce:1.5',
      'unmatched-win=enforce:1',
      '__proto__=off',
    ])
      expect([wrong, (await guards('account-day=off', wrong)).code]).toEqual([wrong, 2]);
    expect(await guards()).toEqual(before);
  });

  it("refuses what can't be used, all of it at once, and changes nothing", async () => {
    writeFileSync(file('bad'), 'a b\nc');
    const wrong = await create(
      'Studio B',
      '--contract',
      'v9',
      '--allow',
      'x',
      '--token-file',
      file('bad'),
      '--signature',
      'required',
    );
    expect([wrong.code, wrong.err.split('\n').length]).toEqual([2, 5]);
    for (const args of [
      ['studio-b'],
      ['studio-b', '--token-file', file('nowhere')],
      ['studio-b', '--token-file', file('token0'), '--currency', 'GBP'],
      ['studio-b', '--token-file', file('token0'), '--signature-file', file('token0')],
    ])
      expect([args, (await create(args[0] ?? '', ...args.slice(1))).code]).toEqual([args, 2]);
    await create('studio-b', '--token-file', file('token0'));
    expect(await create('studio-b', '--token-file', file('token1'))).toMatchObject({
      code: 1,
      err: says('exists already'),
    });
    expect(await create('studio-c', '--token-file', file('token0'))).toMatchObject({
      code: 1,
      err: says('in use already'),
    });
    for (const command of ['show', 'pause', 'guards'])
      expect(await providers(command, 'nobody')).toMatchObject({ code: 1, err: says('providers list') });
    expect((await providers('list')).out.split('\n')).toHaveLength(2);
  });
});

describe('seamless serve', () => {
  it('needs no token by flag once there is a provider, in production too, and makes none up', async () => {
    const environment = { NODE_ENV: 'production' };
    const serve = ['serve', '--database', database];
    expect(await seamless(serve, environment)).toMatchObject({ code: 2, err: says('seamless providers create') });
    await create('studio-b', '--token-file', file('token0'));
    const serving = await startServe(['--database', database], environment);
    const body = '{"command":"balance","data":{"account":"anna"},"timestamp":"1","check":"21"}';
    const headers = { 'callback-token': tokens[0] ?? '', 'content-type': 'application/json' };
    const response = await fetch(serving.url, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ result: 0 });
    serving.process.kill('SIGTERM');
    expect(await serving.exited).toBe(0);
    expect(serving.said()).not.toContain('No token was given');
    expect(JSON.parse(serving.logged().trim().split('\n')[0] ?? '')).toMatchObject({ provider: 'studio-b' });
  });

  it("refuses another provider's token, and a currency that is not of the provider of the flags, exit 2", async () => {
    await run('currencies', 'create', 'USD');
    await create('studio-b', '--currency', 'USD', '--token-file', file('token0'));
    const serve = ['serve', '--port', '0', '--inside-port', '0'];
    expect(await run(...serve, '--token-file', file('token0'))).toMatchObject({
      code: 2,
      err: says('provider studio-b'),
    });
    expect(await run(...serve, '--token-file', file('token1'), '--currency', 'USD')).toMatchObject({
      code: 2,
      err: says('--currency (CURRENCY) must be EUR'),
    });
  });
});
