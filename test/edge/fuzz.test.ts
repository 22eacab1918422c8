import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzz } from '../../scripts/proof/fuzz/fuzz.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { edges, startWallet, token, type Wallet } from '../support/edges.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
let wallets: Wallet[];
const targets = () => wallets.map(({ url }) => ({ url, token }));
beforeAll(async () => {
  wallets = await Promise.all(edges.map((edge) => startWallet(edge)));
  // Whom the contract's examples name, so that much of what is valid moves money.
  for (const { store } of wallets)
    await store.createAccount({ name: 'test1234', active: true, openingMinor: 10_000_000n });
});
afterAll(() => Promise.all(wallets.map((wallet) => wallet.stop())));

describe(`requests made from the contract (seed ${seed})`, () => {
  it(
    'are accepted where they are valid, else refused with their fields named, in the same words by both edges',
    { timeout: 120_000 },
    async () => {
      const { wrong, within, outside } = await fuzz(targets(), 5_000, seed);
      expect(wrong).toEqual([]);
      expect(within).toBeGreaterThan(1_500);
      expect(outside).toBeGreaterThan(1_500);
    },
  );

  it('move nothing where they are outside the contract', async () => {
    const before = await entries();
    const { outside } = await fuzz(targets(), 1_000, seed + 5_000, 'outside-only');
    expect(outside).toBeGreaterThan(300);
    expect(await entries()).toEqual(before);
  });

  it('leave a ledger that adds up', async () => {
    for (const { store } of wallets) expect((await auditStore(store)).problems).toEqual([]);
    for (const count of await entries()) expect(count).toBeGreaterThan(100);
  });
});

function entries(): Promise<number[]> {
  return Promise.all(
    wallets.map(({ store }) =>
      store.inspect(async (query) =>
        Number((await Array.fromAsync(query('SELECT count(*) AS entries FROM entry')))[0]?.['entries']),
      ),
    ),
  );
}
