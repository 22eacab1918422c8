/** One win whose answer is lost at every attempt but the last: it must be paid, and once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyContract } from '../../../src/contract/contract.ts';
import { type Clock, createDelivery, openOutboxAt } from '../../../src/delivery/index.ts';
import { startReferenceOperator } from '../../../test/support/referenceOperator.ts';
import { startLossyWire } from './lossyWire.ts';

export interface LastAttempt {
  /** How the delivery ended. */
  readonly kind: string;
  readonly attempts: number;
  /** What the player has more than before. */
  readonly paidMinor: bigint;
  readonly tookMs: number;
}

export const winMinor = 1_234n;

/** Delivers the win to the reference wallet; `tried` is told of every attempt. */
export async function payAtLastAttempt(
  contract: AnyContract,
  clock: Clock,
  tried: (attempt: number, outcome: string) => void = () => undefined,
): Promise<LastAttempt> {
  const openingMinor = 100n;
  const operator = await startReferenceOperator({ anna: openingMinor });
  const wire = await startLossyWire(operator.url, contract.delivery.win.attempts - 1);
  const folder = mkdtempSync(join(tmpdir(), 'retries-'));
  const outbox = await openOutboxAt(`sqlite:${join(folder, 'outbox.db')}`);
  let attempts = 0;
  const observe = ({ outcome }: { readonly outcome: string }): void => tried(++attempts, outcome);
  const delivery = createDelivery({
    outbox,
    operators: [{ name: 'casino', contract, url: wire.url, tokens: ['t'] }],
    clock,
    observe,
  });
  const begun = performance.now();
  try {
    const win = { account: 'anna', transactionId: '1', roundId: 'r', amountMinor: winMinor };
    const { kind } = await delivery.to('casino').win(win);
    const paidMinor = (await operator.balanceOf('anna')) - openingMinor;
    return { kind, attempts, paidMinor, tookMs: performance.now() - begun };
  } finally {
    await delivery.close();
    await outbox.close();
    wire.close();
    await operator.stop();
    rmSync(folder, { recursive: true });
  }
}
