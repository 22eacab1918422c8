import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import type { SimulationReport } from '../../src/simulator/simulate.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import type { Store } from '../../src/wallet/store.ts';
import { type Serving, startServe } from '../support/commandLine.ts';
import { kills, rounds } from '../extent.ts';
import { failureRate, openingMinor } from './stormy.ts';

const accounts = Array.from({ length: 150 }, (_, n) => `player${n}`);

/** Where the operator's wallet and the sender's outbox are. */
export interface Place {
  readonly wallet: string;
  readonly outbox: string;
  /** The wallet's store. */
  open(): Promise<Store>;
}

/** The suite that a wallet and an outbox must pass on each kind of database. */
export function simulationSuite(name: string, make: () => Promise<Place>): void {
  describe.each(Object.values(contracts))(
    `${rounds} rounds of contract $name with 5 % faults of each kind, on ${name}`,
    (contract) => {
      const { delivery: policy } = contract;
      let place: Place;
      let store: Store;
      let serving: Serving;
      beforeEach(async () => {
        place = await make();
        store = await place.open();
        for (const name of accounts) await store.createAccount({ name, active: true, openingMinor });
        serving = await startServe(['--contract', contract.name, '--database', place.wallet, '--token', 't'], {
          NODE_ENV: 'production',
        });
      });
      afterEach(async () => {
        serving.process.kill('SIGTERM');
        await serving.exited;
        await store.close();
      });

      const args = (played: number, seed: number): string[] => [
        'test/delivery/senderProcess.ts',
        contract.name,
        serving.url,
        place.outbox,
        accounts.join(','),
        String(played),
        String(seed),
      ];

      async function toTheEnd(played: number, seed: number): Promise<SimulationReport> {
        const { stdout } = await promisify(execFile)(process.execPath, args(played, seed), { maxBuffer: 2 ** 26 });
        return JSON.parse(stdout) as SimulationReport;
      }

      const clean = async (): Promise<void> => expect((await auditStore(store)).problems).toEqual([]);

      it('end with every unresolved delivery known, none left after they are tried again, and not a cent off', async () => {
        const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
        const report = await toTheEnd(rounds, seed);
        expect(report.differences, `SEED=${seed}`).toEqual([]);
        expect(report.book.open, `SEED=${seed}`).toEqual([]);
        await clean();
        // What is unresolved failed in every attempt: as many as the share of failed attempts lets expect.
        let expected = 0;
        for (const command of ['win', 'cancel'] as const) {
          const { attempts, outcomes } = report.commands[command] ?? expect.fail();
          const failed = (attempts - (outcomes['accepted'] ?? 0) - (outcomes['refused'] ?? 0)) / attempts;
          // The faults, copies that were quicker, and what this machine was too busy for, which may be much: time runs several times faster.
          const spread = Math.sqrt((failureRate * (1 - failureRate)) / attempts);
          expect(failed).toBeGreaterThan(failureRate - 5 * spread);
          expect(failed).toBeLessThan(0.7);
          expected += attempts * (1 - failed) * failed ** policy[command].attempts;
        }
        const deviation = Math.sqrt(expected);
        expect(report.unresolvedAtFirst.length, `SEED=${seed}`).toBeGreaterThanOrEqual(
          Math.floor(expected - 5 * deviation),
        );
        expect(report.unresolvedAtFirst.length, `SEED=${seed}`).toBeLessThanOrEqual(
          Math.ceil(expected + 5 * deviation),
        );
        for (const [kind, count] of Object.entries(report.faults))
          expect([kind, count > rounds / 20]).toEqual([kind, true]);
      }, 240_000);

      it(`end so too, half as many, when the sender is killed ${kills} times in between`, async () => {
        let seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
        for (let kill = 0; kill < kills; kill++) {
          const sender = spawn(process.execPath, args(rounds, ++seed), { stdio: ['ignore', 'ignore', 'pipe'] });
          // How long a process takes to begin is the machine's affair.
          await new Promise<void>((resolve) =>
            sender.stderr.on('data', (chunk) => String(chunk).includes('begins') && resolve()),
          );
          await new Promise((resolve) => setTimeout(resolve, 200 + ((kill * 137) % 600)));
          expect(sender.exitCode).toBeNull();
          sender.kill('SIGKILL');
          await once(sender, 'exit');
        }
        const outbox = await openOutboxAt(place.outbox, 100);
        const left: string[] = [];
        let bets = 0;
        for (
          let page = await outbox.list(undefined, '', 1_000);
          page.length > 0;
          page = await outbox.list(undefined, page.at(-1)?.id ?? '', 1_000)
        ) {
          left.push(...page.filter(({ state }) => state === 'pending').map(({ id }) => id));
          bets += page.filter(({ command }) => command === 'bet').length;
        }
        await outbox.close();
        expect(left.length, 'the kills must have interrupted something').toBeGreaterThan(0);
        const report = await toTheEnd(Math.max(rounds / 2 - bets, 100), ++seed);
        expect(report.differences, `SEED=${seed}`).toEqual([]);
        expect(report.book.open, `SEED=${seed}`).toEqual([]);
        await clean();
      }, 300_000);
    },
  );
}
