/** The types of a contract's messages; `Messages` is what `generated/<contract>/types.ts` states of it. */
import type { Callbacks as V1 } from '../../generated/v1/types.ts';
import type { Callbacks as V4 } from '../../generated/v4/types.ts';

export type { V1, V4 };

/** Money in whole minor units (cents, where the currency has two decimals). */
export type AmountMinor = bigint;

/** The commands that every contract has. */
export type Command = keyof V1 & keyof V4;

/** What a contract states of one command. */
interface Message {
  readonly request: { readonly command: string; readonly timestamp: string; readonly check: string };
  readonly data: { readonly account: string };
  readonly reply: { readonly result: number; readonly status: string };
  readonly check: number;
}

/** What a contract states of its commands, as `V1` and `V4` do; a contract may have more commands than all have. */
export type Messages<M = Readonly<Record<Command, Message>>> = { readonly [C in keyof M | Command]: Message };

/** The commands of this contract. */
export type CommandOf<M extends Messages<M> = Messages> = keyof M & string;

/** What a request of this command is about: money in minor units, ids exact. */
export type CallbackData<M extends Messages<M>, C extends CommandOf<M> = CommandOf<M>> = M[C]['data'];

/** A whole request, as the program holds it. */
export interface CallbackRequest<M extends Messages<M>, C extends CommandOf<M> = CommandOf<M>> {
  readonly command: C;
  readonly data: CallbackData<M, C>;
  readonly timestamp: string;
  readonly check: string;
}

/** The numbers of the checks that can fail for this command; a failed check answers its own number. */
export type CheckOf<M extends Messages<M>, C extends CommandOf<M> = CommandOf<M>> = M[C]['check'];

type DataKey<R> = R extends { data: infer D } ? keyof D : never;
type Close<R, Keys extends PropertyKey> = R extends { data: infer D }
  ? Omit<R, 'data'> & { data: D & { [K in Exclude<Keys, keyof D>]?: never } }
  : R;

/** The code of a wrong token, the edge's own answer, in every contract. */
type WrongToken = 100;

/**
 * What a handler of this command may answer. Closed, unlike on the wire: the data of another command's
 * reply is not accepted. The wrong-token reply is the edge's own.
 */
export type CallbackReply<M extends Messages<M>, C extends CommandOf<M> = CommandOf<M>> = {
  [K in C]: Close<Exclude<M[K]['reply'], { result: WrongToken }>, DataKey<M[CommandOf<M>]['reply']>>;
}[C];

/** What an operator's answer to this command can be, as a client receives it. */
export type ReceivedReply<M extends Messages<M>, C extends CommandOf<M> = CommandOf<M>> = M[C]['reply'];
