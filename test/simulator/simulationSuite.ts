import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnyContract } from '../../src/contract/contract.ts';
import { contracts } from '../../src/contract/index.ts';
import { fasterClock } from '../../src/delivery/clock.ts';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { allDeliveries } from '../../src/delivery/outbox/outbox.ts';
import { tokenHash } from '../../src/edge/token.ts';
import { faultKinds } from '../../src/simulator/faults.ts';
import { bookOf, compare } from '../../src/simulator/reconcile.ts';
import { simulate, type SimulationReport } from '../../src/simulator/simulate.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { createCurrency } from '../../src/wallet/currency.ts';
import { endHold, readHeldWins } from '../../src/wallet/heldWins.ts';
import { createProvider } from '../../src/wallet/providerChanges.ts';
import type { Store } from '../../src/wallet/store.ts';
import { type Serving, startServe } from '../support/commandLine.ts';
import { kills, rounds, wholeMatrix } from '../extent.ts';
import { toTerms } from '../wallet/histories.ts';
import { failureRate, faults, leaseMs, openingMinor, stakeMinor, timesFaster } from './stormy.ts';

/** Another provider of the same server: in another currency, and guarded so that about one of five prizes is held. */
const guarded = {
  provider: 'guarded',
  token: 'of-another',
  currency: 'JPY',
  accounts: Array.from({ length: 100 }, (_, n) => `guarded${n}`),
  guards: toTerms({ stopped: false, bet: { holds: true, above: 0n }, win: { holds: true, above: 800n } }).guards,
};

const accounts = Array.from({ length: 150 }, (_, n) => `player${n}`);

/** Where the operator's wallet and the sender's outbox are. */
export interface Place {
  readonly wallet: string;
  readonly outbox: string;
  /** The wallet's store. */
  open(): Promise<Store>;
}

/** The suite that a wallet and an outbox must pass on each kind of database; by day, in one contract on each. */
export function simulationSuite(name: string, byDay: AnyContract, make: () => Promise<Place>): void {
  describe.each(wholeMatrix ? Object.values(contracts) : [byDay])(
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
        await makeGuarded();
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

      async function makeGuarded(): Promise<void> {
        const { provider: name, token, currency, guards } = guarded;
        await createCurrency(store, { code: currency, decimals: 0 });
        await createProvider(store, {
          ...{ name, contracts: [contract.name], currency, guards, tokenHash: tokenHash(token) },
          ...{ allowedAddresses: undefined, signatureMode: 'off', signatureSecret: undefined },
        });
        for (const account of guarded.accounts)
          await store.createAccount({ name: account, active: true, openingMinor, currency });
      }

      const clean = async (): Promise<void> => expect((await auditStore(store)).problems).toEqual([]);

      it('end with every unresolved delivery known, none left after they are tried again, and not a cent off', async () => {
        const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
        const report = await toTheEnd(rounds, seed);
        // First: what is still open may have moved something, and no book knows whether.
        expect(idsOf(report.book.open), `SEED=${seed}`).toEqual([]);
        expect(report.differences, `SEED=${seed} ${JSON.stringify(report.differences)}`).toEqual([]);
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
        // Each kind takes its sixth of what struck; how much that is hangs on how many attempts a busy machine lets through.
        const mean = Object.values(report.faults).reduce((sum, count) => sum + count, 0) / faultKinds.length;
        for (const [kind, count] of Object.entries(report.faults))
          expect(count, kind).toBeGreaterThan(mean - 5 * Math.sqrt(mean));
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
        const outbox = await openOutboxAt(place.outbox, leaseMs);
        const left: string[] = [];
        let bets = 0;
        for await (const { id, state, command } of allDeliveries(outbox, {})) {
          if (state === 'pending') left.push(id);
          if (command === 'bet') bets++;
        }
        await outbox.close();
        expect(left.length, 'the kills must have interrupted something').toBeGreaterThan(0);
        const report = await toTheEnd(Math.max(rounds / 2 - bets, 100), ++seed);
        expect(idsOf(report.book.open), `SEED=${seed}`).toEqual([]);
        expect(report.differences, `SEED=${seed}`).toEqual([]);
        await clean();
      }, 300_000);

      it('leave unresolved what a guard holds: half of it is paid when it is released, and what was rejected stays so, not a cent off', async () => {
        const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
        const openings = new Map(guarded.accounts.map((account) => [account, openingMinor]));
        const outbox = await openOutboxAt(place.outbox);
        const operator = 'reference';
        const idOf = (transactionId: string): string => `${operator}:win:${transactionId}`;
        const settings = {
          contract: impatient(contract),
          ...{ url: serving.url, tokens: [guarded.token], currencyDecimals: 0 },
        };
        const play = { accounts: guarded.accounts, rounds: 200, returnToPlayer: 0.95 };
        const firstId = BigInt(Date.now()) * 1_000_000n;
        const operators = [{ ...settings, name: operator, stakeMinor, faults, openingMinor: openings }];
        const [report] = await simulate({ ...play, operators, outbox, seed, firstId, timesFaster });
        const { book, differences } = report ?? expect.fail();
        expect(differences, `SEED=${seed}`).toEqual([]);

        const held: { transactionId: string; account: string }[] = [];
        await readHeldWins(
          store,
          { provider: guarded.provider, state: 'waiting' },
          ({ entry }) => void held.push(entry),
        );
        expect(idsOf(book.open), `SEED=${seed}`).toEqual(held.map(({ transactionId }) => idOf(transactionId)).sort());
        expect(held.length).toBeGreaterThan(5);
        const rejected: string[] = [];
        for (const [n, { transactionId, account }] of held.entries()) {
          const kind = n % 2 === 0 ? 'release' : 'rejection';
          if (kind === 'rejection') rejected.push(idOf(transactionId));
          const end = {
            kind,
            provider: guarded.provider,
            transactionId,
            account,
            reason: 'anna: looked at it',
          } as const;
          expect(await endHold(store, end, () => undefined)).toMatchObject({ result: 'accepted' });
        }

        const delivery = createDelivery({
          outbox,
          operators: [{ ...settings, name: operator }],
          clock: fasterClock(timesFaster),
        });
        await delivery.retry({ ids: idsOf(book.open) });
        const after = await bookOf(outbox, operator);
        expect(idsOf(after.open), `SEED=${seed}`).toEqual(rejected.sort());
        expect(await compare(after, openings, delivery.to(operator)), `SEED=${seed}`).toEqual([]);
        for (const id of idsOf(book.open)) {
          const heard = (await outbox.attempts(id)).map(({ httpStatus, answer }) => `${httpStatus} ${answer}`);
          expect(heard).toContainEqual(expect.stringMatching(/^500 .*"result":99/));
          expect(heard.at(-1)).toMatch(rejected.includes(id) ? /^200 .*"result":99/ : /^200 .*"result":41/);
        }
        await delivery.close();
        await outbox.close();
        await clean();
      }, 120_000);
    },
  );
}

function idsOf(records: readonly { readonly id: string }[]): string[] {
  return records.map(({ id }) => id).sort();
}

/** As the contract says, but for how often and how long: fifty attempts of v4, with its delays, would take minutes. */
function impatient(contract: AnyContract): AnyContract {
  const { win, cancel } = contract.delivery;
  const delayMs = { min: 100, max: 400 };
  const hasty = { win: { ...win, attempts: 3, delayMs }, cancel: { ...cancel, delayMs } };
  return { ...contract, delivery: { ...contract.delivery, ...hasty } };
}
