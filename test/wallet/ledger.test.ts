import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/contract/callback.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { largestBatch, Ledger, longestQueue } from '../../src/wallet/ledger.ts';
import { operatorProvider } from '../../src/wallet/state.ts';
import { AccountsHeld, OutcomeUnknown, type Store, TryAgain } from '../../src/wallet/store.ts';

const command = (account: string): WalletCommand => ({ kind: 'enquiry', provider: 'default', account, checks: [] });
const accepted: Outcome = { result: 'accepted', balanceMinor: 1n };
const names = (commands: readonly WalletCommand[]): string => commands.map(({ account }) => account).join('');

/** A store of which only `settle` is used. */
function storeThat(settle: Store['settle']): Store {
  return { settle } as unknown as Store;
}

/** A store that finishes a batch when it is told to. */
function heldStore() {
  const batches: string[] = [];
  const finish: (() => void)[] = [];
  const store = storeThat((commands) => {
    batches.push(names(commands));
    return new Promise((resolve) => finish.push(() => resolve(commands.map(() => accepted))));
  });
  return { store, batches, finishNext: () => finish.shift()?.() };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('the ledger', () => {
  it('gathers the next batch while one is being committed', async () => {
    const { store, batches, finishNext } = heldStore();
    const ledger = new Ledger(store);
    const first = [ledger.carryOut(command('a')), ledger.carryOut(command('b'))];
    await turn();
    const second = [ledger.carryOut(command('c'))];
    await turn();
    second.push(ledger.carryOut(command('d')));
    expect(batches).toEqual(['ab']);
    finishNext();
    await Promise.all(first);
    await turn();
    expect(batches).toEqual(['ab', 'cd']);
    finishNext();
    expect(await Promise.all(second)).toEqual([accepted, accepted]);
  });

  it('takes a command that comes in the moment in which the last batch is answered', async () => {
    const { store, finishNext } = heldStore();
    const ledger = new Ledger(store);
    const chained = ledger.carryOut(command('a')).then(() => ledger.carryOut(command('b')));
    await turn();
    finishNext();
    await turn();
    finishNext();
    expect(await chained).toEqual(accepted);
    await ledger.drained();
  });

  it('keeps batches within their limit', async () => {
    const sizes: number[] = [];
    const ledger = new Ledger(
      storeThat(async (commands) => (sizes.push(commands.length), commands.map(() => accepted))),
    );
    await Promise.all(Array.from({ length: largestBatch * 2 + 1 }, () => ledger.carryOut(command('a'))));
    expect(sizes).toEqual([largestBatch, largestBatch, 1]);
  });

  it('refuses before it begins what has waited past its deadline, and begins nothing of it', async () => {
    const { store, batches, finishNext } = heldStore();
    const ledger = new Ledger(store);
    const first = ledger.carryOut(command('a'));
    await turn();
    const late = ledger.carryOut(command('b'), performance.now() + 20);
    const inTime = ledger.carryOut(command('c'), performance.now() + 60_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
    finishNext();
    await first;
    await turn();
    expect(batches).toEqual(['a', 'c']);
    expect(await late).toEqual({ result: 'failed', note: 'shed' });
    finishNext();
    expect(await inTime).toEqual(accepted);
  });

  it('begins nothing that would be answered too late if it took as long as what came before, and what is fresh all the same', async () => {
    const { store, batches, finishNext } = heldStore();
    const ledger = new Ledger(store);
    const first = ledger.carryOut(command('a'));
    await turn();
    const tooClose = ledger.carryOut(command('b'), performance.now() + 300);
    await new Promise((resolve) => setTimeout(resolve, 200));
    finishNext();
    await first;
    expect(await tooClose).toEqual({ result: 'failed', note: 'shed' });
    const fresh = ledger.carryOut(command('c'), performance.now() + 300);
    await turn();
    expect(batches).toEqual(['a', 'c']);
    finishNext();
    expect(await fresh).toEqual(accepted);
  });

  it('refuses at once what finds the queue full', async () => {
    const { store } = heldStore();
    const ledger = new Ledger(store);
    void ledger.carryOut(command('a'));
    await turn();
    for (let n = 0; n < longestQueue; n++) void ledger.carryOut(command('b'));
    expect(await ledger.carryOut(command('c'))).toEqual({ result: 'failed', note: 'shed' });
  });

  it('settles a batch again when others were first, until the deadline', async () => {
    let attempts = 0;
    const ledger = new Ledger(
      storeThat(async (commands) => {
        if (++attempts < 4) throw new TryAgain('busy');
        return commands.map(() => accepted);
      }),
    );
    expect(await ledger.carryOut(command('a'))).toEqual(accepted);
    const never = new Ledger(
      storeThat(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw new TryAgain('busy');
      }),
    );
    expect(await never.carryOut(command('a'), performance.now() + 40)).toEqual({ result: 'failed', note: 'shed' });
  });

  it('settles a failing batch command by command, so that one spoils no other', async () => {
    const failures: unknown[] = [];
    const settled: string[] = [];
    const store = storeThat(async (commands) => {
      if (commands.some(({ account }) => account === 'x')) throw new Error('x can not be stored');
      settled.push(names(commands));
      return commands.map(() => accepted);
    });
    const ledger = new Ledger(store, { storeFailed: (error) => failures.push(error) });
    const outcomes = await Promise.all(['a', 'x', 'b'].map((account) => ledger.carryOut(command(account))));
    expect(outcomes).toEqual([accepted, { result: 'failed' }, accepted]);
    expect(settled).toEqual(['a', 'b']);
    expect(failures).toHaveLength(2);
  });

  it('lets the commands of accounts that others hold wait apart, in their order, and the others go on', async () => {
    const settled: string[] = [];
    let letGo = (): void => undefined;
    const free = new Promise<void>((resolve) => (letGo = resolve));
    let held = true;
    const store = storeThat(async (commands, { patiently } = {}) => {
      if (held && commands.some(({ account }) => account === 'a')) {
        if (!patiently) throw new AccountsHeld(new Set(['a']));
        await free;
      }
      settled.push(names(commands));
      return commands.map(() => accepted);
    });
    const ledger = new Ledger(store);
    const first = ['a', 'b', 'a'].map((account) => ledger.carryOut(command(account)));
    await first[1];
    await Promise.all([ledger.carryOut(command('c')), ledger.carryOut(command('d'))]);
    const later = ledger.carryOut(command('a'));
    await turn();
    expect([settled, ledger.waiting]).toEqual([['b', 'cd'], 1]);
    held = false;
    letGo();
    expect(await Promise.all([...first, later])).toEqual([accepted, accepted, accepted, accepted]);
    await Promise.all([ledger.carryOut(command('a')), ledger.carryOut(command('b'))]);
    expect(settled).toEqual(['b', 'cd', 'aa', 'a', 'ab']);
    await ledger.drained();
  });

  it('never sends a batch again whose outcome is unknown', async () => {
    let sent = 0;
    const ledger = new Ledger(
      storeThat(async () => {
        sent++;
        throw new OutcomeUnknown('cut off');
      }),
    );
    const outcomes = await Promise.allSettled(['a', 'b'].map((account) => ledger.carryOut(command(account))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(sent).toBe(1);
  });

  it('is not harmed by who only looks on and throws, or rejects', async () => {
    const warned: string[] = [];
    const warning = ({ message }: Error): void => void warned.push(message);
    process.on('warning', warning);
    const answers: (readonly Outcome[] | Error)[] = [
      [accepted],
      new TryAgain('others'),
      [accepted],
      new Error('gone'),
      [accepted],
    ];
    const answer = (): readonly Outcome[] | Error => answers.shift() ?? new Error('asked once more');
    const ledger = new Ledger(
      storeThat(async () => {
        const next = answer();
        if (next instanceof Error) throw next;
        return [...next];
      }),
      {
        settled: () => {
          throw new Error('settled broke');
        },
        triedAgain: async () => Promise.reject(new Error('triedAgain broke')),
        storeFailed: () => {
          throw new Error('storeFailed broke');
        },
      },
    );
    const outcomes: Outcome[] = [];
    for (const account of ['a', 'b', 'c', 'd']) outcomes.push(await ledger.carryOut(command(account)));
    expect(outcomes).toEqual([accepted, accepted, { result: 'failed' }, accepted]);
    await turn();
    process.off('warning', warning);
    expect(warned.sort()).toEqual([
      'settled broke',
      'settled broke',
      'settled broke',
      'storeFailed broke',
      'triedAgain broke',
    ]);
  });

  it('refuses texts that no database keeps as they are, before anything is begun', async () => {
    let begun = 0;
    const ledger = new Ledger(storeThat(async () => [(begun++, accepted)]));
    const bet = {
      kind: 'bet',
      provider: 'default',
      account: 'anna',
      transactionId: '1',
      roundId: 'r',
      amountMinor: 1n,
      checks: [],
    } as const;
    const cancel = { ...bet, kind: 'cancel', targetId: '0' } as const;
    for (const wrong of ['x\ud800', 'x\0y']) {
      for (const field of ['account', 'transactionId', 'roundId'])
        await expect(ledger.carryOut({ ...bet, [field]: wrong })).rejects.toThrow(RangeError);
      await expect(ledger.carryOut({ ...cancel, targetId: wrong })).rejects.toThrow(RangeError);
    }
    await expect(ledger.carryOut({ ...bet, play: { studio: 1.5 } })).rejects.toThrow(RangeError);
    expect(begun).toBe(0);
  });

  it("refuses a callback that names the operator's own name space, or no provider", async () => {
    let begun = 0;
    const ledger = new Ledger(storeThat(async () => [(begun++, accepted)]));
    for (const provider of [operatorProvider, '', 'Upper', 'a b', '-a', 'a'.repeat(33)])
      await expect(ledger.carryOut({ kind: 'enquiry', provider, account: 'anna', checks: [] })).rejects.toThrow(
        'no provider',
      );
    expect(begun).toBe(0);
  });

  it('refuses a negative amount before anything is begun, and takes one of nothing', async () => {
    let begun = 0;
    const ledger = new Ledger(storeThat(async () => [(begun++, accepted)]));
    const credit = { kind: 'credit', account: 'anna', transactionId: '1', amountMinor: -1n } as const;
    await expect(ledger.carryOut(credit)).rejects.toThrow('an amount must not be negative, as -1 is');
    expect(begun).toBe(0);
    expect(await ledger.carryOut({ ...credit, amountMinor: 0n })).toEqual(accepted);
    expect(begun).toBe(1);
  });
});
