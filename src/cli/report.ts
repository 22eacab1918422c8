import type { Command } from 'commander';
import { reasonOf } from '../contract/reason.ts';
import { withReader, withStore, type WalletLocation } from '../wallet/open.ts';
import { closedBefore, summedBefore, sumClosedHours } from '../wallet/reports/closing.ts';
import { type Day, dayAt, daysOf, NoWholeHours, type ZoneClock, zoneClock } from '../wallet/reports/days.ts';
import { readReport, type ReportQuestion, type ReportSubject, reportSubjects } from '../wallet/reports/report.ts';
import type { LedgerReader } from '../wallet/store.ts';
import { databaseConfiguration, type DatabaseFlags } from './configuration.ts';
import { type Environment, InvalidInput, type Terminal } from './input.ts';
import { databaseOptions } from './options.ts';
import { csvHead, csvLine, jsonLine, plainHead, plainLine } from './reportLines.ts';

interface ReportFlags extends DatabaseFlags {
  readonly by: string;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

export function reportCommand(program: Command, environment: Environment, { out, err }: Terminal): void {
  databaseOptions(program.command('report'))
    .description(
      'tell stakes, wins, GGR (stakes less wins), RTP (wins by stakes), rounds and players, for each currency',
    )
    .option('--by <subject>', `what a line is of: ${reportSubjects.join(', ')} (type: the game's)`, 'day')
    .option('--from <day>', 'the first day, as in 2026-11-01 (default: that of --to)')
    .option('--to <day>', 'the last day, which is included (default: today)')
    .option('--zone <zone>', 'whose days: UTC, +02:00 or Europe/Berlin; whole hours from UTC only', 'UTC')
    .option('--currency <code>', 'only accounts of this currency')
    .option('--csv', 'comma-separated, for a spreadsheet')
    .option('--json', 'an object a line, amounts in minor units')
    .addHelpText(
      'after',
      `
A movement counts on the day on which it was written, and so does a cancel: it takes stakes or wins back on its own day,
whatever day they are of, so that a day that is over never changes. A round counts once, when it began. What the operator
moved by hand does not count. Hours that are over are summed once, by whoever asks first: that takes the longest.`,
    )
    .action(async (flags: ReportFlags) => {
      const nowMs = Date.now();
      const asked = question(flags, nowMs);
      const configuration = databaseConfiguration(flags, environment);
      const isBehind = await withReader(configuration, async (reader) => {
        await demandCurrency(reader, flags.currency);
        return reader.inspect(async (query) => (await summedBefore(query)) < closedBefore(nowMs));
      });
      if (isBehind) await catchUp(configuration, nowMs, err);
      const head = flags.csv ? csvHead(asked.by) : plainHead(asked.by);
      if (!flags.json) out(head);
      const toLine = flags.csv ? csvLine : flags.json ? jsonLine(asked.by) : plainLine;
      await withReader(configuration, (reader) => readReport(reader, asked, (line) => out(toLine(line))));
    });
}

/** Who may not write gets the same answer, later. */
async function catchUp(configuration: WalletLocation, nowMs: number, err: Terminal['err']): Promise<void> {
  try {
    await withStore(configuration, (store) => sumClosedHours(store, nowMs));
  } catch (error) {
    err(`seamless: the sums of past hours could not be kept, so that all is added up anew: ${reasonOf(error)}`);
  }
}

async function demandCurrency(reader: LedgerReader, code: string | undefined): Promise<void> {
  if (code === undefined) return;
  const rows = await reader.inspect((query) =>
    Array.fromAsync(query('SELECT code FROM ledger_currency ORDER BY code')),
  );
  const known = rows.map((row) => String(row['code']));
  if (!known.includes(code))
    throw new InvalidInput([`--currency must be one that the wallet has, which is ${known.join(' or ')}, not ${code}`]);
}

/** Throws `InvalidInput` with every problem there is. */
function question({ by, from, to, zone, currency, csv, json }: ReportFlags, nowMs: number): ReportQuestion {
  const problems: string[] = [];
  const subject = reportSubjects.find((known) => known === by);
  if (!subject) problems.push(`--by must be one of ${reportSubjects.join(', ')}, not ${JSON.stringify(by)}`);
  if (csv && json) problems.push('--csv and --json exclude each other; give one of them');
  const clock = clockOf(zone, problems);
  const last = to === undefined ? clock && dayAt(nowMs, clock) : day('--to', to, problems);
  const first = from === undefined ? last : day('--from', from, problems);
  if (first !== undefined && last !== undefined && first > last) problems.push('--from must not be after --to');
  if (problems.length > 0 || !subject || !clock || first === undefined || last === undefined)
    throw new InvalidInput(problems);
  return { by: subject satisfies ReportSubject, days: days(first, last, clock, zone), currency };
}

function clockOf(zone: string, problems: string[]): ZoneClock | undefined {
  try {
    return zoneClock(zone);
  } catch {
    problems.push(`--zone must be a time zone, as in UTC, +02:00 or Europe/Berlin, not ${JSON.stringify(zone)}`);
    return undefined;
  }
}

/** Nothing was played outside of these. A year of five digits would be before all others, as text. */
const [earliest, latest] = ['1970-01-01', '2199-12-31'];

function day(name: string, text: string, problems: string[]): string | undefined {
  const midnightMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  const isDay = new Date(midnightMs || 0).toISOString().startsWith(text) && text.length === 10;
  if (isDay && text >= earliest && text <= latest) return text;
  problems.push(`${name} must be a day, as in 2026-11-26, from ${earliest} to ${latest}, not ${JSON.stringify(text)}`);
  return undefined;
}

function days(first: string, last: string, clock: ZoneClock, zone: string): Day[] {
  try {
    return [...daysOf(first, last, clock)];
  } catch (error) {
    if (!(error instanceof NoWholeHours)) throw error;
    throw new InvalidInput([
      `--zone ${zone} can't be answered: ${error.message}, and sums are kept by hours of UTC. Take a zone that is whole hours from UTC`,
    ]);
  }
}
