/** The requests of a provider under a contract, and what is to come back of those that contracts answer differently. */
import type { AnyContract, ResultName } from '../contract/contract.ts';
import { formatMoney } from '../contract/money.ts';
import type { AmountMinor, Command } from '../contract/types.ts';
import { type Dialect, dialectOf, type Id } from './cases/dialects.ts';
import { exampleOf, requiredFields } from './examples.ts';
import type { OtherAccount } from './failure.ts';

/** The operator that is certified, and its accounts that the cases may use. */
export interface Target {
  /** The callback URL. */
  readonly url: string;
  readonly token: string;
  /** By which every request is signed, where the operator verifies signatures. */
  readonly signingSecret?: string;
  /** Restarts the operator; rejects with why it could not. */
  readonly restart?: () => Promise<void>;
  /** How many decimals the operator's currency has. */
  readonly currencyDecimals: number;
  /** The main account: it may play, and has money. */
  readonly account: string;
  /** The accounts that some cases need: a second one, one with little money, one that may not play. */
  readonly others: Readonly<Partial<Record<OtherAccount, string>>>;
  /** A name that the operator does not know. */
  readonly unknownAccount: string;
}

/** What a request says where it is not the usual: main account, the contract's checks, a round for each id. */
export interface Said {
  readonly account?: string;
  readonly check?: string;
  readonly round?: string;
  /** The own id of a cancel, in place of that which it has at every repeat. */
  readonly cancelId?: Id;
  /** More fields in `data`, and other ones. */
  readonly more?: Data;
  /** Only the fields that the contract demands. */
  readonly minimal?: boolean;
}

/** The data of a request, as it is sent. */
export type Data = Readonly<Record<string, unknown>>;

/** A command that moves money by an id of its own. */
export type Moving = 'bet' | 'win';

export interface Request {
  readonly command: string;
  readonly data: Data;
  readonly timestamp: string;
  readonly check: string;
}

/** What a cancel says again of what it undoes. */
interface Moved {
  readonly round: string;
  readonly amountMinor: AmountMinor;
}

let lastRound = BigInt(Date.now());

/**
 * Makes requests as the contract's examples show them, field by field. The same cancel has the same id of its own each
 * time, where the contract gives it one.
 */
export class Requests {
  readonly contract: AnyContract;
  readonly target: Target;
  readonly words: Dialect;
  /** The own ids of cancels, by what they cancel. */
  readonly #cancelIds = new Map<string, Id>();
  readonly #moved = new Map<Id, Moved>();
  readonly #sent = new Set<Id>();

  constructor(contract: AnyContract, target: Target) {
    this.contract = contract;
    this.target = target;
    this.words = dialectOf(contract);
  }

  /** An id that was never used. */
  newId(): Id {
    const round = this.newRound();
    const id = this.words.newId(this.#example('bet'), round);
    this.#moved.set(id, { round, amountMinor: 100n });
    return id;
  }

  /** A round that never was. */
  newRound(): string {
    return String(++lastRound);
  }

  /** The present time, as callbacks carry it. */
  timestamp(): string {
    return String(Math.floor(Date.now() / 1_000));
  }

  /** The data of a bet or a win. */
  movementData(command: Moving, id: Id, amountMinor: AmountMinor, said: Said = {}): Data {
    const round = said.round ?? this.#movedBy(id).round;
    // What comes again with other words is still what came first.
    if (!this.#sent.has(id)) this.#moved.set(id, { round, amountMinor });
    this.#sent.add(id);
    const { idField } = this.words;
    return this.#data(command, said, { [idField]: onWire(id), round_id: round, amount: this.onWireMoney(amountMinor) });
  }

  cancelData(targetId: Id, said: Said = {}): Data {
    const { account = this.target.account, cancelId } = said;
    const { idField, targetField } = this.words;
    const ownId = cancelId ?? this.#cancelIdOf(`${account} ${targetId}`);
    const { round, amountMinor } = this.#movedBy(targetId);
    const told = { round_id: said.round ?? round, amount: this.onWireMoney(amountMinor) };
    // Where both are one field, it names the transaction to undo.
    return this.#data('cancel', said, { [idField]: onWire(ownId), [targetField]: onWire(targetId), ...told });
  }

  statusData(id: Id, said: Said = {}): Data {
    return this.#data('status', said, { [this.words.idField]: onWire(id) });
  }

  accountData(command: 'authenticate' | 'balance', said: Said = {}): Data {
    return this.#data(command, said, {});
  }

  /** An amount as a JSON number. */
  onWireMoney(amountMinor: AmountMinor): unknown {
    return JSON.rawJSON(formatMoney(amountMinor, this.target.currencyDecimals));
  }

  /** The fields of the example, in their order, with these in place of its own. */
  #data(command: Command, { account = this.target.account, more, minimal }: Said, own: Data): Data {
    const example = this.#example(command);
    const values: Data = { ...example, time_stamp: Date.now(), ...own, account };
    const fields = minimal === true ? requiredFields(this.contract, command) : Object.keys(example);
    return { ...Object.fromEntries(fields.map((field) => [field, values[field]])), ...more };
  }

  #example(command: Command): Data {
    return exampleOf(this.contract, command).data;
  }

  #movedBy(id: Id): Moved {
    const moved = this.#moved.get(id) ?? { round: this.newRound(), amountMinor: 100n };
    this.#moved.set(id, moved);
    return moved;
  }

  #cancelIdOf(cancelled: string): Id {
    const id = this.#cancelIds.get(cancelled) ?? this.newId();
    this.#cancelIds.set(cancelled, id);
    return id;
  }

  /** A request as a provider sends it. */
  request(command: Command, data: Data, check = this.#checksOf(command)): Request {
    return { command, data, timestamp: this.timestamp(), check };
  }

  /** What the contract says that a provider asks. */
  #checksOf(command: Command): string {
    return this.contract.delivery[command].checks;
  }

  /** What a cancel of the unknown is to be answered: in a contract that has two checks for it, the one that is asked first. */
  unknownTarget(check = this.#checksOf('cancel')): ResultName {
    const { unknownTransaction, unknownTarget } = this.contract.results;
    if (unknownTarget === undefined) return 'unknownTransaction';
    const first = numbersIn(check).find((number) => number === unknownTransaction || number === unknownTarget);
    return first === unknownTransaction ? 'unknownTransaction' : 'unknownTarget';
  }

  /** What the same cancel is to be answered when it comes again: one with an id of its own is a transaction that was processed. */
  repeatedCancel(check = this.#checksOf('cancel')): ResultName {
    const { adapter, results } = this.contract;
    return adapter.cancelHasId && numbersIn(check).includes(results.alreadyProcessed) ? 'alreadyProcessed' : 'accepted';
  }
}

/** A bigint travels as a JSON integer, digit for digit. */
function onWire(id: Id): unknown {
  return typeof id === 'string' ? id : JSON.rawJSON(String(id));
}

function numbersIn(check: string): number[] {
  return check.split(',').map(Number);
}
