import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzz } from '../../scripts/proof/fuzz/fuzz.ts';
import { players } from '../../scripts/proof/fuzz/documents.ts';
import { introduceProviders, providers } from '../../scripts/proof/torture/providers.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { limits } from '../../src/process/limits.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { edges, startWallet, token, type Wallet } from '../support/edges.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const [first, second] = providers;
let wallets: Wallet[];
beforeAll(async () => {
  wallets = await Promise.all(edges.map((edge) => startWallet(edge, limits, [v1], introduceProviders)));
  // Whom the requests name, so that much of what is valid moves money.
  for (const { store } of wallets) {
    const opening = { active: true, openingMinor: 10_000_000n };
    await store.createAccount({ ...opening, name: players.v1.name });
    await store.createAccount({ ...opening, name: players.v4.name, currency: second.currency });
  }
});
afterAll(() => Promise.all(wallets.map((wallet) => wallet.stop())));

describe.each([
  { name: 'v1', of: { ...first, token } },
  { name: 'v4', of: second },
] as const)(`requests of the provider that speaks contract $name (seed ${seed})`, ({ name, of }) => {
  const targets = () => wallets.map(({ url }) => ({ url, token: of.token }));

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

  it('leave a ledger that adds up, in which some wins are held', async () => {
    for (const { store } of wallets) expect((await auditStore(store)).problems).toEqual([]);
    for (const count of await entries(wallets, `provider = '${of.name}'`)) expect(count).toBeGreaterThan(50);
    for (const count of await entries(wallets, `provider = '${of.name}' AND kind = 'held'`))
      expect(count).toBeGreaterThan(3);
  });
});

function entries(wallets: readonly Wallet[], where = 'true'): Promise<number[]> {
  return Promise.all(
    wallets.map(({ store }) =>
      store.inspect(async (query) =>
        Number(
          (await Array.fromAsync(query(`SELECT count(*) AS entries FROM ledger_entry WHERE ${where}`)))[0]?.['entries'],
        ),
      ),
    ),
  );
}
