/** Whether the players can play at an operator, and what they have before they do. */
import type { AnyContract } from '../contract/contract.ts';
import type { AmountMinor } from '../contract/types.ts';
import { oneLine } from '../contract/visible.ts';
import type { DeliveryOutcome, OperatorDelivery } from '../delivery/delivery.ts';
import type { AttemptRecord } from '../delivery/outbox/outbox.ts';
import { balanceOf, type Book } from './reconcile.ts';

/** As much of an answer as tells what it is. */
const shownCharacters = 200;

/** Why no simulation was begun. */
export type Obstacle = 'unreachable' | 'no answer' | 'token' | 'account' | 'contract';

/**
 * An account can't play at an operator; nothing was played. `obstacle` says whether nobody is reached, nobody answers, or the token or
 * the account is refused.
 */
export class UnusableAccount extends Error {
  override readonly name = 'UnusableAccount';
  readonly obstacle: Obstacle;
  /** The operator's name. */
  readonly operator: string;

  constructor(message: string, obstacle: Obstacle, operator: string) {
    super(message);
    this.obstacle = obstacle;
    this.operator = operator;
  }
}

/** An operator, as it is asked before the play. */
export interface Asked {
  readonly name: string;
  readonly contract: AnyContract;
  readonly delivery: OperatorDelivery;
  readonly lastAttempt: () => AttemptRecord | undefined;
}

/**
 * Authenticates every player, as the launch of a game does. What the outbox moved before is not part of the opening.
 */
export async function openingOf(
  asked: Asked,
  accounts: readonly string[],
  book: Book,
): Promise<Map<string, AmountMinor>> {
  const { delivery } = asked;
  const opening = new Map<string, AmountMinor>();
  for (const account of accounts) {
    const outcome = await delivery.authenticate({ account });
    const balanceMinor = outcome.kind === 'accepted' ? await balanceOf(delivery, account) : undefined;
    if (balanceMinor === undefined) throw unusable(asked, account, outcome);
    await demandContract(asked, account);
    opening.set(account, balanceMinor - (book.movedMinor.get(account) ?? 0n));
  }
  return opening;
}

/** Players are looked up alike in every contract; a transaction is not. */
async function demandContract({ name, contract, delivery, lastAttempt }: Asked, account: string): Promise<void> {
  await delivery.status({ account, transactionId: '1' });
  const { outcome, answer = '' } = lastAttempt() ?? {};
  if (outcome !== 'violation') return;
  const shown = oneLine(answer).slice(0, shownCharacters);
  throw new UnusableAccount(
    `the operator does not take a status in contract ${contract.name}: ${shown}`,
    'contract',
    name,
  );
}

function unusable({ name, contract, lastAttempt }: Asked, account: string, outcome: DeliveryOutcome): UnusableAccount {
  if (outcome.kind !== 'refused') {
    const { outcome: what = '', answer = '' } = lastAttempt() ?? {};
    if (what === 'disconnected')
      return new UnusableAccount(`the operator does not answer: ${oneLine(answer)}`, 'unreachable', name);
    const shown = [what, oneLine(answer).slice(0, shownCharacters)].filter(Boolean).join(', ');
    return new UnusableAccount(`the operator does not answer in the protocol: ${shown}`, 'no answer', name);
  }
  const { result } = outcome;
  if (result === contract.results.wrongToken)
    return new UnusableAccount('the operator does not take the token', 'token', name);
  return new UnusableAccount(`the operator does not let account ${account} play: result ${result}`, 'account', name);
}
