/** What a provider sends on an ordinary day: every command, over players of whom few play much. */
import type { Callback } from '../../../src/contract/callback.ts';
import { Ledger } from '../../../src/wallet/ledger.ts';
import type { Store } from '../../../src/wallet/store.ts';
import { play } from './load.ts';

export const mixedAccounts = 100_000;

/** How many of a hundred commands are of each kind; `authenticate` and `balance` are alike to a wallet. */
const shares = { enquiry: 28, bet: 33, win: 33, cancel: 3, status: 3 } as const;

const known = ['unknownAccount', 'inactiveAccount'] as const;
const documented = {
  enquiry: known,
  bet: [...known, 'alreadyProcessed', 'insufficientBalance'],
  win: [...known, 'alreadyProcessed'],
  cancel: [...known, 'unknownTransaction'],
  status: ['unknownAccount', 'unknownTransaction'],
} as const;

const kinds = Object.entries(shares).flatMap(([kind, share]) =>
  Array<string>(share).fill(kind),
) as (keyof typeof shares)[];

/** Who plays, drawn beforehand by Zipf's law: the n-th of all plays an n-th as much as the first. */
const drawn = drawAccounts(1 << 18);

let lastId = BigInt(Date.now()) * 1_000n;
let turns = 0;

/** Commands per second that a ledger settles with so many waiting at a time. */
export async function mixedLoad(store: Store, concurrency: number, seconds: number): Promise<number> {
  const ledger = new Ledger(store);
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  let commands = 0;
  async function player(): Promise<void> {
    let made: { account: string; transactionId: string } | undefined;
    while (performance.now() < until) {
      const command = commandOf(kinds[(++turns * 37) % kinds.length] ?? 'bet', made);
      const { result } = await ledger.carryOut(command, performance.now() + 2_000);
      if (result !== 'accepted') throw new Error(`a ${command.kind} was answered ${result}`);
      if (command.kind === 'bet') made = command;
      if (command.kind === 'cancel') made = undefined;
      commands++;
    }
  }
  await Promise.all(Array.from({ length: concurrency }, player));
  return commands / ((performance.now() - begun) / 1_000);
}

/** A cancel and a status are of the player's last bet; before there is one, another is made. */
function commandOf(kind: keyof typeof shares, made: { account: string; transactionId: string } | undefined): Callback {
  const account = `a${drawn[turns % drawn.length] ?? 0}`;
  const asked = { provider: 'default', account, checks: documented[kind] } as const;
  if (kind === 'enquiry') return { kind, ...asked };
  if (kind === 'cancel' && made) return { kind, ...asked, account: made.account, targetId: made.transactionId, play };
  if (kind === 'status' && made) return { kind, ...asked, account: made.account, transactionId: made.transactionId };
  const transactionId = `m${++lastId}`;
  const told = { transactionId, roundId: transactionId, amountMinor: 1n, play };
  const moves = kind === 'win' ? 'win' : 'bet';
  return { kind: moves, ...asked, checks: documented[moves], ...told };
}

function drawAccounts(count: number): Uint32Array {
  const upTo = new Float64Array(mixedAccounts);
  let sum = 0;
  for (let rank = 0; rank < mixedAccounts; rank++) upTo[rank] = sum += 1 / (rank + 1);
  return Uint32Array.from({ length: count }, (_, n) => {
    const wanted = ((n * 0.618_033_988_749_895) % 1) * sum;
    let [low, high] = [0, mixedAccounts - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}
