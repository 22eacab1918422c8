import { expect, it } from 'vitest';
import { type OpenRounds, readOpenBets, readRound } from '../../src/wallet/rounds.ts';
import { cancel, describeDated, hour, move } from './datedWallet.ts';

describeDated('rounds', (dated) => {
  const { open, at, write } = dated;

  it('finds bets whose round has no win that stands, and the win that is held for one', async () => {
    await open('anna', 'bert');
    const inRound = (roundId: string, more: object = {}) => ({ roundId, ...more });
    await at(
      hour(1),
      move('bet', 'over', 1n, inRound('a')),
      move('win', 'over-win', 0n, inRound('a')),
      move('bet', 'cancelled', 2n, inRound('b')),
      cancel('cancelled'),
      move('bet', 'open', 3n, inRound('c')),
      move('bet', 'taken-back', 4n, inRound('d')),
      move('win', 'taken', 9n, inRound('d')),
      cancel('taken'),
      move('bet', 'held', 5n, inRound('e')),
      move('bet', 'rejected', 6n, inRound('f')),
      move('bet', 'released', 7n, inRound('g')),
      move('bet', 'other', 8n, inRound('a', { account: 'bert' })),
      move('bet', 'second', 9n, inRound('a', { provider: 'second' })),
    );
    await at(hour(2), move('bet', 'young', 10n, inRound('h')));
    const first = (id: string, roundId: string): Promise<void> => guarded(id, 0, 'held', roundId);
    const guarded = (id: string, step: number, kind: string, roundId: string): Promise<void> =>
      write(`INSERT INTO ledger_entry (provider, transaction_id, step, kind, account, round_id, delta_minor, balance_after_minor, account_version, at_ms)
        VALUES ('default', '${id}', ${step}, '${kind}', 'anna', '${roundId}', 0, 0, 0, 0)`);
    for (const [id, roundId] of [
      ['w1', 'e'],
      ['w2', 'f'],
      ['w3', 'g'],
    ] as const)
      await first(id, roundId);
    await guarded('w2', 1, 'rejection', 'f');
    await guarded('w3', 1, 'release', 'g');
    const found = async (more: Partial<OpenRounds> = {}): Promise<string[]> => {
      const bets: string[] = [];
      await readOpenBets(
        dated.store,
        { sinceMs: hour(0), beforeMs: hour(2), ...more },
        (bet) =>
          void bets.push([bet.transactionId, bet.state, bet.stakeMinor, ...(bet.heldId ? [bet.heldId] : [])].join(' ')),
      );
      return bets.sort();
    };
    expect(await found()).toEqual([
      'held held 5 w1',
      'open open 3',
      'other open 8',
      'rejected rejected 6',
      'second open 9',
      'taken-back open 4',
    ]);
    expect(await found({ account: 'bert' })).toEqual(['other open 8']);
    expect(await found({ provider: 'second' })).toEqual(['second open 9']);
    expect(await found({ beforeMs: hour(3), sinceMs: hour(2) })).toEqual(['young open 10']);
    await write('DELETE FROM ledger_entry WHERE account_version = 0');
  });

  it('finds the bets of one large round without looking at all of it for each', async () => {
    await open('anna');
    const bets = Array.from({ length: 12_000 }, (_, n) => `large-${n}`);
    await at(hour(1), ...bets.map((id) => move('bet', id, 0n, { roundId: 'large' })));
    const found = new Set<string>();
    await readOpenBets(dated.store, { sinceMs: hour(1), beforeMs: hour(2) }, ({ transactionId }) =>
      found.add(transactionId),
    );
    expect(found).toEqual(new Set(bets));
  });

  it('tells what is in a round, and what it comes to, for each provider and account', async () => {
    await open('anna', 'bert');
    await at(hour(1), move('bet', '1', 5n), move('bet', '2', 7n), move('win', '3', 90n), cancel('2'));
    await at(hour(2), move('bet', '4', 1n, { account: 'bert' }), move('win', '5', 2n, { provider: 'second' }));
    const told: string[] = [];
    const name = { roundId: 'r1' };
    await readRound(dated.store, name, {
      entry: ({ kind, transactionId, cancelled }) =>
        void told.push(`${kind} ${transactionId}${cancelled ? ' cancelled' : ''}`),
      sums: ({ provider, account, state, stakesMinor, winsMinor }) =>
        void told.push([provider, account, state, stakesMinor, winsMinor].join(' ')),
    });
    expect(told).toEqual([
      ...['bet 1', 'bet 2 cancelled', 'win 3', 'cancel 2', 'default anna over 5 90'],
      ...['bet 4', 'default bert open 1 0', 'win 5', 'second anna unmatched 0 2'],
    ]);
  });
});
