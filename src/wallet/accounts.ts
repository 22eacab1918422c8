import type { Account } from './state.ts';
import type { LedgerReader } from './store.ts';

/** How many accounts one look at the store brings. */
const pageSize = 1_000;

/** Every account, in the order of their names, however many they are. */
export async function* allAccounts(reader: LedgerReader): AsyncGenerator<Account> {
  for (let page = await reader.listAccounts('', pageSize); page.length > 0;) {
    yield* page;
    page = await reader.listAccounts(page.at(-1)?.name ?? '', pageSize);
  }
}
