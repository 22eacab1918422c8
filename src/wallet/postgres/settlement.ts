/** How a batch is settled on a connection: the two ways, and what their errors mean. */
import type { Outcome } from '../../contract/callback.ts';
import type { PostgresClient } from '../../database/postgresClient.ts';
import type { AmountMinor } from '../../contract/types.ts';
import { guardedRounds, isGuarded, mayMove, namesOf, type WalletCommand } from '../command.ts';
import { decideInOrder } from '../decide.ts';
import { type Account } from '../state.ts';
import { Snapshot } from '../snapshot.ts';
import { AccountsHeld } from '../store.ts';
import { whenAllAreAnswered } from '../tricks/whenAllAreAnswered.ts';
import { committing, reading } from './committing.ts';
import { ask } from './connection.ts';
import { heldTooLong } from './errors.ts';
import {
  inLockOrder,
  type LedgerRow,
  lockAccounts,
  lockFreeAccounts,
  readAll,
  readParameters,
  readRounds,
  roundParameters,
  snapshotOf,
  writeAll,
  writeParameters,
} from './statements.ts';
import { demandWritable, showReadOnly } from './writable.ts';

/** What each provider has paid in the present hour, where guards ask for it. */
export type PaidThisHour = ReadonlyMap<string, AmountMinor> | undefined;

export interface Settlement {
  readonly outcomes: Outcome[];
  /** The accounts as the batch left them. */
  readonly accounts: Iterable<Account>;
}

/**
 * One round trip: decides over accounts as they are `remembered`, and writes. The guard of the write finds out
 * whether they are still so, and the unique key whether the transactions are new. `undefined`, and nothing
 * sent, unless every command moves: a refusal must not rest on memory, nor a cancel, which knows its target by looking, nor
 * a win that is guarded.
 */
export async function settleRemembered(
  client: PostgresClient,
  commands: readonly WalletCommand[],
  remembered: readonly Account[],
): Promise<Settlement | undefined> {
  if (commands.some(mustLook)) return undefined;
  const { outcomes, accounts, write, moved } = decideOver(new Snapshot(remembered, []), commands);
  if (!write || moved < commands.length) return undefined;
  await committing(client, ask(client, { ...writeAll, values: write }));
  return { outcomes, accounts };
}

function mustLook(command: WalletCommand): boolean {
  const { kind } = command;
  return kind === 'cancel' || kind === 'release' || kind === 'rejection' || isGuarded(command);
}

/** Waits for accounts that others hold, though not for long, and rejects with `AccountsHeld` where they hold them still. */
export async function settleWaiting(
  client: PostgresClient,
  commands: readonly WalletCommand[],
  paidThisHour: PaidThisHour,
): Promise<Settlement> {
  return settleLocked(client, commands, lockAccounts, paidThisHour).catch((error: unknown) => {
    if (!heldTooLong(error)) throw error;
    return settleFree(client, commands, paidThisHour);
  });
}

/** Waits for nobody: rejects with `AccountsHeld` where others hold accounts. */
export function settleFree(
  client: PostgresClient,
  commands: readonly WalletCommand[],
  paidThisHour: PaidThisHour,
): Promise<Settlement> {
  return settleLocked(client, commands, lockFreeAccounts, paidThisHour);
}

/** Two round trips: locks the accounts that may move and reads the rest, then writes and commits. */
async function settleLocked(
  client: PostgresClient,
  commands: readonly WalletCommand[],
  lock: typeof lockAccounts | typeof lockFreeAccounts,
  paidThisHour: PaidThisHour,
): Promise<Settlement> {
  const { accounts: names, transactions } = namesOf(commands);
  const moving = inLockOrder(commands.filter(mayMove).map(({ account }) => account));
  const others = names.filter((name) => !moving.includes(name));
  const read = { ...readAll, values: readParameters(others, transactions) };
  if (moving.length === 0) {
    // Nothing else would tell that a standby answers, or a primary that was put aside.
    const [{ rows }, readOnly] = await reading(Promise.all([ask<LedgerRow>(client, read), ask(client, showReadOnly)]));
    demandWritable(readOnly);
    return decideOver(snapshotOf(rows, [], paidThisHour), commands);
  }
  try {
    const rounds = guardedRounds(commands);
    const readsRounds = rounds.wins.length + rounds.targets.length > 0;
    const [, locked, { rows }, around] = await reading(
      whenAllAreAnswered([
        ask(client, 'BEGIN'),
        ask<LedgerRow>(client, { ...lock, values: [moving] }),
        // Behind the locks: it sees all that others have committed before they gave these locks up.
        ask<LedgerRow>(client, read),
        ...(readsRounds ? [ask<LedgerRow>(client, { ...readRounds, values: roundParameters(rounds) })] : []),
      ]),
    );
    if (lock === lockFreeAccounts) await refuseHeld(client, moving, locked.rows);
    const { outcomes, accounts, write } = decideOver(
      snapshotOf([...locked.rows, ...rows], around?.rows ?? [], paidThisHour),
      commands,
    );
    // Sent together: behind a write that failed, the commit rolls back.
    const written = write && committing(client, ask(client, { ...writeAll, values: write }));
    await Promise.all([written, committing(client, ask(client, 'COMMIT'))]);
    return { outcomes, accounts };
  } catch (error) {
    ask(client, 'ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Asks for the accounts that were not locked: those that are there are held by somebody else. */
async function refuseHeld(
  client: PostgresClient,
  wanted: readonly string[],
  locked: readonly LedgerRow[],
): Promise<void> {
  const free = new Set(locked.map(([name]) => name));
  const others = wanted.filter((name) => !free.has(name));
  if (others.length === 0) return;
  const { rows } = await reading(ask<LedgerRow>(client, { ...readAll, values: readParameters(others, []) }));
  if (rows.length > 0) throw new AccountsHeld(new Set(rows.map(([name]) => String(name))));
}

function decideOver(
  snapshot: Snapshot,
  commands: readonly WalletCommand[],
): Settlement & { write?: unknown[]; moved: number } {
  const before = new Map(snapshot.accounts);
  const { outcomes, entries } = decideInOrder(snapshot, commands);
  const settlement = { outcomes, accounts: snapshot.accounts.values(), moved: entries.length };
  return entries.length === 0 ? settlement : { ...settlement, write: writeParameters(before, snapshot, entries) };
}
