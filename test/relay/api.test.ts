import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratch } from '../support/commandLine.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';
import { movement, newId, newKey, type Relay, startOperator, startRelay, token, writeOperators } from './harness.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
  return () => cluster.remove();
});

const [folder, remove] = scratch();
afterAll(remove);

describe.each([
  ['SQLite', async () => `sqlite:${folder}/api.db`],
  ['PostgreSQL', () => cluster.createDatabase()],
])('the relay on %s', (_store, outboxUrl) => {
  let outbox: string;
  let operator: ReferenceOperator;
  let relay: Relay;
  let stopOthers: () => void;
  beforeAll(async () => {
    outbox = await outboxUrl();
    operator = await startReferenceOperator({ anna: 10_000n, poor: 10n }, token);
    const silent = await startOperator((request) => void request.resume());
    const broken = await startOperator((request, response) => {
      request.resume();
      response.writeHead(503).end('no');
    });
    stopOthers = () => [silent, broken].forEach((other) => other.stop());
    const operators = writeOperators(`${folder}/${_store}`, [
      { name: 'casino', url: operator.url },
      { name: 'casino-v4', url: operator.url, contract: 'v4' },
      { name: 'silent', url: silent.url },
      { name: 'broken', url: broken.url },
    ]);
    relay = await startRelay(outbox, operators);
  });
  afterAll(async () => {
    stopOthers();
    await relay.stop();
    await operator.stop();
  }, 30_000);

  it.each([['casino'], ['casino-v4']])('carries bets, wins and cancels to %s, each once', async (name) => {
    const before = await operator.balanceOf('anna');
    const bet = movement(newId(), '700');
    const path = { operator: name };
    const placed = await relay.client.POST('/operators/{operator}/bets', { params: { path }, body: bet });
    const balance = String(before - 700n);
    expect(placed.data).toEqual({
      outcome: 'accepted',
      balanceMinor: balance,
      deliveryId: `${name}:bet:${bet.transactionId}`,
    });
    // The same again is the same delivery, and answers the same.
    const again = await relay.client.POST('/operators/{operator}/bets', { params: { path }, body: bet });
    expect(again.data).toEqual(placed.data);

    const win = movement(newId(), '250');
    const won = await relay.client.POST('/operators/{operator}/wins', { params: { path }, body: win });
    expect(won.data).toMatchObject({ outcome: 'accepted', balanceMinor: String(before - 450n) });

    const undo = { account: 'anna', targetId: bet.transactionId };
    const undone = await relay.client.POST('/operators/{operator}/cancels', { params: { path }, body: undo });
    expect(undone.data).toMatchObject({ outcome: 'accepted', deliveryId: `${name}:cancel:${bet.transactionId}` });
    expect(await operator.balanceOf('anna')).toBe(before + 250n);
  });

  it('tells what an operator refuses, by its number and in words, and again when it is asked again', async () => {
    const bet = { ...movement(newId(), '5000'), account: 'poor' };
    const refused = { outcome: 'refused', result: 31, reason: 'insufficientBalance', balanceMinor: '10' };
    expect((await relay.ask('POST', '/operators/casino/bets', bet)).body).toMatchObject(refused);
    expect((await relay.ask('POST', '/operators/casino/bets', bet)).body).toMatchObject(refused);
  });

  it('answers the same content with the same delivery and other content with a conflict, and moves nothing twice', async () => {
    const before = await operator.balanceOf('anna');
    const bet = { ...movement(), play: { gameCode: 'g1' } };
    const answers = await Promise.all([1, 2, 3, 4].map(() => relay.ask('POST', '/operators/casino/bets', bet)));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ outcome: 'accepted', deliveryId: `casino:bet:${bet.transactionId}` });
    }
    for (const [other, what] of [
      [{ ...bet, amountMinor: '501' }, 'amountMinor'],
      [{ ...bet, roundId: 'x' }, 'roundId'],
      [{ ...bet, account: 'poor' }, 'account'],
      [{ ...bet, play: { gameCode: 'g2' } }, 'play'],
    ] as const) {
      const conflict = await relay.ask('POST', '/operators/casino/bets', other);
      expect([conflict.status, conflict.type]).toEqual([409, 'application/problem+json; charset=utf-8']);
      expect(conflict.body).toMatchObject({ code: 'conflict', detail: expect.stringContaining(what) as string });
    }
    const win = await relay.ask('POST', '/operators/casino/wins', bet);
    expect([win.status, win.body]).toEqual([409, expect.objectContaining({ code: 'conflict' })]);
    expect(await operator.balanceOf('anna')).toBe(before - 500n);
  });

  it('takes the same transaction for two operators', async () => {
    const bet = movement();
    for (const name of ['casino', 'broken'])
      expect((await relay.ask('POST', `/operators/${name}/bets`, bet)).body).toMatchObject({
        deliveryId: `${name}:bet:${bet.transactionId}`,
      });
  });

  it('answers a bet by its deadline as not placed, and its cancel goes on behind', async () => {
    const bet = movement();
    const begun = performance.now();
    const { status, body } = await relay.ask('POST', '/operators/silent/bets', bet);
    expect([status, body]).toEqual([200, { outcome: 'not-placed', deliveryId: `silent:bet:${bet.transactionId}` }]);
    expect(performance.now() - begun).toBeLessThan(3_500);
    const { body: kept } = await relay.ask('GET', `/deliveries/silent:bet:${bet.transactionId}`);
    expect(kept).toMatchObject({ state: 'pending', phase: 'cancel' });
    expect((await relay.ask('POST', '/operators/silent/bets', bet)).body).toMatchObject({ outcome: 'not-placed' });
  }, 20_000);

  it('answers a win with where it is to be found when its outcome is not known in time', async () => {
    const win = movement();
    const { status, headers, body } = await relay.ask('POST', '/operators/broken/wins?waitMs=50', win);
    const id = `broken:win:${win.transactionId}`;
    expect([status, body]).toEqual([202, { outcome: 'pending', deliveryId: id }]);
    const found = await relay.ask('GET', headers.get('location') ?? '');
    expect(found.body).toMatchObject({ id, operator: 'broken', state: 'pending', amountMinor: '500' });
    await expect
      .poll(async () => (await relay.ask('GET', `/deliveries/${id}`)).body)
      .toMatchObject({ log: [{ command: 'win', outcome: 'http-error', httpStatus: 503, answer: 'no' }] });
  });

  it('knows a cancel by its target while it is under way, too', async () => {
    const cancel = { account: 'anna', targetId: newId() };
    const ask = async (more: object): Promise<unknown[]> => {
      const { status, body } = await relay.ask('POST', '/operators/broken/cancels?waitMs=0', { ...cancel, ...more });
      return [status, (body as { deliveryId: string }).deliveryId];
    };
    const id = `broken:cancel:${cancel.targetId}`;
    expect(await ask({})).toEqual([202, id]);
    expect(await ask({ roundId: 'r', amountMinor: '5' })).toEqual([202, id]);
    expect(await ask({ account: 'bert' })).toEqual([409, id]);
  });

  it('asks an operator about a player and a transaction, and tells when it does not answer', async () => {
    const bet = movement();
    await relay.ask('POST', '/operators/casino/bets', bet);
    const balanceMinor = String(await operator.balanceOf('anna'));
    expect((await relay.ask('GET', '/operators/casino/accounts/anna/balance')).body).toEqual({
      outcome: 'accepted',
      balanceMinor,
    });
    expect((await relay.ask('POST', '/operators/casino/authenticate', { account: 'anna' })).body).toEqual({
      outcome: 'accepted',
      balanceMinor,
    });
    const asked = `/operators/casino/transactions/${bet.transactionId}/status?account=anna`;
    expect((await relay.ask('GET', asked)).body).toEqual({ outcome: 'accepted', transaction: 'standing' });
    expect((await relay.ask('GET', '/operators/casino/accounts/nobody/balance')).body).toMatchObject({
      outcome: 'refused',
      reason: 'unknownAccount',
    });
    const failed = await relay.ask('GET', '/operators/broken/accounts/anna/balance');
    expect([failed.status, failed.body]).toEqual([504, expect.objectContaining({ code: 'no-answer' })]);
  }, 30_000);

  it('lists deliveries by what is known of them, page by page', async () => {
    const bets = [movement(), movement(), movement()];
    const account = `list-${newId()}`;
    for (const bet of bets) await relay.ask('POST', '/operators/casino/bets', { ...bet, account });
    const ids = bets.map(({ transactionId }) => `casino:bet:${transactionId}`);
    const first = await relay.client.GET('/deliveries', { params: { query: { account, limit: 2 } } });
    expect(first.data?.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const after = first.data?.next ?? '';
    const second = await relay.client.GET('/deliveries', { params: { query: { account, limit: 2, after } } });
    expect(second.data?.items.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(second.data?.next).toBeUndefined();
    const [bet] = bets;
    for (const query of [`round=r${bet?.transactionId}`, `transaction=${bet?.transactionId}`])
      expect((await relay.ask('GET', `/deliveries?operator=casino&${query}`)).body).toMatchObject({
        items: [{ id: ids[0], state: 'refused' }],
      });
    const now = new Date().toISOString();
    expect((await relay.ask('GET', `/deliveries?account=${account}&from=${now}`)).body).toEqual({ items: [] });
    expect((await relay.ask('GET', `/deliveries?account=${account}&state=accepted&until=${now}`)).body).toEqual({
      items: [],
    });
    const bad = await relay.ask('GET', '/deliveries?after=x');
    expect([bad.status, bad.body]).toEqual([400, expect.objectContaining({ code: 'invalid-request' })]);
  });

  it("appends to the provider's own list what was settled, and each later end", async () => {
    let next =
      (
        await relay.client.GET('/operators/{operator}/transactions', {
          params: { path: { operator: 'casino' }, query: { limit: 1000 } },
        })
      ).data?.next ?? '';
    const bet = movement();
    await relay.ask('POST', '/operators/casino/bets', { ...bet, account: 'nobody' });
    const id = `casino:bet:${bet.transactionId}`;
    await relay.ask('POST', `/deliveries/${id}/resolve`);
    const rows: unknown[] = [];
    for (;;) {
      const page = await relay.ask('GET', `/operators/casino/transactions?limit=1&after=${next}`);
      const { items, next: further } = page.body as { items: { deliveryId: string; state: string }[]; next: string };
      if (items.length === 0) break;
      rows.push(...items.map(({ deliveryId, state }) => [deliveryId, state]));
      next = further;
    }
    expect(rows).toEqual([
      [id, 'refused'],
      [id, 'resolved'],
    ]);
  });

  it('says in words what a field must be, wherever the document has a pattern', async () => {
    const { body } = await relay.ask('POST', '/operators/casino/bets', { ...movement(), amountMinor: '01' });
    const problem = 'must be a string of 1 to 18 digits, in minor units, with no 0 before others';
    expect(body).toMatchObject({
      detail: `request/body/amountMinor ${problem}`,
      errors: [{ field: 'body.amountMinor', problem }],
    });
    const document = readFileSync('generated/relay/openapi.json', 'utf8');
    expect(document.match(/"x-form":/g)?.length).toBe(document.match(/"pattern":/g)?.length);
  });

  it.each(['abc', '999999'])('refuses the cursor %j, which is none, and logs no fault of its own', async (after) => {
    const before = relay.logged().length;
    const { status, body } = await relay.ask('GET', `/operators/casino/transactions?after=${after}`);
    expect([status, body]).toEqual([400, expect.objectContaining({ code: 'invalid-request' })]);
    const [line] = relay.logged().slice(before);
    expect(line).toMatchObject({ level: 30, httpStatus: 400, code: 'invalid-request' });
    expect(line).not.toHaveProperty('err');
  });

  it('retries and resolves what did not end well, and refuses it for what did', async () => {
    const win = { ...movement(), account: `late-${newId()}` };
    const id = `casino:win:${win.transactionId}`;
    expect((await relay.ask('POST', '/operators/casino/wins', win)).body).toMatchObject({
      outcome: 'refused',
      result: 21,
    });
    const retried = await relay.ask('POST', `/deliveries/${id}/retry`);
    expect([retried.status, retried.body]).toEqual([200, expect.objectContaining({ id, state: 'refused' })]);
    expect((await relay.ask('POST', `/deliveries/${id}/resolve`)).body).toMatchObject({ id, state: 'resolved' });
    expect((await relay.ask('POST', `/deliveries/${id}/retry`)).body).toMatchObject({ code: 'not-retriable' });
    expect((await relay.ask('POST', `/deliveries/${id}/resolve`)).body).toMatchObject({ code: 'not-resolvable' });
    expect((await relay.ask('POST', '/deliveries/casino:bet:none/retry')).body).toMatchObject({
      code: 'unknown-delivery',
    });
  });

  it('pauses an operator: bets are unavailable and leave no trace, wins wait, and go out when it is resumed', async () => {
    const taken = movement();
    const { body: placed } = await relay.ask('POST', '/operators/casino/bets', taken);
    expect((await relay.ask('POST', '/operators/casino/pause')).body).toMatchObject({ name: 'casino', paused: true });
    const bet = movement();
    const refused = await relay.ask('POST', '/operators/casino/bets', bet);
    expect([refused.status, refused.headers.get('retry-after'), refused.body]).toEqual([
      503,
      '1',
      expect.objectContaining({ code: 'unavailable', reason: 'paused' }),
    ]);
    expect((await relay.ask('GET', `/deliveries/casino:bet:${bet.transactionId}`)).status).toBe(404);
    // What was begun before is told as it is, all the same.
    expect((await relay.ask('POST', '/operators/casino/bets', taken)).body).toEqual(placed);
    const win = movement();
    expect((await relay.ask('POST', '/operators/casino/wins?waitMs=100', win)).status).toBe(202);
    expect((await relay.ask('POST', '/operators/casino/resume')).body).toMatchObject({ paused: false });
    await expect
      .poll(async () => (await relay.ask('GET', `/deliveries/casino:win:${win.transactionId}`)).body)
      .toMatchObject({ state: 'accepted', attempts: 1 });
    expect((await relay.ask('POST', '/operators/casino/bets', bet)).body).toMatchObject({ outcome: 'accepted' });
  });

  it('tells how each operator is', async () => {
    const { body } = await relay.ask('GET', '/operators');
    expect(body).toMatchObject({
      items: [
        { name: 'broken', contract: 'v1' },
        {
          name: 'casino',
          contract: 'v1',
          currencyDecimals: 2,
          paused: false,
          breaker: 'closed',
          unresolved: { count: 0 },
        },
        { name: 'casino-v4', contract: 'v4' },
        { name: 'silent' },
      ],
    });
    const { data } = await relay.client.GET('/operators/{operator}', { params: { path: { operator: 'casino' } } });
    expect(data?.latency['bet']?.p99Ms).toBeGreaterThan(0);
    expect(String(data?.latency['bet']?.p99Ms)).toMatch(/^\d+(\.\d)?$/);
  });

  it('refuses what is not as its document says, and names each field', async () => {
    const { status, type, body } = await relay.ask('POST', '/operators/casino/bets', {
      ...movement(),
      amountMinor: 5,
      wager: 1,
    });
    expect([status, type]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'invalid-request',
      errors: [{ field: 'body.wager' }, { field: 'body.amountMinor', problem: 'must be string' }],
    });
    const ask = async (...given: Parameters<Relay['ask']>): Promise<unknown[]> => {
      const { status: told, body: problem } = await relay.ask(...given);
      return [told, (problem as { code: string }).code];
    };
    expect(await ask('POST', '/operators/casino/bets', '{')).toEqual([400, 'invalid-request']);
    expect(await ask('POST', '/operators/casino/bets', { ...movement('no-number') })).toEqual([
      400,
      'outside-contract',
    ]);
    expect(await ask('POST', '/operators/casino/bets', { ...movement(), roundId: 'a\u0000' })).toEqual([
      400,
      'invalid-request',
    ]);
    for (const path of [
      '/deliveries?error=%00',
      '/deliveries?from=2016-12-31T23:59:60Z',
      '/deliveries?until=2016-12-31T23:59:60Z',
      '/deliveries/casino:win:%00',
    ])
      expect(await ask('GET', path)).toEqual([400, 'invalid-request']);
    for (const selection of [{ error: 'a\u0000' }, { from: '2016-12-31T23:59:60Z' }])
      expect(await ask('POST', '/operators/casino/retry', selection)).toEqual([400, 'invalid-request']);
    expect(await ask('POST', '/operators/nobody/bets', movement())).toEqual([404, 'unknown-operator']);
    expect(await ask('GET', '/nowhere')).toEqual([404, 'not-found']);
    expect(await ask('GET', '/operators/casino/bets')).toEqual([405, 'method-not-allowed']);
    expect(await ask('POST', '/operators/casino/bets', { ...movement(), roundId: 'r'.repeat(20_000) })).toEqual([
      413,
      'too-large',
    ]);
  });

  it('lets nobody in without a key, and nobody further than its scopes', async () => {
    const ask = async (method: string, path: string, key: string, body?: object): Promise<unknown[]> => {
      const { status, body: told } = await relay.ask(method, path, body, key);
      return [status, (told as { code?: string }).code];
    };
    const [send, read, operate] = await Promise.all(
      (['send', 'read', 'operate'] as const).map((scope) => newKey(outbox, [scope])),
    );
    expect(await ask('GET', '/operators', 'relay_none')).toEqual([401, 'no-key']);
    await expect.poll(() => ask('GET', '/operators', read ?? '')).toEqual([200, undefined]);
    expect(await ask('POST', '/operators/casino/bets', read ?? '', movement())).toEqual([403, 'scope-missing']);
    expect(await ask('POST', '/operators/casino/bets', send ?? '', movement())).toEqual([200, undefined]);
    expect(await ask('GET', '/deliveries', send ?? '')).toEqual([403, 'scope-missing']);
    expect(await ask('POST', '/operators/casino/pause', send ?? '')).toEqual([403, 'scope-missing']);
    expect(await ask('POST', '/operators/casino/resume', operate ?? '')).toEqual([200, undefined]);
    const own = await newKey(outbox, ['read'], ['casino', 'casino-v4']);
    await expect.poll(() => ask('GET', '/operators/casino/transactions', own)).toEqual([200, undefined]);
    for (const other of ['/operators/silent/transactions', '/operators', '/deliveries?operator=casino'])
      expect(await ask('GET', other, own)).toEqual([403, 'scope-missing']);
  });
});
