import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import { fails, ok, reset, says } from './answers.ts';
import { type Harness, movement, newId, startHarness, target } from './harness.ts';

let harness: Harness;

describe.each(Object.values(contracts))('in contract $name,', (contract) => {
  const { delivery: policy } = contract;
  beforeEach(async () => void (harness = await startHarness(contract)));
  afterEach(() => harness.stop());

  /** Every command takes this, with an amount only where it has one. */
  const dataFor = (command: string) => {
    if (command === 'bet' || command === 'win' || command === 'status') return movement();
    return command === 'cancel' ? target() : { account: 'a' };
  };

  describe('the schedule of the contract', () => {
    it.each(Object.keys(fails) as (keyof typeof fails)[])(
      'is kept on %s: attempts, delays and deadlines of each command, and a cancel behind a bet',
      async (failure) => {
        harness.answer = fails[failure];
        for (const command of contract.commands) {
          harness.sent = [];
          harness.clock.slept.length = 0;
          harness.clock.deadlines.length = 0;
          const outcome = await harness.delivery[command](dataFor(command) as never);
          expect(outcome).toEqual({ kind: 'unresolved' });
          const parts = [command, ...(policy[command].whenUnresolved === 'cancel' ? (['cancel'] as const) : [])];
          const expected = parts.flatMap((part) => Array<string>(policy[part].attempts).fill(part));
          expect(harness.sentCommands()).toEqual(expected);
          expect(harness.clock.deadlines).toEqual(expected.map((part) => policy[part as typeof command].deadlineMs));
          expect(harness.sent.map(({ check }) => check)).toEqual(
            expected.map((part) => policy[part as typeof command].checks),
          );
          const delays = parts.flatMap((part) => {
            const { attempts, delayMs } = policy[part] as { attempts: number; delayMs?: { min: number; max: number } };
            return delayMs ? Array<number>(attempts - 1).fill((delayMs.min + delayMs.max) / 2) : [];
          });
          expect(harness.clock.slept).toEqual(delays);
        }
      },
    );

    it('draws each delay from its range', async () => {
      harness.answer = fails['HTTP 500'];
      const draws = [0, 1, 0.25];
      const drawing = harness.start({ random: () => draws.shift() ?? 0 });
      await drawing.win(movement());
      const { min, max } = policy.win.delayMs ?? expect.fail();
      expect(harness.clock.slept.slice(0, 3)).toEqual([min, max, min + (max - min) / 4]);
      await drawing.close();
    });

    it("gives every attempt a deadline of its own, and a late answer is not taken for the next one's", async () => {
      const late: (() => void)[] = [];
      harness.answer = (_sent, response) => {
        if (harness.sent.length === 1)
          late.push(() => void response.end('{"result":0,"status":"OK","data":{"balance":111}}'));
        else {
          late.shift()?.();
          setTimeout(() => void response.end('{"result":0,"status":"OK","data":{"balance":222}}'), 30);
        }
      };
      expect(await harness.delivery.win(movement())).toMatchObject({ kind: 'accepted', balanceMinor: 22200n });
      expect(harness.sent).toHaveLength(2);
    });
  });

  describe('the order', () => {
    it('in a round: a win waits for its bet; another round does not', async () => {
      const held: (() => void)[] = [];
      harness.answer = (received, response) =>
        received.command === 'bet' && received.roundId === 'slow'
          ? held.push(() => says(ok)(received, response))
          : says(ok)(received, response);
      const bet = harness.delivery.bet(movement(newId(), 'slow'));
      const win = harness.delivery.win(movement(newId(), 'slow'));
      await harness.delivery.bet(movement(newId(), 'quick'));
      expect(harness.sent.map(({ command, roundId }) => `${command} ${roundId}`)).toEqual(['bet slow', 'bet quick']);
      held.shift()?.();
      await Promise.all([bet, win]);
      expect(harness.sentCommands()).toEqual(['bet', 'bet', 'win']);
    });

    it('a cancel waits for the attempt in flight, and ends those that would follow', async () => {
      let release = (): void => undefined;
      harness.answer = (received, response) => {
        if (received.command === 'win') release = () => reset(received, response);
        else says(ok)(received, response);
      };
      const lost = movement();
      const win = harness.delivery.win(lost);
      while (harness.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const cancel = harness.delivery.cancel({ account: 'a', targetId: lost.transactionId });
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(harness.sentCommands()).toEqual(['win']);
      release();
      expect([await win, await cancel]).toMatchObject([{ kind: 'cancelled' }, { kind: 'accepted' }]);
      expect(harness.sentCommands()).toEqual(['win', 'cancel']);
    });

    it('is bounded: no more than so many deliveries at a time', async () => {
      let open = 0;
      let most = 0;
      harness.answer = (received, response) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open--;
          says(ok)(received, response);
        }, 10);
      };
      const few = harness.start({ mostAtOnce: 3 });
      await Promise.all(Array.from({ length: 20 }, () => few.bet(movement())));
      expect(most).toBe(3);
      await few.close();
    });
  });

  describe('the connection', () => {
    it('is used again', async () => {
      let connections = 0;
      harness.server.on('connection', () => connections++);
      harness.answer = says(ok);
      for (let n = 0; n < 10; n++) await harness.delivery.bet(movement());
      expect(connections).toBeLessThanOrEqual(2);
    });

    it.each([
      ['announced', 2_100, [80, 95, 100, 105, 120]],
      ['not announced', 1_600, [1_480, 1_500, 1_590, 1_600, 1_610]],
    ])('that the operator closes when idle, %s, costs no bet', async (announcement, keepAliveTimeout, pausesMs) => {
      harness.server.keepAliveTimeout = keepAliveTimeout;
      harness.answer = (_sent, response) => {
        // With this header set by hand, Node does not announce its time-out.
        if (announcement === 'not announced') response.setHeader('Connection', 'keep-alive');
        response.writeHead(200).end(ok);
      };
      for (const pauseMs of pausesMs) {
        expect(await harness.delivery.bet(movement())).toMatchObject({ kind: 'accepted' });
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    });
  });
});
