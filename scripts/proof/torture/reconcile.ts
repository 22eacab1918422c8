/** Whether a server says of a player what the book says. */
import { type V1, v1 } from '../../../src/contract/index.ts';
import type { CallbackClient } from '../../../src/delivery/client.ts';
import type { Book } from './book.ts';

const { results } = v1;

/** Asks for the balance and every transaction's state, and tells what is otherwise. */
export async function reconcile(
  { account, balanceMinor, transactions }: Book,
  client: CallbackClient<V1>,
): Promise<string[]> {
  const wrong: string[] = [];
  const balance = await client.balance({ account });
  const toldMinor = balance.kind === 'replied' && 'data' in balance.reply ? balance.reply.data.balance : undefined;
  if (toldMinor !== balanceMinor) wrong.push(`the last balance is ${toldMinor ?? 'not told'}, not ${balanceMinor}`);
  for (const [id, { state }] of transactions) {
    const outcome = await client.status({ account, trans_id: id });
    const reply = outcome.kind === 'replied' ? outcome.reply : undefined;
    const told =
      reply?.result === results.accepted
        ? reply.data.trans_status
        : reply?.result === results.unknownTransaction
          ? 'unknown'
          : outcome.kind;
    if (told !== state) wrong.push(`transaction ${id} is ${told}, not ${state}`);
  }
  return wrong;
}
