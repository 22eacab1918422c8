/** Accounts that others hold: their commands go another way, until the last of them is answered. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/contract/callback.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { AccountsHeld, OutcomeUnknown, type Store } from '../../src/wallet/store.ts';

const accepted: Outcome = { result: 'accepted', balanceMinor: 1n };
const ask = (account: string): WalletCommand => ({ kind: 'enquiry', provider: 'p', account, checks: [] });
/** Several turns of the event loop: on a busy machine a timer alone may come before all that was ready. */
const turn = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate);
};

/** A store where others hold account `a` until they let go; each batch that waits for it is answered by hand. */
function heldStore() {
  const log: string[] = [];
  const waiting: PromiseWithResolvers<unknown>[] = [];
  const others = { hold: true };
  const settle: Store['settle'] = async (commands, { patiently } = {}) => {
    const names = commands.map(({ account }) => account).join('');
    log.push(patiently ? `patiently ${names}` : names);
    if (names.includes('a') && patiently) {
      const answer = Promise.withResolvers<unknown>();
      waiting.push(answer);
      await answer.promise;
    } else if (names.includes('a') && others.hold) throw new AccountsHeld(new Set(['a']));
    return commands.map(() => accepted);
  };
  const store = { settle } as unknown as Store;
  return { ledger: new Ledger(store), log, others, next: () => waiting.shift() ?? expect.fail('nothing waits') };
}

describe('the commands of an account that others hold', () => {
  it('are all sent the patient way while one of them is not answered, and the usual way afterwards', async () => {
    const { ledger, log, others, next } = heldStore();
    const first = ledger.carryOut(ask('a'));
    await turn();
    const second = ledger.carryOut(ask('a'));
    await turn();
    expect([log.splice(0), ledger.waiting]).toEqual([['a', 'patiently a'], 1]);
    next().resolve(undefined);
    await first;
    // The second is under way by now, and the third must not overtake it.
    await turn();
    const third = ledger.carryOut(ask('a'));
    await turn();
    expect([log.splice(0), ledger.waiting]).toEqual([['patiently a'], 1]);
    next().resolve(undefined);
    await second;
    await turn();
    next().resolve(undefined);
    await third;
    others.hold = false;
    await ledger.carryOut(ask('a'));
    expect(log).toEqual(['patiently a', 'a']);
  });

  it('wait on in their order when they are held on the patient way, too', async () => {
    const { ledger, log, next } = heldStore();
    const answered: number[] = [];
    const all = [1, 2].map((n) => ledger.carryOut(ask('a')).then(() => answered.push(n)));
    await turn();
    const late = ledger.carryOut(ask('a')).then(() => answered.push(3));
    next().reject(new AccountsHeld(new Set(['a'])));
    await turn();
    expect(log).toEqual(['aa', 'patiently aa', 'patiently aaa']);
    next().resolve(undefined);
    await Promise.all([...all, late]);
    expect(answered).toEqual([1, 2, 3]);
  });

  it('reject when nobody can know what became of them, and the next go the usual way', async () => {
    const { ledger, log, others, next } = heldStore();
    const unknown = ledger.carryOut(ask('a'));
    await turn();
    const rejected = expect(unknown).rejects.toThrow(OutcomeUnknown);
    next().reject(new OutcomeUnknown('cut off'));
    await rejected;
    others.hold = false;
    expect(await ledger.carryOut(ask('a'))).toEqual(accepted);
    expect(log).toEqual(['a', 'patiently a', 'a']);
  });
});

describe('a ledger is drained', () => {
  it('when what is on its usual way is answered', async () => {
    const answer = Promise.withResolvers<Outcome[]>();
    const ledger = new Ledger({ settle: () => answer.promise } as unknown as Store);
    const order: string[] = [];
    void ledger.carryOut(ask('b'));
    const drained = ledger.drained().then(() => order.push('drained'));
    await turn();
    order.push('answers');
    answer.resolve([accepted]);
    await drained;
    expect(order).toEqual(['answers', 'drained']);
  });

  it('when what is on its patient way is answered', async () => {
    const { ledger, next } = heldStore();
    const order: string[] = [];
    void ledger.carryOut(ask('a'));
    await turn();
    const drained = ledger.drained().then(() => order.push('drained'));
    await turn();
    order.push('answers');
    next().resolve(undefined);
    await drained;
    expect(order).toEqual(['answers', 'drained']);
  });

  it('when what came to its usual way meanwhile is answered, too', async () => {
    const { ledger, log, next } = heldStore();
    void ledger.carryOut(ask('a'));
    await turn();
    const drained = ledger.drained();
    await turn();
    void ledger.carryOut(ask('b'));
    next().resolve(undefined);
    await drained;
    expect([log.at(-1), ledger.waiting]).toEqual(['b', 0]);
  });

  it('at once when nothing was asked', async () => {
    await heldStore().ledger.drained();
  });
});
