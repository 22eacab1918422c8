/** What a game server calls: every command delivered as the contract says, and nothing owed forgotten. */
import type { DecodedData } from '../contract/adapter.ts';
import type { AnyContract } from '../contract/contract.ts';
import { usualDecimals } from '../contract/money.ts';
import { attemptsOn } from './attempt.ts';
import { type Clock, realClock } from './clock.ts';
import { connectionPool } from './connections.ts';
import { Lanes } from './lanes.ts';
import {
  type CancelOrder,
  type EnquiryOrder,
  lettersIn,
  type MovementOrder,
  type Orders,
  type StatusOrder,
} from './orders.ts';
import type { AttemptRecord, DeliveryRecord, DeliveryState, MovingCommand, Outbox } from './outbox/outbox.ts';
import { type Carried, RetryingSender, type Start } from './retryingSender.ts';
import type { Verdict } from './verdict.ts';

/** What a delivery needs to know of its operator. */
export interface DeliveryOptions {
  /** In which everything is sent. */
  readonly contract: AnyContract;
  /** The operator's callback URL. */
  readonly url: string;
  /**
   * The operator's tokens, at least one. When one is answered with the result `wrongToken`, the next is tried at once.
   */
  readonly tokens: readonly string[];
  /** Where deliveries are kept until they have ended. It is not closed by the delivery. */
  readonly outbox: Outbox;
  /** How many decimals the operator's currency has; two when not given. */
  readonly currencyDecimals?: number;
  /**
   * By which requests are signed, beside the token: `whsec_` and then 24 to 64 bytes in base64. They are not when it is not given.
   * Each attempt has the time of its own; the `webhook-id` of a bet, win or cancel is the same at all its attempts.
   */
  readonly signingSecret?: string;
  /** How many rounds are delivered at the same time, over as many connections; 100 when not given. */
  readonly mostAtOnce?: number;
  /** The machine's time when not given. */
  readonly clock?: Clock;
  /**
   * Returns a number from 0 to 1, which says where in the contract's range the next delay falls; `Math.random` when not
   * given.
   */
  readonly random?: () => number;
  /** Told of every attempt once it is over, and what it means. */
  readonly observe?: (attempt: AttemptRecord, verdict: Verdict['kind']) => void;
}

/**
 * What came of a delivery. A caller has to handle every kind:
 *
 * - `accepted`: the operator has carried it out.
 * - `refused`: the operator refused it, and nothing moved. `result` says why.
 * - `cancelled`: nobody knew what had come of a bet, and its cancel was accepted; or the game's own cancel came before
 *   the delivery had ended.
 * - `unresolved`: every attempt failed, and a person has to look at it; a movement stays in the outbox for that. Or
 *   another sender has taken the delivery over, because this one had not renewed its lease; the outbox tells how it
 *   ends.
 */
export type DeliveryOutcome = Carried;

/**
 * Delivers commands to one operator, each with the deadline, attempts, delays and compensation of its `x-delivery` in
 * the contract (see "Retries and idempotency" in its documentation). Deliveries of one round keep their order.
 *
 * `bet`, `win` and `cancel` are in the outbox before their first byte is sent. They reject, before anything is sent,
 * with `TypeError` for an amount that is no `bigint`, and with `Error` when the transaction has been delivered
 * before or the delivery is closed. They also reject when the outbox's database goes away. What had begun is then ended
 * once it is back: a win or cancel is delivered, and a bet is cancelled, unless its end had been noted. The outbox
 * tells what came of it.
 */
export interface Delivery {
  authenticate(order: EnquiryOrder): Promise<DeliveryOutcome>;
  balance(order: EnquiryOrder): Promise<DeliveryOutcome>;
  bet(order: MovementOrder): Promise<DeliveryOutcome>;
  win(order: MovementOrder): Promise<DeliveryOutcome>;
  cancel(order: CancelOrder): Promise<DeliveryOutcome>;
  /** Where it is accepted, its outcome tells what became of the transaction. */
  status(order: StatusOrder): Promise<DeliveryOutcome>;
  /** Tries again what is unresolved, and wins and cancels that were refused; resolves the state of each. */
  retry(ids: readonly string[]): Promise<Map<string, DeliveryState>>;
  /**
   * Takes over what dead senders left pending, and what this one let go of with its outbox, and resolves when all of it is
   * done. It also does so by itself. What they left in another contract is for a sender of that contract: a warning of the
   * process says so.
   */
  recover(): Promise<void>;
  /** Takes no more calls, and resolves when all that is under way has ended. The outbox stays open. */
  close(): Promise<void>;
}

interface UnderWay {
  readonly lane: string;
  readonly supersede: AbortController;
  /** It ended as cancelled, and the operator may have received it all the same. */
  givenUp: boolean;
}

const defaultMostAtOnce = 100;

/** How often within its lease a sender says that it lives, and looks for those that do not. */
const beatsPerLease = 4;

/** Makes a delivery to one operator, and renews its lease in the outbox until it is closed. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const {
    contract,
    outbox,
    clock = realClock,
    random = Math.random,
    currencyDecimals = usualDecimals,
    mostAtOnce = defaultMostAtOnce,
  } = options;
  const connections = connectionPool(mostAtOnce, contract.maxBodyBytes);
  const attempt = attemptsOn({ ...options, currencyDecimals, clock, fetch: connections.fetch });
  const { adapter } = contract;
  const letters = lettersIn(contract, currencyDecimals);
  const sender = new RetryingSender({ contract, letters, attempt, outbox, clock, random });
  const lanes = new Lanes(mostAtOnce);
  /** What is under way here, by transaction: a cancel stops the attempts that remain. */
  const underWay = new Map<string, UnderWay>();
  /** What of other contracts was told to be left alone. */
  const told = new Set<string>();
  let closing = false;
  let working = 0;

  async function deliver<C extends MovingCommand>(command: C, order: Orders[C]): Promise<DeliveryOutcome> {
    const { data, body } = letters.write(command, order);
    const record = { ...subjectOf(order), command, contract: contract.name, phase: command, body } as const;
    return add(
      { ...record, id: `${command}:${record.transactionId}`, state: 'pending', attempts: 0, createdAtMs: Date.now() },
      data,
    );
  }

  async function add(record: DeliveryRecord, data: DecodedData): Promise<DeliveryOutcome> {
    const { id, command, account, transactionId, roundId } = record;
    if (closing) throw new Error(`${id} can't be delivered: the delivery is closed`);
    return counted(async () => {
      if (!(await outbox.add(record)))
        throw new Error(`${id} was delivered before; every bet and win needs an id of its own`);
      const target = underWay.get(transactionId);
      if (command === 'cancel') target?.supersede.abort();
      const round = roundId === '' ? transactionId : roundId;
      return carry(record, target?.lane ?? `${account} ${round}`, (superseded) => {
        const start: Start = { attempts: 0, sentBefore: target?.givenUp === true, superseded };
        return command === 'bet' ? sender.sendBet(record, data) : sender.sendWithRetries(record, data, start);
      });
    });
  }

  async function counted<Result>(work: () => Promise<Result>): Promise<Result> {
    working++;
    try {
      return await work();
    } finally {
      working--;
    }
  }

  /** In its lane: behind the other deliveries of its round. */
  async function carry(
    { command, transactionId }: DeliveryRecord,
    lane: string,
    work: (superseded: AbortSignal) => Promise<DeliveryOutcome>,
  ): Promise<DeliveryOutcome> {
    const supersede = new AbortController();
    const entry: UnderWay = { lane, supersede, givenUp: false };
    if (command !== 'cancel') underWay.set(transactionId, entry);
    try {
      return await lanes.run(lane, async () => {
        const outcome = await work(supersede.signal);
        entry.givenUp = outcome.kind === 'cancelled';
        return outcome;
      });
    } finally {
      if (underWay.get(transactionId) === entry) underWay.delete(transactionId);
    }
  }

  /** Goes on with what the outbox holds: a bet is never sent again, only cancelled. */
  function goOn(record: DeliveryRecord, attempts: number): Promise<DeliveryOutcome> {
    const work = async (superseded: AbortSignal): Promise<DeliveryOutcome> => {
      const start = { attempts, sentBefore: record.state !== 'refused', superseded };
      if (record.command !== 'bet') return sender.sendWithRetries(record, letters.read(record), start);
      return sender.compensate(record, record.phase === 'bet' ? { ...start, attempts: 0 } : start);
    };
    return counted(() => carry(record, record.account, work));
  }

  async function recover(): Promise<void> {
    const { taken, leftAlone } = await outbox.takeOver(contract.name);
    for (const record of leftAlone) tellLeftAlone(record);
    // The attempt that was interrupted counts.
    await Promise.all(taken.map((record) => goOn(record, record.attempts + 1)));
  }

  /** Once for each, however often it is seen. */
  function tellLeftAlone({ id, contract: other }: Pick<DeliveryRecord, 'id' | 'contract'>): void {
    if (told.has(id)) return;
    told.add(id);
    process.emitWarning(
      `${id} is left alone: it is in contract ${other}, and this sender speaks ${contract.name}. Start one that speaks ${other}`,
    );
  }

  async function retry(ids: readonly string[]): Promise<Map<string, DeliveryState>> {
    const work: Promise<readonly [string, DeliveryState]>[] = [];
    const wanted = new Set(ids);
    // Before any is reopened: what can't be read stays as it is, and so do those beside it.
    for (const id of wanted) {
      const found = await outbox.find(id);
      if (found) letters.read(found);
    }
    try {
      for (const id of wanted) {
        const record = await outbox.reopen(id);
        if (record) work.push(goOn(record, 0).then(({ kind }) => [id, kind]));
      }
    } finally {
      await Promise.allSettled(work);
    }
    return new Map(await Promise.all(work));
  }

  const heartbeat = setInterval(() => {
    // A database that is away for a moment is asked again at the next beat.
    outbox
      .live()
      .then(
        () => (closing ? undefined : recover()),
        () => undefined,
      )
      .catch(() => undefined);
  }, outbox.leaseMs / beatsPerLease).unref();

  return {
    authenticate: (order) => sender.enquire('authenticate', adapter.toData({ ...order, kind: 'enquiry' })),
    balance: (order) => sender.enquire('balance', adapter.toData({ ...order, kind: 'enquiry' })),
    status: (order) => sender.enquire('status', adapter.toData({ ...order, kind: 'status' })),
    bet: (order) => deliver('bet', order),
    win: (order) => deliver('win', order),
    cancel: (order) => deliver('cancel', order),
    retry,
    recover,
    close: async () => {
      if (closing) return;
      closing = true;
      while (working > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      clearInterval(heartbeat);
      await connections.close();
    },
  };
}

/** What the outbox knows a delivery by. */
function subjectOf(
  order: MovementOrder | CancelOrder,
): Pick<DeliveryRecord, 'account' | 'transactionId' | 'roundId' | 'amountMinor'> {
  const { account, roundId = '' } = order;
  return 'targetId' in order
    ? { account, transactionId: order.targetId, roundId, amountMinor: 0n }
    : { account, transactionId: order.transactionId, roundId, amountMinor: order.amountMinor };
}
