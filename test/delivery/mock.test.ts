import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import type { Command } from '../../src/contract/types.ts';
import { type Fault, faultKinds } from '../../src/mock/faults.ts';
import { type RunningMock, startMock } from '../../src/mock/server.ts';
import { type Clock, fasterClock, realClock } from '../../src/delivery/clock.ts';
import { deliverToOne, type OneOperator } from './oneOperator.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import type { AttemptRecord, Outbox } from '../../src/delivery/outbox/outbox.ts';
import { scratch } from '../support/commandLine.ts';

let outbox: Outbox;
beforeAll(async () => void (outbox = await openOutboxAt(`sqlite:${scratch()[0]}/outbox.db`)));
afterAll(() => outbox.close());

let lastId = Date.now();

describe.each(Object.values(contracts))('against the mock of contract $name', (contract) => {
  const { commands, delivery: policy } = contract;

  /** The commands that follow one another when every attempt fails, with those before it. */
  const rows = commands.map(
    (command) =>
      [command, [command, ...(policy[command].whenUnresolved === 'cancel' ? (['cancel'] as const) : [])]] as const,
  );

  function deliver(delivery: OneOperator, command: Command): ReturnType<OneOperator['bet']> {
    const [account, transactionId] = ['test1234', String(++lastId)];
    const movement = { account, transactionId, roundId: transactionId, amountMinor: 100n };
    const orders = {
      authenticate: () => delivery.authenticate({ account }),
      balance: () => delivery.balance({ account }),
      status: () => delivery.status({ account, transactionId }),
      cancel: () => delivery.cancel({ account, targetId: transactionId }),
      bet: () => delivery.bet(movement),
      win: () => delivery.win(movement),
    };
    return orders[command]();
  }

  /** A mock on which every attempt ends in this way, and a delivery to it that tells what it tries. */
  async function failing(
    kind: Fault,
    clock: Clock,
  ): Promise<{ mock: RunningMock; delivery: OneOperator; tried: AttemptRecord[] }> {
    const faults = commands.map((command) => ({ command, fault: kind, percent: 100 }));
    const mock = await startMock({ contract, host: '127.0.0.1', port: 0, token: 'mock', faults, faultSeed: '1' });
    const tried: AttemptRecord[] = [];
    const delivery = deliverToOne({
      contract,
      url: mock.callbackUrl,
      tokens: ['mock'],
      outbox,
      clock,
      observe: (attempt) => tried.push(attempt),
    });
    return { mock, delivery, tried };
  }

  /** 51 attempts take minutes; `npm run retries` has them. */
  const isLong = (part: Command): boolean => policy[part].attempts > 10;

  describe('in real time, with no answer at all', () => {
    it.concurrent.each(rows.filter(([, parts]) => !parts.some(isLong)))(
      '%s is tried as often, as far apart and for as long as the contract says',
      async (command, parts) => {
        const { mock, delivery, tried } = await failing('timeout', realClock);
        expect(await deliver(delivery, command)).toEqual({ kind: 'unresolved' });
        expect(tried.map((attempt) => attempt.command)).toEqual(
          parts.flatMap((part) => Array<Command>(policy[part].attempts).fill(part)),
        );
        for (const [index, attempt] of tried.entries()) {
          const { deadlineMs } = policy[attempt.command];
          expect(attempt.outcome).toBe('timed-out');
          expect(attempt.durationMs).toBeGreaterThanOrEqual(deadlineMs - 10);
          expect(attempt.durationMs).toBeLessThan(deadlineMs + 500);
          const next = tried[index + 1];
          if (!next) continue;
          const gapMs = next.atMs - (attempt.atMs + attempt.durationMs);
          const { delayMs } = policy[attempt.command];
          // A compensating cancel follows at once.
          const { min, max } = next.command === attempt.command && delayMs ? delayMs : { min: 0, max: 0 };
          expect(gapMs).toBeGreaterThanOrEqual(min - 10);
          expect(gapMs).toBeLessThan(max + 500);
        }
        await delivery.close();
        await mock.stop();
      },
      60_000,
    );
  });

  describe('in quicker time', () => {
    it.each(faultKinds.filter((kind) => kind !== 'timeout'))(
      '%s is a failure for every command',
      async (kind) => {
        const { mock, delivery, tried } = await failing(kind, fasterClock(isLong('win') ? 200 : 20));
        for (const [command, parts] of rows) {
          tried.length = 0;
          expect(await deliver(delivery, command)).toEqual({ kind: 'unresolved' });
          expect(tried.map((attempt) => attempt.command)).toEqual(
            parts.flatMap((part) => Array<Command>(policy[part].attempts).fill(part)),
          );
        }
        await delivery.close();
        await mock.stop();
      },
      60_000,
    );
  });
});
