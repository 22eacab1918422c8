/** What a game server calls: every command delivered as the contract says, and nothing owed forgotten. */
import { decodeRequest, encodeRequest } from '../contract/codec.ts';
import { subjectOf } from '../contract/dialect.ts';
import { parseJson } from '../contract/json.ts';
import { usualDecimals } from '../contract/money.ts';
import type { CallbackData, Command } from '../contract/types.ts';
import { attemptsOn } from './attempt.ts';
import { type Clock, realClock } from './clock.ts';
import { connectionPool } from './connections.ts';
import { type Carried, RetryingSender, type Start } from './retryingSender.ts';
import type { Verdict } from './verdict.ts';
import { Lanes } from './lanes.ts';
import {
  type AttemptRecord,
  type DeliveryRecord,
  type DeliveryState,
  type MovingCommand,
  type Outbox,
  UnusableOutbox,
} from './outbox/outbox.ts';

export interface DeliveryOptions {
  /** The operator's callback URL. */
  readonly url: string;
  /** The operator's tokens; the next is tried when one is answered with the wrong-token result. */
  readonly tokens: readonly string[];
  /** Where what is owed is kept. */
  readonly outbox: Outbox;
  /** Two when not given. */
  readonly currencyDecimals?: number;
  /** How many rounds are delivered at the same time, and over how many connections; 100 when not given. */
  readonly mostAtOnce?: number;
  readonly clock?: Clock;
  /** From 0 to 1, in place of `Math.random`: where in its range each delay falls. */
  readonly random?: () => number;
  /** Told of every attempt once it is over, and what it means. */
  readonly observe?: (attempt: AttemptRecord, verdict: Verdict<Command>['kind']) => void;
}

/**
 * What came of a delivery; the caller has to know every kind.
 * `accepted`: carried out. `refused`: the operator said no and nothing moved. `cancelled`: the fate of a bet was
 * unknown and it was undone, or a cancel came before the delivery was through. `unresolved`: every attempt
 * failed, and a movement is kept in the outbox for somebody to look at; or another sender, which took this one for dead,
 * has the delivery now, and the outbox tells how it ends.
 *
 * A call is rejected when the outbox goes away. What it had begun is ended once the outbox is back: a win or cancel is
 * delivered, and a bet is undone unless its end was noted. The game can ask the outbox, or cancel.
 */
export type DeliveryOutcome<C extends Command> = Carried<C>;

export interface Delivery {
  authenticate(data: CallbackData<'authenticate'>): Promise<DeliveryOutcome<'authenticate'>>;
  balance(data: CallbackData<'balance'>): Promise<DeliveryOutcome<'balance'>>;
  bet(data: CallbackData<'bet'>): Promise<DeliveryOutcome<'bet'>>;
  win(data: CallbackData<'win'>): Promise<DeliveryOutcome<'win'>>;
  cancel(data: CallbackData<'cancel'>): Promise<DeliveryOutcome<'cancel'>>;
  status(data: CallbackData<'status'>): Promise<DeliveryOutcome<'status'>>;
  /** Tries again what is unresolved, and wins and cancels that were refused; resolves the state of each. */
  retry(ids: readonly string[]): Promise<Map<string, DeliveryState>>;
  /** Takes over what dead senders left pending, and what this one let go of with its outbox, and resolves when all of it is done. It also does so by itself. */
  recover(): Promise<void>;
  /** Finishes what is under way. The outbox stays open. */
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

export function createDelivery(options: DeliveryOptions): Delivery {
  const {
    outbox,
    clock = realClock,
    random = Math.random,
    currencyDecimals = usualDecimals,
    mostAtOnce = defaultMostAtOnce,
  } = options;
  const connections = connectionPool(mostAtOnce);
  const attempt = attemptsOn({ ...options, currencyDecimals, clock, fetch: connections.fetch });
  const sender = new RetryingSender({ attempt, outbox, clock, random });
  const lanes = new Lanes(mostAtOnce);
  /** What is under way here, by transaction: a cancel stops the attempts that remain. */
  const underWay = new Map<string, UnderWay>();
  let closing = false;
  let working = 0;

  async function deliver<C extends MovingCommand>(command: C, data: CallbackData<C>): Promise<DeliveryOutcome<C>> {
    const { account, transactionId = '', roundId = '', amountMinor = 0n } = subjectOf(data);
    const subject = { account, transactionId, roundId, amountMinor };
    const body = encodeRequest(command, { command, data }, currencyDecimals);
    const id = `${command}:${subject.transactionId}`;
    const record: DeliveryRecord = {
      ...subject,
      id,
      command,
      phase: command,
      body,
      state: 'pending',
      attempts: 0,
      createdAtMs: Date.now(),
    };
    if (closing) throw new Error(`${id} can't be delivered: the delivery is closed`);
    return counted(async () => {
      if (!(await outbox.add(record)))
        throw new Error(`${id} was delivered before; every bet and win needs a trans_id of its own`);
      const target = underWay.get(subject.transactionId);
      if (command === 'cancel') target?.supersede.abort();
      const round = subject.roundId === '' ? subject.transactionId : subject.roundId;
      return carry(record, target?.lane ?? `${subject.account} ${round}`, (superseded) =>
        begin(record, command, data, { attempts: 0, sentBefore: target?.givenUp === true, superseded }),
      );
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
  async function carry<C extends MovingCommand>(
    { command, transactionId }: DeliveryRecord,
    lane: string,
    work: (superseded: AbortSignal) => Promise<DeliveryOutcome<C>>,
  ): Promise<DeliveryOutcome<C>> {
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

  async function begin<C extends MovingCommand>(
    record: DeliveryRecord,
    command: C,
    data: CallbackData<C>,
    start: Start,
  ): Promise<DeliveryOutcome<C>> {
    const byCommand: { readonly [K in MovingCommand]: (given: CallbackData<K>) => Promise<DeliveryOutcome<K>> } = {
      bet: (given) => sender.sendBet(record, given),
      win: (given) => sender.sendWithRetries(record, 'win', given, start),
      cancel: (given) => sender.sendWithRetries(record, 'cancel', given, start),
    };
    return byCommand[command](data);
  }

  /** Goes on with what the outbox holds: a bet is never sent again, only cancelled. */
  function goOn(record: DeliveryRecord, attempts: number): Promise<DeliveryOutcome<MovingCommand>> {
    const work = (superseded: AbortSignal): Promise<DeliveryOutcome<MovingCommand>> => {
      const start = { attempts, sentBefore: record.state !== 'refused', superseded };
      switch (record.command) {
        case 'bet':
          return sender.compensate(
            record,
            dataOf('bet', record),
            record.phase === 'bet' ? { ...start, attempts: 0 } : start,
          );
        case 'win':
          return sender.sendWithRetries(record, 'win', dataOf('win', record), start);
        case 'cancel':
          return sender.sendWithRetries(record, 'cancel', dataOf('cancel', record), start);
      }
    };
    return counted(() => carry(record, record.account, work));
  }

  function dataOf<C extends MovingCommand>(command: C, { id, body }: DeliveryRecord): CallbackData<C> {
    const json = parseJson(body);
    const decoded = json && decodeRequest(command, json, currencyDecimals);
    if (!decoded || 'violations' in decoded)
      throw new UnusableOutbox(`${id} can't be read in a currency with ${currencyDecimals} decimals`);
    return decoded.message.data;
  }

  async function recover(): Promise<void> {
    // The attempt that was interrupted counts.
    await Promise.all((await outbox.takeOver()).map((record) => goOn(record, record.attempts + 1)));
  }

  async function retry(ids: readonly string[]): Promise<Map<string, DeliveryState>> {
    const work: Promise<readonly [string, DeliveryState]>[] = [];
    try {
      for (const id of new Set(ids)) {
        const found = await outbox.find(id);
        // Before it is reopened: what can't be read stays as it is.
        if (found) dataOf(found.command, found);
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
    authenticate: (data) => sender.enquire('authenticate', data),
    balance: (data) => sender.enquire('balance', data),
    status: (data) => sender.enquire('status', data),
    bet: (data) => deliver('bet', data),
    win: (data) => deliver('win', data),
    cancel: (data) => deliver('cancel', data),
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
