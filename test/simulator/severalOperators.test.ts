import { afterAll, beforeAll, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { parseFaultRates } from '../../src/simulator/faultRates.ts';
import { UnusableAccount } from '../../src/simulator/opening.ts';
import { type SimulatedOperator, simulate } from '../../src/simulator/simulate.ts';
import { scratch } from '../support/commandLine.ts';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';

/** Two operators, of two contracts, with the same players; nothing is wrong on the wire to the second. */
const accounts = Array.from({ length: 8 }, (_, n) => `player${n}`);
const tokens = ['t'];
const [folder, remove] = scratch();
let wallets: readonly [ReferenceOperator, ReferenceOperator];
let outbox: Outbox;
beforeAll(async () => {
  const openings = Object.fromEntries(accounts.map((account) => [account, 100_000n]));
  wallets = [await startReferenceOperator(openings), await startReferenceOperator(openings)];
  outbox = await openOutboxAt(`sqlite:${folder}/outbox.db`);
});
afterAll(async () => {
  await outbox.close();
  for (const wallet of wallets) await wallet.stop();
  remove();
});

function operators(): SimulatedOperator[] {
  const { v1 = expect.fail(), v4 = expect.fail() } = contracts;
  const faults = (text: string) => parseFaultRates(text) ?? expect.fail();
  const [first, second] = wallets;
  return [
    { name: 'anna', contract: v1, url: first.url, tokens, stakeMinor: 500n, faults: faults('reset=5%,duplicate=5%') },
    { name: 'bert', contract: v4, url: second.url, tokens, stakeMinor: 300n, faults: faults('0%') },
  ];
}

const game = { accounts, rounds: 150, returnToPlayer: 0.95, timesFaster: 4 };
let firstId = 1n;
const play = (seed: number) =>
  simulate({ ...game, outbox, operators: operators(), seed, firstId: (firstId += 1_000n) });

it('plays at all operators at once, each over a wire of its own, and holds each to its own money', async () => {
  const reports = await play(7);
  expect(reports.map(({ operator }) => operator)).toEqual(['anna', 'bert']);
  for (const { differences, book, commands } of reports) {
    expect(differences).toEqual([]);
    expect(book.open).toEqual([]);
    expect(commands.bet?.attempts).toBeGreaterThan(140);
    expect(book.stakedMinor).toBeGreaterThan(0n);
  }
  const struck = reports.map(({ faults }) => Object.values(faults).reduce((sum, count) => sum + count, 0));
  expect(struck[0]).toBeGreaterThan(20);
  expect(struck[1]).toBe(0);
}, 60_000);

it('finds what is missing at one of them, at that one', async () => {
  const [, bert] = wallets;
  const before = await bert.balanceOf('player1');
  const stolen = play(8);
  await expect.poll(() => bert.balanceOf('player1')).not.toBe(before);
  await bert.take('player1', 1n);
  const [atAnna, atBert] = await stolen;
  expect(atAnna?.differences).toEqual([]);
  expect(atBert?.differences.map(({ account }) => account)).toEqual(['player1']);
}, 60_000);

it('says at which operator nobody can play, and plays at none', async () => {
  const [anna = expect.fail(), bert = expect.fail()] = operators();
  const wrong = [anna, { ...bert, tokens: ['wrong'] }];
  const failed = await simulate({ ...game, outbox, operators: wrong, seed: 9, firstId: 9_000n }).catch(
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(UnusableAccount);
  expect(failed).toMatchObject({ operator: 'bert', obstacle: 'token' });
  expect(await outbox.find('anna:bet:9000')).toBeUndefined();
});
