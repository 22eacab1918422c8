import { displayMoney } from '../contract/money.ts';
import type { SimulationReport } from './simulate.ts';

/** The report for people, line by line. */
export function simulationTable(report: SimulationReport, seed: number, decimals: number): string[] {
  const { rounds, commands, faults, book, unresolvedAtFirst, differences } = report;
  const money = (minor: bigint): string => displayMoney(minor, decimals);
  const columns = ['command', 'attempts', 'p50 ms', 'p95 ms', 'p99 ms', 'deadline', 'how they ended'];
  const rows = Object.entries(commands).map(([command, { attempts, p50Ms, p95Ms, p99Ms, deadlineMs, outcomes }]) => [
    command,
    ...[attempts, p50Ms, p95Ms, p99Ms, deadlineMs].map(String),
    Object.entries(outcomes)
      .map(([outcome, count]) => `${outcome} ${count}`)
      .join(', '),
  ]);
  const struck = Object.entries(faults)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count}`);
  return [
    ...aligned([columns, ...rows]),
    '',
    `rounds      ${rounds}, seed ${seed}`,
    `faults      ${struck.join(', ') || 'none'}`,
    `money       staked ${money(book.stakedMinor)}, paid ${money(book.paidMinor)}, cancelled ${money(book.cancelledMinor)}`,
    `unresolved  ${unresolvedAtFirst.length} at first, ${book.open.length} after they were tried again without faults`,
    ...book.open.map(({ id, state }) => `  ${id} ${state}`),
    `balances    ${differences.length === 0 ? 'every one is what it must be, to the cent' : `${differences.length} are not what they must be`}`,
    ...differences.map(
      ({ account, expectedMinor, toldMinor }) =>
        `  ${account}: must be ${money(expectedMinor)}, is ${toldMinor === undefined ? 'not told' : money(toldMinor)}`,
    ),
  ];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
