import { afterAll, expect, it } from 'vitest';
import { limits } from '../../src/relay/limits.ts';
import { scratch } from '../support/commandLine.ts';
import { movement, startOperator, startRelay, writeOperators } from './harness.ts';

const [folder, remove] = scratch();
afterAll(remove);

it('an operator that hangs takes a part of the places, and requests to the others are answered', async () => {
  const silent = await startOperator((request) => void request.resume());
  const sound = await startOperator((request, response) => {
    request.resume();
    response
      .writeHead(200, { 'Content-Type': 'application/json' })
      .end('{"result":0,"status":"OK","data":{"balance":1}}');
  });
  const operators = writeOperators(folder, [
    { name: 'silent', url: silent.url },
    { name: 'sound', url: sound.url },
  ]);
  const relay = await startRelay(`sqlite:${folder}/outbox.db`, operators);
  const more = 20;
  const statuses: number[] = [];
  const wins = Array.from({ length: limits.operatorRequests + more }, async () => {
    const { status } = await relay.ask('POST', '/operators/silent/wins?waitMs=20000', movement());
    statuses.push(status);
  });
  await expect.poll(() => statuses).toEqual(Array(more).fill(503));
  expect((await relay.ask('POST', '/operators/sound/bets', movement())).status).toBe(200);
  await relay.stop();
  await Promise.all(wins);
  silent.stop();
  sound.stop();
});
