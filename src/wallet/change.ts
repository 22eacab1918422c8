/** Changes of what a wallet is told by hand: its currencies and providers. */
import { type Statement, type Store, TryAgain } from './store.ts';

/** While others are at the same rows. */
const mostAttempts = 20;

/** As `store.change`, and again when somebody else was first. */
export async function changeAll(store: Store, statements: readonly Statement[]): Promise<number | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.change(statements);
    } catch (error) {
      if (attempt === mostAttempts || !(error instanceof TryAgain)) throw error;
    }
  }
}
