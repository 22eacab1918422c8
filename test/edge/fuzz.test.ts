import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzz } from '../../scripts/proof/fuzz/fuzz.ts';
import { v1, v4 } from '../../src/contract/contracts.ts';
import { limits } from '../../src/server/limits.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { edges, startWallet, token, type Wallet } from '../support/edges.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
describe.each([
  { name: 'v1', contract: v1 },
  { name: 'v4', contract: v4 },
] as const)(`requests made from contract $name (seed ${seed})`, ({ name, contract }) => {
  let wallets: Wallet[];
  const targets = () => wallets.map(({ url }) => ({ url, token }));
  beforeAll(async () => {
    wallets = await Promise.all(edges.map((edge) => startWallet(edge, limits, [contract])));
    // Whom the contract's examples name, so that much of what is valid moves money.
    for (const { store } of wallets)
      await store.createAccount({ name: 'test1234', active: true, openingMinor: 10_000_000n });
  });
  afterAll(() => Promise.all(wallets.map((wallet) => wallet.stop())));

  it(
    'are accepted where they are valid, else refused with their fields named, in the same words by both edges',
    { timeout: 120_000 },
    async () => {
      const { wrong, within, outside } = await fuzz(name, targets(), 5_000, seed);
      expect(wrong).toEqual([]);
      expect(within).toBeGreaterThan(1_500);
      expect(outside).toBeGreaterThan(1_500);
    },
  );

  it('move nothing where they are outside the contract', async () => {
    const before = await entries(wallets);
    const { outside } = await fuzz(name, targets(), 1_000, seed + 5_000, 'outside-only');
    expect(outside).toBeGreaterThan(300);
    expect(await entries(wallets)).toEqual(before);
  });

  it('leave a ledger that adds up', async () => {
    for (const { store } of wallets) expect((await auditStore(store)).problems).toEqual([]);
    for (const count of await entries(wallets)) expect(count).toBeGreaterThan(100);
  });
});

function entries(wallets: readonly Wallet[]): Promise<number[]> {
  return Promise.all(
    wallets.map(({ store }) =>
      store.inspect(async (query) =>
        Number((await Array.fromAsync(query('SELECT count(*) AS entries FROM ledger_entry')))[0]?.['entries']),
      ),
    ),
  );
}
