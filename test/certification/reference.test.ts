/** The reference wallet, in one function under each contract, is certified under it, for a provider who signs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { catalogueOf } from '../../src/certification/catalogue.ts';
import { certify } from '../../src/certification/certify.ts';
import { exitCodeOf } from '../../src/certification/verdict.ts';
import { v1, v4 } from '../../src/contract/contracts.ts';
import { listen } from '../../src/edge/listen.ts';
import { createProvidersListener } from '../../src/edge/listener.ts';
import { providerDirectory } from '../../src/edge/providers.ts';
import { tokenHash } from '../../src/edge/token.ts';
import { walletOf } from '../../src/server/walletOf.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'certified-'));
afterAll(() => rmSync(folder, { recursive: true }));

const served = { v1: [v1], v4: [v4], 'v1 and v4': [v1, v4] } as const;
const token = 'Secret-42';
const signingSecret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;

it.each([
  { names: 'v1', contract: v1 },
  { names: 'v4', contract: v4 },
  { names: 'v1 and v4', contract: v1 },
  { names: 'v1 and v4', contract: v4 },
] as const)(
  'the reference wallet that serves $names is certified under $contract.name, with nothing failed',
  async ({ names, contract }) => {
    const store = openSqliteStore(join(folder, `${names}-${contract.name}.db`), 2);
    const accounts = { main: 100_000n, second: 50_000n, poor: 333n, blocked: 1_000n };
    for (const [name, balanceMinor] of Object.entries(accounts))
      await store.createAccount({ name, openingMinor: balanceMinor, active: name !== 'blocked' });
    const directory = providerDirectory([
      {
        name: 'ours',
        contracts: served[names],
        tokenHashes: [tokenHash(token)],
        currencyDecimals: 2,
        signature: { mode: 'required', secrets: [signingSecret] },
      },
    ]);
    const server = createServer(createProvidersListener(() => directory, walletOf(new Ledger(store))));
    const url = `${await listen(server, 0, '127.0.0.1')}${contract.callbackPath}`;
    const others = { second: 'second', poor: 'poor', blocked: 'blocked' };
    const target = {
      url,
      token,
      signingSecret,
      currencyDecimals: 2,
      account: 'main',
      others,
      unknownAccount: 'nobody77',
    };
    try {
      // It lives in this process, which nothing restarts; what a killed server knows is the torture's to try.
      const cases = catalogueOf(contract).filter(({ needs }) => !needs.includes('restart'));
      const options = { contract, target, cases, strict: true, kitVersion: 'test', waitMs: 0 };
      const certification = await certify(options);
      expect(certification.results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
      expect(exitCodeOf(certification)).toBe(0);
    } finally {
      server.closeAllConnections();
      server.close();
      await store.close();
    }
  },
);
