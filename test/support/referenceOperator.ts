/** An operator that serves the reference wallet in this process, under every contract, with its money in a file. */
import { createServer } from 'node:http';
import { contracts } from '../../src/contract/index.ts';
import { listen } from '../../src/edge/listen.ts';
import { createWalletListener } from '../../src/edge/listener.ts';
import { walletOf } from '../../src/server/walletOf.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { scratch } from './commandLine.ts';

export interface ReferenceOperator {
  readonly url: string;
  /** In minor units; read beside the protocol. */
  balanceOf(account: string): Promise<bigint>;
  /** Takes so much from the account, by hand. */
  take(account: string, amountMinor: bigint): Promise<void>;
  stop(): Promise<void>;
}

/** Serves accounts with these openings. */
export async function startReferenceOperator(
  openingMinor: Readonly<Record<string, bigint>>,
  token = 't',
): Promise<ReferenceOperator> {
  const [folder, remove] = scratch();
  const store = openSqliteStore(`${folder}/wallet.db`, 2);
  for (const [name, minor] of Object.entries(openingMinor))
    await store.createAccount({ name, active: true, openingMinor: minor });
  const ledger = new Ledger(store);
  const server = createServer(createWalletListener(Object.values(contracts), walletOf(ledger), { tokens: [token] }));
  const url = await listen(server, 0, '127.0.0.1');
  return {
    url: `${url}/callback`,
    balanceOf: async (account) => {
      const enquiry = { kind: 'enquiry', provider: 'nobody', account, checks: [] } as const;
      const { balanceMinor } = await ledger.carryOut(enquiry);
      if (balanceMinor === undefined) throw new Error(`there is no account ${account}`);
      return balanceMinor;
    },
    take: async (account, amountMinor) => {
      await ledger.carryOut({ kind: 'debit', account, transactionId: `taken ${Date.now()}`, amountMinor });
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await ledger.drained();
      await store.close();
      remove();
    },
  };
}
