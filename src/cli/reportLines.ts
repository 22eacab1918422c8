/** How a report is written: for people, for a spreadsheet, for programs. */
import { displayMoney } from '../contract/money.ts';
import { oneLine, visibleJson } from '../contract/visible.ts';
import type { ReportLine, ReportSubject } from '../wallet/reports/report.ts';

const heads = ['currency', 'stakes', 'wins', 'GGR', 'RTP %', 'rounds', 'players'] as const;

export function plainHead(by: ReportSubject): string {
  return [by, ...heads].join('\t');
}

export function plainLine(line: ReportLine): string {
  return [oneLine(line.name) || 'none', ...figures(line)].join('\t');
}

export function csvHead(by: ReportSubject): string {
  return [by, ...heads].map(cell).join(',');
}

export function csvLine(line: ReportLine): string {
  return [text(line.name), ...figures(line)].map(cell).join(',');
}

/** Amounts in minor units; what callbacks did not tell is null. */
export function jsonLine(by: ReportSubject): (line: ReportLine) => string {
  return (line) => {
    const { name, currency, stakesMinor, winsMinor, rounds, players } = line;
    const object = {
      [by]: name === '' ? null : name,
      currency,
      stakesMinor: raw(stakesMinor),
      winsMinor: raw(winsMinor),
      ggrMinor: raw(stakesMinor - winsMinor),
      rtpPercent: rtp(line) === '' ? null : JSON.rawJSON(rtp(line)),
      rounds: raw(rounds),
      players: raw(players),
    };
    return visibleJson(JSON.stringify(object));
  };
}

function figures(line: ReportLine): string[] {
  const { currency, decimals, stakesMinor, winsMinor, rounds, players } = line;
  const amounts = [stakesMinor, winsMinor, stakesMinor - winsMinor].map((minor) => displayMoney(minor, decimals));
  return [currency, ...amounts, rtp(line), String(rounds), String(players)];
}

/** Wins by stakes in percent, rounded to two decimals; empty where nothing was staked. */
function rtp({ stakesMinor, winsMinor }: ReportLine): string {
  if (stakesMinor <= 0n) return '';
  const hundredths = (winsMinor * 20_000n + stakesMinor) / (stakesMinor * 2n);
  return displayMoney(hundredths, 2);
}

function raw(figure: bigint): unknown {
  return JSON.rawJSON(String(figure));
}

/** Text that a spreadsheet would take for a formula is marked as text: a provider chose it. */
function text(name: string): string {
  return /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
}

function cell(content: string): string {
  return /[",\r\n]/.test(content) ? `"${content.replaceAll('"', '""')}"` : content;
}
