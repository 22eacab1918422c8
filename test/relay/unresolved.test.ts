import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratch } from '../support/commandLine.ts';
import { movement, newId, type Relay, startOperator, startRelay, writeOperators } from './harness.ts';

/** An operator that is broken until it is mended, and is tried once alone. */
let relay: Relay;
let isBroken = true;

beforeAll(async () => {
  const [folder, remove] = scratch();
  const operator = await startOperator((request, response) => {
    request.resume();
    if (isBroken) response.writeHead(500).end();
    else response.end('{"result":0,"status":"OK","data":{"balance":5}}');
  });
  const once = { attempts: 1 };
  const file = writeOperators(folder, [{ name: 'hasty', url: operator.url, patience: { win: once, cancel: once } }]);
  relay = await startRelay(`sqlite:${folder}/outbox.db`, file);
  return () => {
    operator.stop();
    remove();
  };
});
afterAll(() => relay.stop());

const path = { operator: 'hasty' };
const unresolved = async (): Promise<unknown> =>
  (await relay.client.GET('/operators/{operator}', { params: { path } })).data?.unresolved;

it('what is out of attempts is told, since when, and retried or resolved a part at a time', async () => {
  const begun = Date.now();
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) {
    const win = movement(newId());
    const { data } = await relay.client.POST('/operators/{operator}/wins', { params: { path }, body: win });
    expect(data).toEqual({ outcome: 'unresolved', deliveryId: `hasty:win:${win.transactionId}` });
    ids.push(`hasty:win:${win.transactionId}`);
  }
  expect(await unresolved()).toMatchObject({ count: 5 });
  const since = Date.parse(((await unresolved()) as { since: string }).since);
  expect(since).toBeGreaterThanOrEqual(begun - 1_000);
  expect(since).toBeLessThanOrEqual(Date.now());

  const retry = async (body: object): Promise<unknown> =>
    (await relay.client.POST('/operators/{operator}/retry', { params: { path }, body })).data;
  expect(await retry({ error: 'timed-out' })).toEqual({ begun: 0, states: {} });
  expect(await retry({ until: new Date(begun - 60_000).toISOString() })).toEqual({ begun: 0, states: {} });

  // Still broken: each is tried once more, and unresolved again.
  expect(await retry({ limit: 1, error: 'http-error' })).toMatchObject({ begun: 1 });
  await expect.poll(unresolved).toMatchObject({ count: 5 });
  const { body } = await relay.ask('GET', `/deliveries/${ids[0]}`);
  expect(body).toMatchObject({ log: [{ httpStatus: 500 }, { httpStatus: 500 }] });

  const resolve = await relay.client.POST('/operators/{operator}/resolve', { params: { path }, body: { limit: 2 } });
  expect(resolve.data).toMatchObject({ begun: 2, states: { resolved: 2 } });

  isBroken = false;
  const after = resolve.data?.next ?? '';
  const first = (await retry({ after, limit: 2, perSecond: 1_000 })) as { next?: string };
  expect(first).toMatchObject({ begun: 2 });
  expect(await retry({ after: first.next, limit: 2 })).toMatchObject({ begun: 1 });
  await expect.poll(unresolved).toEqual({ count: 0 });
  const states = async (): Promise<unknown> =>
    (await relay.client.GET('/deliveries', { params: { query: { operator: 'hasty' } } })).data?.items.map(
      ({ state }) => state,
    );
  await expect.poll(states).toEqual(['resolved', 'resolved', 'accepted', 'accepted', 'accepted']);
});

it.each([{}, { 'Content-Type': 'application/json' }])(
  'all of it is meant by a request without a body, with the headers %j',
  async (more) => {
    isBroken = true;
    for (let index = 0; index < 2; index++)
      await relay.client.POST('/operators/{operator}/wins', { params: { path }, body: movement(newId()) });
    const work = async (what: string): Promise<unknown> => {
      const headers = { Authorization: `Bearer ${relay.key}`, ...more };
      return (await fetch(`${relay.url}/operators/hasty/${what}`, { method: 'POST', headers })).json();
    };
    expect(await work('retry')).toMatchObject({ begun: 2 });
    await expect.poll(unresolved).toMatchObject({ count: 2 });
    expect(await work('resolve')).toEqual({ begun: 2, states: { resolved: 2 } });
  },
);

it('is retried at the rate that is asked for', async () => {
  isBroken = true;
  for (let index = 0; index < 3; index++)
    await relay.client.POST('/operators/{operator}/wins', { params: { path }, body: movement(newId()) });
  isBroken = false;
  const begun = performance.now();
  await relay.client.POST('/operators/{operator}/retry', { params: { path }, body: { perSecond: 5 } });
  expect(performance.now() - begun).toBeGreaterThan(350);
});
