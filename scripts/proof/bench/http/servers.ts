/** The reference server as `seamless serve` runs it. */
import { gatheredLines } from '../../../../src/process/lines.ts';
import { serve } from '../../../../src/server/serve.ts';
import type { Store } from '../../../../src/wallet/store.ts';
import { contract, token } from './listening.ts';

export async function onSqlite(file: string): Promise<string> {
  const { openSqliteStore } = await import('../../../../src/wallet/sqlite/store.ts');
  return reference(openSqliteStore(file, 2));
}

export async function onPostgres(url: string): Promise<string> {
  const { openPostgresStore } = await import('../../../../src/wallet/postgres/store.ts');
  return reference(await openPostgresStore(url, 2));
}

async function reference(store: Store): Promise<string> {
  const server = await serve({
    contracts: [contract],
    store,
    host: '127.0.0.1',
    port: 0,
    tokens: [token],
    lines: gatheredLines(),
  });
  return server.callbackUrl;
}
