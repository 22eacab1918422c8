/** `accounts credit` and `accounts debit`: asks the wallet, and tells what came of it and who asked. */
import { randomUUID } from 'node:crypto';
import type { Outcome } from '../contract/callback.ts';
import { displayMoney } from '../contract/money.ts';
import { logTo, plain } from '../server/log.ts';
import {
  adjustmentOf,
  type AdjustmentRequest,
  carryOutAdjustment,
  isMoved,
  parseAdjustmentId,
} from '../wallet/adjustment.ts';
import type { Adjustment } from '../wallet/command.ts';
import { OutcomeUnknown, type Store } from '../wallet/store.ts';
import { CouldNotRun, InvalidInput, Refused, type Terminal } from './input.ts';
import { whoAsks } from './whoAsks.ts';

export interface AdjustmentFlags {
  readonly id?: string;
  readonly reason?: string;
}

export interface AdjustmentByHand extends Omit<AdjustmentRequest, 'id'> {
  /** From `adjustmentId`; made up when absent. */
  readonly id: string | undefined;
  readonly reason: string | undefined;
  readonly currencyDecimals: number;
  /** The command that moves it, as it is pasted into a shell, with this id. */
  readonly commandWith: (id: string) => string;
}

/**
 * Moves money and resolves the balance that came of it, also when it had been moved before under this id. Rejects with
 * `Refused` when nothing is moved, and with `CouldNotRun` when nobody can know.
 */
export async function adjust(store: Store, asked: AdjustmentByHand, { err }: Terminal): Promise<bigint> {
  const { kind, account, currencyDecimals, reason, commandWith } = asked;
  const id = asked.id ?? randomUUID();
  // Before anything is sent: whatever happens then, it can be repeated.
  if (asked.id === undefined) err(`To repeat this ${kind} without moving anything twice, repeat it with --id ${id}`);
  const adjustment = adjustmentOf({ ...asked, id });
  const log = logOf(adjustment, reason, err);
  const storeFailed = (error: unknown): void => log('error', { problem: String(error) });
  const outcome = await carryOutAdjustment(store, adjustment, storeFailed).catch((error: unknown) => {
    if (!(error instanceof OutcomeUnknown)) throw error;
    throw new CouldNotRun(
      `the outcome is unknown: ${error.message}. Run it again with --id ${id}, which moves nothing twice:\n  ${commandWith(id)}`,
      { cause: error },
    );
  });
  const { result, note, balanceMinor } = outcome;
  const done = isMoved(outcome);
  log(done ? 'info' : 'warn', {
    result,
    note,
    balanceMinor: balanceMinor === undefined ? undefined : plain(balanceMinor),
  });
  if (!done || balanceMinor === undefined)
    throw new Refused(`${whyNot(outcome, id, account, currencyDecimals)}; nothing was moved`);
  if (result === 'alreadyProcessed') err(`${id} was carried out before; nothing was moved this time`);
  return balanceMinor;
}

/** The id without its name space, in which a log or a history shows it. Throws `InvalidInput`. */
export function adjustmentId(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const id = parseAdjustmentId(given);
  if (id === undefined)
    throw new InvalidInput([
      `--id must be 1 to 64 letters, digits and signs without spaces, as in ticket-4711, not ${JSON.stringify(given)}`,
    ]);
  return id;
}

/** Who moves what, and why; a line for what comes of it is added by what is returned. */
function logOf(
  { kind, account, transactionId, amountMinor }: Adjustment,
  reason: string | undefined,
  err: Terminal['err'],
) {
  const { logger } = logTo({ write: (line) => err(line.trimEnd()) });
  const about = { user: whoAsks(), kind, account, amountMinor: plain(amountMinor), transactionId, reason };
  return (level: 'info' | 'warn' | 'error', outcome: object): void =>
    logger[level]({ ...about, ...outcome }, 'adjustment');
}

function whyNot(
  { result, note, balanceMinor }: Outcome,
  id: string,
  account: string,
  currencyDecimals: number,
): string {
  if (result === 'insufficientBalance')
    return `account ${account} has only ${displayMoney(balanceMinor ?? 0n, currencyDecimals)}`;
  if (note === 'conflict')
    return `the id ${id} is that of another movement, of another kind, account or amount. Give this one an --id of its own`;
  if (note === 'out-of-range') return 'the balance would exceed what is kept exactly';
  return 'the store failed';
}
