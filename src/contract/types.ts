/** The domain names of the generated types; nothing else imports the raw ones. */
import type { Check, Command } from '../../generated/v1/protocol.ts';
import { commandChecks, delivery, results } from '../../generated/v1/protocol.ts';
import type { Callbacks } from '../../generated/v1/types.ts';

export type { Check, Command, ResultName } from '../../generated/v1/protocol.ts';
export type { AmountMinor } from '../../generated/v1/types.ts';

/** A whole request, as the program holds it: money in minor units, ids exact. */
export type CallbackRequest<C extends Command = Command> = { [K in C]: Callbacks[K]['request'] }[C];

/** What a request of this command is about. */
export type CallbackData<C extends Command = Command> = { [K in C]: Callbacks[K]['data'] }[C];

/** What a transaction is named on the wire: an integer or a string of digits. */
export type TransactionIdOnWire = CallbackData<'status'>['trans_id'];

type AnyReply<C extends Command> = { [K in C]: Callbacks[K]['reply'] }[C];
type DataKey = AnyReply<Command> extends infer R ? (R extends { data: infer D } ? keyof D : never) : never;
type Close<R> = R extends { data: infer D }
  ? Omit<R, 'data'> & { data: D & { [K in Exclude<DataKey, keyof D>]?: never } }
  : R;

/**
 * What a handler of this command may answer. Closed, unlike on the wire: the data of another command's
 * reply is not accepted. The wrong-token reply is the edge's own.
 */
export type CallbackReply<C extends Command = Command> = {
  [K in C]: Close<Exclude<AnyReply<K>, { result: typeof results.wrongToken }>>;
}[C];

/** What an operator's answer to this command can be, as a client receives it. */
export type ReceivedReply<C extends Command = Command> = AnyReply<C>;

/** How the provider delivers a command. */
export interface DeliveryPolicy {
  /** The checks it asks for, as they stand in the request. */
  readonly checks: string;
  /** How long it waits for one answer. */
  readonly deadlineMs: number;
  readonly attempts: number;
  /** Between two attempts; absent when there is only one. */
  readonly delayMs?: { readonly min: number; readonly max: number };
  readonly whenUnresolved: 'nothing' | 'cancel';
}

export const deliveryOf: Readonly<Record<Command, DeliveryPolicy>> = delivery;

/** The checks that can fail for a command. */
export const checksOf: Readonly<Record<Command, readonly Check[]>> = commandChecks;
