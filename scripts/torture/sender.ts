/**
 * A provider that never gives up, and keeps its own account of every acknowledged reply. Each player's
 * callbacks are sent one after another, so what each reply must say is known to the cent.
 */
import { type CallbackClient, createCallbackClient } from '../../generated/client.ts';
import { results } from '../../generated/protocol.ts';

export interface Sender {
  /** What was answered otherwise than it must have been. */
  readonly contradictions: string[];
  readonly counts: { acknowledged: number; unanswered: number; compensated: number };
  /** Ends after the round that is being played. */
  stop(): Promise<void>;
  /** Asks for every player's balance and every transaction's state, and compares. */
  reconcile(): Promise<void>;
}

/** What must have become of a transaction. */
interface Expected {
  readonly deltaMinor: bigint;
  readonly state: 'OK' | 'CANCELED' | 'unknown';
}

const unknown: Expected = { deltaMinor: 0n, state: 'unknown' };

interface Player {
  readonly account: string;
  balanceMinor: bigint;
  readonly transactions: Map<bigint, Expected>;
}

export interface SenderOptions {
  readonly urls: readonly string[];
  readonly token: string;
  readonly accounts: readonly string[];
  readonly openingMinor: bigint;
  readonly random: () => number;
}

/** Between two attempts; the contract's delays would make a test of hours. */
const patienceMs = 20;

let lastId = BigInt(Date.now()) * 1_000n;

export function startSender({ urls, token, accounts, openingMinor, random }: SenderOptions): Sender {
  const clients = urls.map((url) => createCallbackClient({ url, token }));
  const contradictions: string[] = [];
  const counts = { acknowledged: 0, unanswered: 0, compensated: 0 };
  let stopping = false;

  const anyClient = (): CallbackClient => clients[Math.floor(random() * clients.length)] ?? fail('no client');

  function expectBalance(player: Player, what: string, balanceMinor: bigint | undefined): void {
    counts.acknowledged++;
    if (balanceMinor === player.balanceMinor) return;
    contradictions.push(`${player.account}: ${what} answered balance ${balanceMinor ?? 'none'}, not ${player.balanceMinor}`);
  }

  function acknowledge(player: Player, id: bigint, deltaMinor: bigint): void {
    player.balanceMinor += deltaMinor;
    player.transactions.set(id, { deltaMinor, state: 'OK' });
  }

  async function playRound(player: Player): Promise<void> {
    const id = ++lastId;
    const staked = await bet(player, id, BigInt(Math.floor(random() * 500)));
    if (staked && random() < 0.15) return cancel(player, id);
    const winId = ++lastId;
    await win(player, winId, random() < 0.5 ? 0n : BigInt(Math.floor(random() * 1_000)));
    if (random() < 0.1) await cancel(player, winId);
  }

  /** Sent once; without an answer it is cancelled. Resolves whether the stake was taken. */
  async function bet(player: Player, id: bigint, amount: bigint): Promise<boolean> {
    const { account } = player;
    const data = { account, trans_id: id, round_id: String(id), amount };
    const outcome = await anyClient().bet(data);
    if (outcome.kind !== 'replied') {
      counts.unanswered++;
      await cancel(player, id);
      counts.compensated++;
      return false;
    }
    const { reply } = outcome;
    if (reply.result !== results.accepted) {
      player.transactions.set(id, unknown);
      if ('data' in reply) expectBalance(player, `bet ${id} refused`, reply.data.balance);
      return false;
    }
    acknowledge(player, id, -amount);
    expectBalance(player, `bet ${id}`, reply.data.balance);
    if (random() < 0.1) await repeat(player, id, amount);
    return true;
  }

  /** An acknowledged bet that comes again must be known. */
  async function repeat(player: Player, id: bigint, amount: bigint): Promise<void> {
    const outcome = await anyClient().bet({ account: player.account, trans_id: id, round_id: String(id), amount });
    if (outcome.kind !== 'replied' || outcome.reply.result === results.failed) return;
    if (outcome.reply.result !== results.alreadyProcessed) contradictions.push(`${player.account}: repeated bet ${id} answered ${outcome.reply.result}`);
  }

  async function win(player: Player, id: bigint, amount: bigint): Promise<void> {
    await untilSettled(async (attempt) => {
      const outcome = await anyClient().win({ account: player.account, trans_id: id, round_id: String(id), amount });
      if (outcome.kind !== 'replied') return false;
      const { reply } = outcome;
      if (reply.result === results.failed) return false;
      // On a repeat, 41 tells that an earlier attempt arrived.
      if (reply.result !== results.accepted && !(attempt > 1 && reply.result === results.alreadyProcessed)) {
        contradictions.push(`${player.account}: win ${id}, attempt ${attempt}, answered ${reply.result}`);
        return true;
      }
      acknowledge(player, id, amount);
      if ('data' in reply) expectBalance(player, `win ${id}`, reply.data.balance);
      return true;
    });
  }

  async function cancel(player: Player, id: bigint): Promise<void> {
    await untilSettled(async () => {
      const outcome = await anyClient().cancel({ account: player.account, trans_id: id });
      if (outcome.kind !== 'replied' || outcome.reply.result === results.failed) return false;
      const { reply } = outcome;
      const known = player.transactions.get(id) ?? unknown;
      if (reply.result === results.unknownTransaction && known.state === 'OK') {
        contradictions.push(`${player.account}: acknowledged ${id} is not known to its cancel`);
      } else if (reply.result === results.accepted) {
        // What was never acknowledged is undone as well, and leaves no trace in the balance.
        player.balanceMinor -= known.deltaMinor;
        player.transactions.set(id, { deltaMinor: 0n, state: 'CANCELED' });
      } else if (reply.result === results.unknownTransaction) {
        player.transactions.set(id, unknown);
      } else {
        contradictions.push(`${player.account}: cancel ${id} answered ${reply.result}`);
      }
      if ('data' in reply) expectBalance(player, `cancel ${id}`, reply.data.balance);
      return true;
    });
  }

  async function untilSettled(attempt: (number: number) => Promise<boolean>): Promise<void> {
    for (let number = 1; !(await attempt(number)); number++) {
      counts.unanswered++;
      await new Promise((resolve) => setTimeout(resolve, patienceMs));
    }
  }

  async function reconcilePlayer(player: Player): Promise<void> {
    const balance = await anyClient().balance({ account: player.account });
    expectBalance(player, 'the last balance', balance.kind === 'replied' && 'data' in balance.reply ? balance.reply.data.balance : undefined);
    for (const [id, { state }] of player.transactions) {
      const outcome = await anyClient().status({ account: player.account, trans_id: id });
      const reply = outcome.kind === 'replied' ? outcome.reply : undefined;
      const told = reply?.result === results.accepted ? reply.data.trans_status : reply?.result === results.unknownTransaction ? 'unknown' : outcome.kind;
      if (told !== state) contradictions.push(`${player.account}: transaction ${id} is ${told}, not ${state}`);
    }
  }

  const players = accounts.map((account): Player => ({ account, balanceMinor: openingMinor, transactions: new Map() }));
  const playing = Promise.all(
    players.map(async (player) => {
      while (!stopping) await playRound(player);
    }),
  );
  return {
    contradictions,
    counts,
    stop: async () => {
      stopping = true;
      await playing;
    },
    reconcile: async () => {
      await Promise.all(players.map(reconcilePlayer));
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}
