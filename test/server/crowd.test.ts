import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { delivery } from '../../generated/v1/protocol.ts';
import { scratch, type Serving, startServe } from '../support/commandLine.ts';

const [folder, remove] = scratch();
let serving: Serving;
beforeAll(async () => {
  serving = await startServe(['--database', `sqlite:${folder}/wallet.db`, '--token', 'crowd']);
});
afterAll(async () => {
  serving.process.kill('SIGKILL');
  await serving.exited;
  remove();
});

/** Files that a process may have open here, less those that it needs for itself. */
function mayOpen(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  return Number(userLimits?.open_files?.soft ?? 1_024) - 500;
}
const crowd = Math.min(10_000, mayOpen());

async function balance(): Promise<unknown> {
  const headers = { 'callback-token': 'crowd', 'content-type': 'application/json' };
  const body = '{"command":"balance","data":{"account":"test1234"},"timestamp":"1","check":"21"}';
  return (await fetch(serving.url, { method: 'POST', headers, body })).json();
}

async function figure(name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', serving.insideUrl))).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

it(`${crowd} connections that say nothing take little, and a good client is answered within its deadline`, async () => {
  const before = await figure('process_resident_memory_bytes');
  const sockets: Socket[] = [];
  let slowestMs = 0;
  while (sockets.length < crowd) {
    const more = Array.from({ length: Math.min(500, crowd - sockets.length) }, () =>
      connect(Number(new URL(serving.url).port), '127.0.0.1').on('error', () => undefined),
    );
    sockets.push(...more);
    const begunMs = performance.now();
    expect(await balance()).toMatchObject({ result: 0 });
    slowestMs = Math.max(slowestMs, performance.now() - begunMs);
    await Promise.all(
      more.map(
        (socket) =>
          new Promise((resolve) =>
            socket.connecting ? socket.once('connect', resolve).once('close', resolve) : resolve(undefined),
          ),
      ),
    );
  }
  for (let more = 0; more < 50; more++) {
    const begunMs = performance.now();
    expect(await balance()).toMatchObject({ result: 0 });
    slowestMs = Math.max(slowestMs, performance.now() - begunMs);
  }
  expect(await figure('seamless_connections')).toBeGreaterThan(crowd / 2);
  expect(slowestMs).toBeLessThan(delivery.balance.deadlineMs);
  const each = async (): Promise<number> => ((await figure('process_resident_memory_bytes')) - before) / crowd;
  // What was only needed to take them in is given back in a while.
  await expect.poll(each).toBeLessThan(20_000);
  for (const socket of sockets) socket.destroy();
}, 60_000);
