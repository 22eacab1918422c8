/** What a report must say, of entries one after another, without any SQL. */
import type { ReportLine, ReportSubject } from '../../src/wallet/reports/report.ts';
import type { Row } from '../../src/wallet/store.ts';

export function counted(rows: readonly Row[], by: ReportSubject): ReportLine[] {
  const text = (row: Row | undefined, column: string): string => {
    const value = row?.[column];
    return ['string', 'bigint', 'number'].includes(typeof value) ? String(value) : '';
  };
  const transaction = (row: Row): string => `${text(row, 'provider')} ${text(row, 'transaction_id')}`;
  const firsts = new Map(rows.filter(({ step }) => Number(step) === 0).map((row) => [transaction(row), row]));
  const lines = new Map<string, ReportLine & { accounts: Set<string> }>();
  const rounds = new Set<string>();
  const inOrder = rows.toSorted((a, b) => Number(a['account_version']) - Number(b['account_version']));
  for (const row of inOrder) {
    const kind = text(row, 'kind');
    if (!['bet', 'win', 'cancel'].includes(kind)) continue;
    const of = firsts.get(transaction(row));
    const names: Record<ReportSubject, string> = {
      day: new Date(Number(row['at_ms'])).toISOString().slice(0, 10),
      provider: text(row, 'provider'),
      account: text(row, 'account'),
      studio: text(of, 'studio'),
      game: text(of, 'game_code'),
      type: text(of, 'game_type'),
    };
    const name = names[by];
    const round = [text(row, 'provider'), text(row, 'account'), text(row, 'round_id')].join(' ');
    const line = lines.get(name) ?? {
      ...{ name, currency: 'XXX', decimals: 2, stakesMinor: 0n, winsMinor: 0n, rounds: 0n, players: 0n },
      accounts: new Set<string>(),
    };
    const deltaMinor = BigInt(text(row, 'delta_minor'));
    const isStake = text(of, 'kind') === 'bet';
    const accounts = line.accounts.add(text(row, 'account'));
    lines.set(name, {
      ...line,
      accounts,
      stakesMinor: line.stakesMinor - (isStake ? deltaMinor : 0n),
      winsMinor: line.winsMinor + (isStake ? 0n : deltaMinor),
      rounds: line.rounds + (rounds.has(round) ? 0n : 1n),
      players: BigInt(accounts.size),
    });
    rounds.add(round);
  }
  return [...lines.values()].map(({ accounts: _, ...line }) => line);
}
