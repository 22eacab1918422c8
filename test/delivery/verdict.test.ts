import { describe, expect, it } from 'vitest';
import { commands, results } from '../../generated/v1/protocol.ts';
import type { Command, ReceivedReply } from '../../src/contract/types.ts';
import type { CallOutcome } from '../../src/delivery/calls.ts';
import { classify } from '../../src/delivery/verdict.ts';

const replied = (result: number, data?: object): CallOutcome<Command> => ({
  kind: 'replied',
  reply: { result, status: result === 0 ? 'OK' : 'ERROR', ...(data && { data }) } as ReceivedReply,
});
const withBalance = { balance: 700n };
const failed = { kind: 'failed' };
const movesToThePlayer = (command: Command): boolean => command === 'win' || command === 'cancel';

describe.each(commands)('an answer to %s', (command) => {
  it.each([false, true])('accepts with result 0, sent before: %s', (sentBefore) => {
    const outcome = replied(results.accepted, withBalance);
    const reply = { result: 0, status: 'OK', data: withBalance };
    expect(classify(command, outcome, sentBefore)).toStrictEqual({ kind: 'accepted', reply, balanceMinor: 700n });
  });

  it.each([
    results.unknownAccount,
    results.inactiveAccount,
    results.insufficientBalance,
    results.failed,
    results.wrongToken,
  ])('refuses with %s, unless it was sent before and may have moved money', (result) => {
    const refused = { kind: 'refused', result, balanceMinor: 700n };
    expect(classify(command, replied(result, withBalance), false)).toStrictEqual(refused);
    expect(classify(command, replied(result, withBalance), true)).toStrictEqual(
      movesToThePlayer(command) ? failed : refused,
    );
  });

  it('refuses with HTTP 4xx in the words of the contract, too', () => {
    const violation = { kind: 'violation', httpStatus: 400, message: 'm', body: 'b' } as const;
    const refused = { kind: 'refused', result: results.failed, balanceMinor: undefined };
    expect(classify(command, violation, false)).toStrictEqual(refused);
    expect(classify(command, violation, true)).toStrictEqual(movesToThePlayer(command) ? failed : refused);
  });

  it('has an earlier attempt behind 41 only for a win that was sent before; otherwise nobody knows', () => {
    const outcome = replied(results.alreadyProcessed, withBalance);
    expect(classify(command, outcome, false)).toStrictEqual(failed);
    expect(classify(command, outcome, true)).toMatchObject(
      command === 'win' ? { kind: 'accepted', balanceMinor: 700n } : failed,
    );
  });

  it('has nothing to give back behind 42 to a cancel; any other is refused', () => {
    const outcome = replied(results.unknownTransaction, withBalance);
    const refused = { kind: 'refused', result: 42, balanceMinor: 700n };
    const settled = { kind: 'accepted', balanceMinor: 700n };
    expect(classify(command, outcome, false)).toMatchObject(command === 'cancel' ? settled : refused);
    const again = command === 'win' ? failed : refused;
    expect(classify(command, outcome, true)).toMatchObject(command === 'cancel' ? settled : again);
  });

  it.each<CallOutcome<Command>>([
    { kind: 'http-error', httpStatus: 500, body: '' },
    { kind: 'broken-body', body: '<' },
    { kind: 'outside-contract', violations: [], body: '{}' },
    { kind: 'timed-out' },
    { kind: 'given-up' },
    { kind: 'disconnected', cause: undefined },
  ])('that is none tells nothing: $kind', (outcome) => {
    for (const sentBefore of [false, true]) expect(classify(command, outcome, sentBefore)).toStrictEqual(failed);
  });
});

describe('the balance in a verdict', () => {
  it.each([
    ['no data', undefined],
    ['data without a balance', { trans_id: 5n, trans_status: 'OK' }],
  ])('is not known from %s', (_name, data) => {
    expect(classify('status', replied(results.accepted, data), false)).toMatchObject({ balanceMinor: undefined });
    expect(classify('status', replied(results.failed, data), false)).toMatchObject({ balanceMinor: undefined });
  });
});
