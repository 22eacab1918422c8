/** Whether a server says of a player what the book says. */
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
