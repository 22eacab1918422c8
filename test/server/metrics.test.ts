import { v1 } from '../../src/contract/contracts.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands, delivery, maxBodyBytes, results } from '../../generated/v1/protocol.ts';
import { labelsOf, scrape, valueOf } from '../../scripts/proof/scrape.ts';
import { type RunningServer, serve } from '../../src/server/serve.ts';
import { type Store, TryAgain } from '../../src/wallet/store.ts';
import { startWallet, token, type Wallet } from '../support/edges.ts';

let wallet: Wallet;
beforeAll(async () => void (wallet = await startWallet()));
afterAll(() => wallet.stop());

const bet = (account: string, id: number, amount = 1) =>
  wallet.send('bet', { account, trans_id: id, round_id: 'r', amount }, '21,22,41,31');

describe('/metrics', () => {
  it('counts callbacks by command and result, and what is noted beside: repeats, conflicts, tombstones', async () => {
    const account = await wallet.open(1_000n);
    const before = await scrape(wallet.insideUrl);
    await bet(account, 1);
    await bet(account, 1);
    await bet(account, 1, 2);
    await bet(account, 2, 999);
    await wallet.send('cancel', { account, trans_id: 3 }, '21,22,42');
    await wallet.post('{}', { 'callback-token': 'wrong' });
    const after = await scrape(wallet.insideUrl);
    const more = (name: string, labels: Record<string, string>): number =>
      valueOf(after, name, labels) - valueOf(before, name, labels);
    const answered = (command: string, result: number, provider = 'default'): number =>
      more('seamless_callbacks_total', { provider, command, result: String(result), http_status: '200' });
    expect(answered('bet', results.accepted)).toBe(1);
    expect(answered('bet', results.alreadyProcessed)).toBe(2);
    expect(answered('bet', results.insufficientBalance)).toBe(1);
    expect(answered('cancel', results.unknownTransaction)).toBe(1);
    expect(answered('none', results.wrongToken, 'none')).toBe(1);
    expect(['repeat', 'conflict', 'tombstone'].map((note) => more('seamless_notes_total', { note }))).toEqual([
      1, 1, 1,
    ]);
    expect(more('seamless_batch_size_count', {})).toBe(5);
  });

  it('has an edge of the latency buckets at each deadline of the contract, for its own command', async () => {
    const account = await wallet.open(1_000n);
    for (const command of commands)
      await wallet.send(command, { account, trans_id: 100, round_id: 'r', amount: 0 }, '21');
    const samples = await scrape(wallet.insideUrl);
    for (const command of commands) {
      const le = String(delivery[command].deadlineMs / 1_000);
      const inTime = valueOf(samples, 'seamless_callback_duration_seconds_bucket', { command, le });
      expect([command, inTime]).toEqual([
        command,
        valueOf(samples, 'seamless_callback_duration_seconds_count', { command }),
      ]);
    }
  });

  it('tells the lag of the event loop, memory and open connections', async () => {
    const samples = await scrape(wallet.insideUrl);
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes', 'seamless_connections'])
      expect(valueOf(samples, name), name).toBeGreaterThan(0);
    expect(valueOf(samples, 'seamless_waiting')).toBe(0);
  });

  it('has only labels that the server knows, whatever strangers send', async () => {
    const account = await wallet.open(1_000n);
    const odd = { account, trans_id: 200, round_id: 'r', amount: 1 };
    await wallet.send('bet', odd, '21,77777,4711,88');
    for (const command of ['evil"} 1', '__proto__', 'none', 'Bet']) await wallet.send(command, odd, '21');
    await wallet.post('x'.repeat(maxBodyBytes + 1));
    for (const type of ['text/evil', 'application/json;charset=evil'])
      await wallet.post('{}', { 'content-type': type });
    for (const method of ['GET', 'PUT', 'PURGE']) await fetch(wallet.url, { method });
    await fetch(new URL('/evil', wallet.url));
    await wallet.post('{}', { 'callback-token': 'evil' });
    const own = (await scrape(wallet.insideUrl)).filter(({ name }) => name.startsWith('seamless_'));
    expect([...commands, 'none']).toEqual(expect.arrayContaining(labelsOf(own, 'command')));
    expect(Object.values(results).map(String)).toEqual(expect.arrayContaining(labelsOf(own, 'result')));
    expect(['200', '400', '404', '405', '413', '415', '500']).toEqual(
      expect.arrayContaining(labelsOf(own, 'http_status')),
    );
    expect(['repeat', 'conflict', 'held', 'tombstone', 'shed', 'ignored-check']).toEqual(
      expect.arrayContaining(labelsOf(own, 'note')),
    );
    expect(valueOf(own, 'seamless_notes_total', { note: 'ignored-check' })).toBe(3);
    expect(new Set(own.flatMap(({ labels }) => Object.keys(labels)))).toEqual(
      new Set(['provider', 'command', 'result', 'http_status', 'note', 'le']),
    );
  });
});

describe('/metrics of a wallet whose store is in trouble', () => {
  /** Settles when it is let, and then as it is told. */
  let settle: ((how: 'fine' | 'failed' | 'contended') => void) | undefined;
  let server: RunningServer;
  const slow: Pick<Store, 'settle' | 'select' | 'exchangeHourlyNet' | 'ping' | 'close'> = {
    settle: async (waiting) => {
      const how = await new Promise((resolve) => (settle = resolve));
      if (how === 'contended') throw new TryAgain('somebody else was first');
      if (how === 'failed') throw new Error('the disk is full');
      return waiting.map(() => ({ result: 'accepted', balanceMinor: 0n }));
    },
    select: async () => [{ name: 'default', currency: 'XXX', decimals: 2, signature: 'off' }],
    exchangeHourlyNet: async () => new Map(),
    ping: async () => undefined,
    close: async () => undefined,
  };
  const send = (id: number): Promise<unknown> => {
    const body = JSON.stringify({
      command: 'bet',
      data: { account: 'anna', trans_id: id, round_id: 'r', amount: 1 },
      timestamp: '1',
      check: '21',
    });
    return fetch(server.callbackUrl, {
      method: 'POST',
      headers: { 'callback-token': token, 'content-type': 'application/json' },
      body,
    }).then((response) => response.json());
  };
  const waiting = async (name: string, value: number): Promise<void> => {
    while (valueOf(await scrape(server.insideUrl), name) !== value)
      await new Promise((resolve) => setTimeout(resolve, 10));
  };
  beforeAll(async () => {
    server = await serve({
      contracts: [v1],
      store: { ...({} as Store), ...slow },
      host: '127.0.0.1',
      port: 0,
      tokens: [token],
      lines: { write: () => undefined },
    });
  });
  afterAll(() => server.stop());

  /** A batch is with the store. */
  const begun = (): Promise<void> => expect.poll(() => typeof settle).toBe('function');
  async function end(how: 'fine' | 'failed' | 'contended'): Promise<void> {
    await begun();
    const ending = settle;
    settle = undefined;
    ending?.(how);
  }

  it('counts what waits, batches tried again, failures of the store, and what was shed past its deadline', async () => {
    const first = send(1);
    await begun();
    const others = [send(2), send(3)];
    await waiting('seamless_waiting', 2);
    await end('contended');
    await waiting('seamless_batches_tried_again_total', 1);
    await end('failed');
    await waiting('seamless_store_failures_total', 1);
    expect(await first).toMatchObject({ result: results.failed });
    await end('fine');
    expect(await Promise.all(others)).toMatchObject([{ result: results.accepted }, { result: results.accepted }]);
    const held = send(4);
    await begun();
    const late = send(5);
    await waiting('seamless_waiting', 1);
    await new Promise((resolve) => setTimeout(resolve, delivery.bet.deadlineMs + 100));
    await end('fine');
    await Promise.all([held, late]);
    const samples = await scrape(server.insideUrl);
    expect(valueOf(samples, 'seamless_notes_total', { note: 'shed' })).toBe(1);
    expect(valueOf(samples, 'seamless_batch_size_sum')).toBe(3);
  });
});
