import { beforeEach, describe, expect, it } from 'vitest';
import { results } from '../../generated/v1/protocol.ts';
import type { CallbackEvent } from '../../src/edge/core.ts';
import { type Log, logTo } from '../../src/server/log.ts';

let lines: string[];
let log: Log;
beforeEach(() => {
  lines = [];
  log = logTo({ write: (line) => void lines.push(line) });
});

const bet: CallbackEvent = {
  requestId: 'r-1',
  httpStatus: 200,
  result: results.accepted,
  durationMs: 1.23456,
  command: 'bet',
  account: 'anna',
  transactionId: '12345678901234567890',
  roundId: 'round',
  amountMinor: 100n,
  notes: [],
};

function told(event: CallbackEvent): Record<string, unknown> {
  lines = [];
  log.callback(event);
  expect(lines).toHaveLength(1);
  const [line = ''] = lines;
  expect(line.indexOf('\n')).toBe(line.length - 1);
  return JSON.parse(line) as Record<string, unknown>;
}

describe('the log line of a callback', () => {
  it('tells who asked for what, the result and how long it took', () => {
    const { time, pid, hostname, ...rest } = told(bet);
    const { notes: _none, ...fields } = bet;
    expect(rest).toEqual({ ...fields, level: 30, msg: 'callback', amountMinor: 100, durationMs: 1.235 });
    expect([typeof time, typeof pid, typeof hostname]).toEqual(['number', 'number', 'string']);
  });

  it('has one form, whether it is good news or not', () => {
    const { time: _time, ...good } = told({ ...bet, notes: ['repeat'] });
    const { time: _later, ...conflict } = told({ ...bet, notes: ['conflict'] });
    const { time: _last, err, ...failed } = told({ ...bet, notes: ['repeat'], error: new Error('the disk is full') });
    expect(conflict).toEqual({ ...good, level: 40, notes: ['conflict'] });
    expect(failed).toEqual({ ...good, level: 50 });
    expect(err).toMatchObject({ message: 'the disk is full' });
  });

  it('begins as every other line does', () => {
    const callback = Object.keys(told(bet));
    log.logger.info('anything');
    const other = Object.keys(JSON.parse(lines[1] ?? '') as object).filter((name) => name !== 'msg');
    expect(callback.slice(0, other.length)).toEqual(other);
  });

  it.each(['a "quoted" \\ one', 'two\nlines\r\n', '\u2028', '\ud800', '\u0000', 'naïve 💶'])(
    'is one line of JSON that tells the account %j',
    (account) => {
      expect(told({ ...bet, account })).toMatchObject({ account });
    },
  );

  it('tells an amount beyond exact numbers as text', () => {
    expect(told({ ...bet, amountMinor: 9_007_199_254_740_993n })).toMatchObject({ amountMinor: '9007199254740993' });
  });

  it('is left out for what is shed at the door', () => {
    log.callback({ requestId: '', httpStatus: 200, result: results.failed, durationMs: 0, notes: ['shed'] });
    expect(lines).toEqual([]);
  });
});
