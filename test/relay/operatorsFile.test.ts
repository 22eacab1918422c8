import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOperators } from '../../src/relay/operatorsFile.ts';
import { scratch } from '../support/commandLine.ts';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';
import { movement, type Relay, startRelay, token, writeOperators } from './harness.ts';

const [folder, remove] = scratch();
afterAll(remove);

const url = 'http://127.0.0.1:9/callback';

describe('the operators file', () => {
  it('names tokens and secrets by files from its own folder on, and everything else as the delivery takes it', async () => {
    const secret = `whsec_${Buffer.alloc(32).toString('base64')}`;
    writeFileSync(join(folder, 'second'), 'second-token');
    writeFileSync(join(folder, 'secret'), `${secret}\n`);
    const file = writeOperators(folder, [
      {
        name: 'a-1',
        url,
        contract: 'v4',
        tokenFiles: ['token', join(folder, 'second')],
        signatureFile: 'secret',
        currencyDecimals: 3,
        patience: { win: { attempts: 3 } },
        mostAtOnce: 5,
        connections: 2,
        mostQueued: 10,
        paused: true,
      },
    ]);
    const { operators } = await readOperators(file);
    expect(operators).toMatchObject([
      {
        name: 'a-1',
        url,
        contract: { name: 'v4' },
        tokens: [token, 'second-token'],
        signingSecret: secret,
        currencyDecimals: 3,
        patience: { win: { attempts: 3 } },
        mostAtOnce: 5,
        connections: 2,
        mostQueued: 10,
        paused: true,
      },
    ]);
  });

  const good = { name: 'a', contract: 'v1', url, tokenFiles: ['token'] };
  it.each([
    ['{', /^it is no JSON/],
    [{}, /^the file must have operators$/],
    [[], /^the file must be an object$/],
    [{ operators: [] }, /^operators must name at least one$/],
    [{ operators: [{ ...good, mostAtOnce: 0 }] }, /^operators\[0\]\.mostAtOnce must be 1 or more$/],
    [{ operators: [{ ...good, mostAtOnce: 'x' }] }, /^operators\[0\]\.mostAtOnce must be a whole number$/],
    [{ operators: [{ ...good, name: '-a' }] }, /^operators\[0\]\.name must be 1 to 32 of a-z, 0-9 and -$/],
    [{ operators: [{ ...good, contract: 'v3' }] }, /^operators\[0\]\.contract must be one of v1, v4$/],
    [{ operators: [{ ...good, url: 'ftp://x' }] }, /^operators\[0\]\.url must be a URL, as in/],
    [{ operators: [{ ...good, url: 'http://[' }] }, /^operators\[0\]\.url must be a URL/],
    [{ operators: [{ ...good, tokens: ['x'] }] }, /^operators\[0\] has tokens, which is not known$/],
    [{ operators: [{ ...good, tokenFiles: ['nowhere'] }] }, /^operators\[0\]\.tokenFiles\[0\]: ENOENT/],
    [{ operators: [{ ...good, tokenFiles: ['spaced'] }] }, /^operators\[0\]\.tokenFiles must each hold one token/],
    [{ operators: [{ ...good, signatureFile: 'token' }] }, /^operators\[0\]\.signatureFile must hold one secret/],
    [{ operators: [good, good] }, /^operators\[1\]\.name is a, as of another$/],
  ])('is refused with what is wrong in it: %j', async (content, problem) => {
    writeOperators(folder, []);
    writeFileSync(join(folder, 'spaced'), 'a token');
    const file = join(folder, 'bad.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    await expect(readOperators(file)).rejects.toMatchObject({ problems: [expect.stringMatching(problem) as string] });
  });
});

describe('a relay whose operators file changes', () => {
  let operator: ReferenceOperator;
  let relay: Relay;
  let file: string;
  beforeEach(async () => {
    rmSync(`${folder}/changing`, { recursive: true, force: true });
    operator = await startReferenceOperator({ anna: 10_000n }, token);
    file = writeOperators(`${folder}/changing`, [{ name: 'first', url: operator.url }]);
    relay = await startRelay(`sqlite:${folder}/changing/outbox.db`, file);
  });
  afterEach(async () => {
    await relay.stop();
    await operator.stop();
  });

  const names = async (): Promise<unknown> => {
    const { data } = await relay.client.GET('/operators');
    return data?.items.map(({ name }) => name);
  };

  it('takes what is new by itself, and a replaced token', async () => {
    const entries = ['first', 'second'].map((name) => ({ name, url: operator.url }));
    writeOperators(`${folder}/changing`, entries);
    await expect.poll(names).toEqual(['first', 'second']);
    expect((await relay.ask('POST', '/operators/second/bets', movement())).body).toMatchObject({ outcome: 'accepted' });
    writeFileSync(`${folder}/changing/token`, 'wrong');
    await expect
      .poll(async () => (await relay.ask('POST', '/operators/second/bets', movement())).body)
      .not.toMatchObject({ outcome: 'accepted' });
  });

  it('changes nothing for a file that can not be used, says why once, and goes on when it can be', async () => {
    writeFileSync(file, '{"operators": [}');
    const complaints = (): unknown[] =>
      relay.logged().filter(({ problem }) => typeof problem === 'string' && problem.includes('it is no JSON'));
    await expect.poll(complaints).toHaveLength(1);
    const refused = await relay.ask('POST', '/reload');
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.objectContaining({
        code: 'bad-operators-file',
        detail: expect.stringMatching(/^it is no JSON/) as string,
      }),
    ]);
    expect(await names()).toEqual(['first']);
    expect((await relay.ask('POST', '/operators/first/bets', movement())).body).toMatchObject({ outcome: 'accepted' });
    const usable = async (): Promise<string> => (await fetch(`${relay.insideUrl}/metrics`)).text();
    expect(await usable()).toMatch(/^seamless_relay_operators_file_usable 0$/m);

    writeOperators(`${folder}/changing`, [{ name: 'other', url: operator.url }]);
    const reloaded = await relay.ask('POST', '/reload');
    expect([reloaded.status, reloaded.body]).toEqual([200, { operators: ['other'] }]);
    await expect.poll(usable).toMatch(/^seamless_relay_operators_file_usable 1$/m);
    expect(relay.logged()).toContainEqual(
      expect.objectContaining({ level: 30, mended: 'the operators file can be used again' }),
    );
    expect(complaints()).toHaveLength(1);
  });

  it('changes nothing for patience that the contract does not allow', async () => {
    writeOperators(`${folder}/changing`, [
      { name: 'new', url: operator.url },
      { name: 'first', url: operator.url, patience: { bet: { attempts: 9 } } },
    ]);
    const refused = await relay.ask('POST', '/reload');
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.objectContaining({ detail: expect.stringContaining('first') as string }),
    ]);
    expect(await names()).toEqual(['first']);
  });
});
