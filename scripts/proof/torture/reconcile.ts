/** Whether servers, and the ledger itself, say of players what the books say. */
import type { AuditReport } from '../../../src/wallet/audit.ts';
import { type HeldWin, readHeldWins } from '../../../src/wallet/heldWins.ts';
import type { LedgerReader } from '../../../src/wallet/store.ts';
import type { Book } from './book.ts';
import type { Call } from './calls.ts';

/** Asks for the balance and every transaction's state, and tells what is otherwise. */
export async function reconcile({ account, balanceMinor, transactions }: Book, call: Call): Promise<string[]> {
  const wrong: string[] = [];
  const toldMinor = (await call('balance', { kind: 'enquiry', account }))?.balanceMinor;
  if (toldMinor !== balanceMinor) wrong.push(`the last balance is ${toldMinor ?? 'not told'}, not ${balanceMinor}`);
  for (const [id, { state }] of transactions) {
    const reply = await call('status', { kind: 'status', account, transactionId: String(id) });
    const told =
      reply?.result === 'accepted'
        ? states[reply.transaction ?? 'untold']
        : reply?.result === 'unknownTransaction'
          ? 'unknown'
          : (reply?.result ?? 'unanswered');
    if (told !== state) wrong.push(`transaction ${id} is ${told}, not ${state}`);
  }
  return wrong;
}

const states = { standing: 'OK', cancelled: 'CANCELED', untold: 'untold' } as const;

/** What the audit finds wrong, and in what the ledger is otherwise than all books together: each currency's money, and the held wins. */
export async function compareLedger(
  reader: LedgerReader,
  { problems, currencies }: AuditReport,
  books: readonly Book[],
): Promise<{ readonly held: number; readonly released: number; readonly wrong: string[] }> {
  const wrong = problems.map(({ broken, row }) => `${broken}: ${Object.values(row).join(' ')}`);
  for (const { code, balanceMinor } of currencies) {
    const of = books.filter(({ provider }) => provider.currency === code);
    const expectedMinor = of.reduce((sum, book) => sum + book.balanceMinor, 0n);
    if (balanceMinor !== expectedMinor) wrong.push(`there is ${balanceMinor} of ${code}, not ${expectedMinor}`);
  }
  const held: HeldWin[] = [];
  await readHeldWins(reader, {}, (one) => void held.push(one));
  const byAccount = Map.groupBy(held, ({ entry }) => entry.account);
  for (const book of books) wrong.push(...compareHeld(book, byAccount.get(book.account) ?? []));
  return { held: held.length, released: held.filter(({ state }) => state === 'released').length, wrong };
}

function compareHeld(book: Book, held: readonly HeldWin[]): string[] {
  const wrong = [];
  const ids = new Set(held.map(({ entry }) => BigInt(entry.transactionId)));
  for (const id of book.held) if (!ids.has(id)) wrong.push(`${book.account}: win ${id} was not held`);
  for (const id of ids) if (!book.held.has(id)) wrong.push(`${book.account}: win ${id} was held, and must not`);
  for (const { entry, state } of held) {
    const isPaid = book.expected(BigInt(entry.transactionId)).state === 'OK';
    if (state === 'waiting' || (state === 'released') !== isPaid)
      wrong.push(
        `${book.account}: held win ${entry.transactionId} is ${state}, and ${isPaid ? 'must be' : 'was not'} paid`,
      );
  }
  return wrong;
}
