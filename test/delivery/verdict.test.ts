import { describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import type { Command, Messages } from '../../src/contract/types.ts';
import type { CallOutcome } from '../../src/delivery/calls.ts';
import { classify } from '../../src/delivery/verdict.ts';

const replied = (result: number, data?: object): CallOutcome<Messages> => ({
  kind: 'replied',
  reply: { result, status: result === 0 ? 'OK' : 'ERROR', ...(data && { data }) },
  body: '',
});
const withBalance = { balance: 700n };
const failed = { kind: 'failed' };
const accepted = { kind: 'accepted', balanceMinor: 700n, transaction: undefined };
const movesToThePlayer = (command: Command): boolean => command === 'win' || command === 'cancel';

const answers = Object.values(contracts).flatMap((contract) =>
  contract.commands.map((command) => ({ contract, name: contract.name, command })),
);

describe.each(answers)('in contract $name, an answer to $command', ({ contract, command }) => {
  const { results } = contract;
  const judge = (outcome: CallOutcome<Messages>, sentBefore: boolean) =>
    classify(contract, command, outcome, sentBefore);
  /** What a refusal tells when money may have moved before. */
  const mayHaveMoved = movesToThePlayer(command) && contract.delivery[command].until === undefined;

  it.each([false, true])('accepts with result 0, sent before: %s', (sentBefore) => {
    const outcome = replied(results.accepted, withBalance);
    expect(judge(outcome, sentBefore)).toStrictEqual(accepted);
  });

  it.each([results.unknownAccount, results.inactiveAccount, results.insufficientBalance, results.failed])(
    'refuses with %s, unless it may have moved money before and is not sent until it is accepted',
    (result) => {
      const refused = { kind: 'refused', result, balanceMinor: 700n };
      expect(judge(replied(result, withBalance), false)).toStrictEqual(refused);
      expect(judge(replied(result, withBalance), true)).toStrictEqual(mayHaveMoved ? failed : refused);
    },
  );

  it('refuses with a wrong token what moves no money to the player: the rest is owed, and nobody has looked at it', () => {
    const refused = { kind: 'refused', result: results.wrongToken, balanceMinor: undefined };
    for (const sentBefore of [false, true])
      expect(judge(replied(results.wrongToken), sentBefore)).toStrictEqual(
        movesToThePlayer(command) ? failed : refused,
      );
  });

  it('refuses with HTTP 4xx in the words of the contract, too', () => {
    const violation = { kind: 'violation', httpStatus: 400, message: 'm', body: 'b' } as const;
    const refused = { kind: 'refused', result: results.failed, balanceMinor: undefined };
    expect(judge(violation, false)).toStrictEqual(refused);
    expect(judge(violation, true)).toStrictEqual(mayHaveMoved ? failed : refused);
  });

  it('has an earlier attempt behind 41 only for a win or cancel that was sent before; otherwise nobody knows', () => {
    const outcome = replied(results.alreadyProcessed, withBalance);
    expect(judge(outcome, false)).toStrictEqual(failed);
    expect(judge(outcome, true)).toStrictEqual(movesToThePlayer(command) ? accepted : failed);
  });

  it.each([results.unknownTransaction, results.unknownTarget ?? results.unknownTransaction])(
    'has nothing to give back behind %s to a cancel; any other is refused',
    (result) => {
      const outcome = replied(result, withBalance);
      const refused = { kind: 'refused', result, balanceMinor: 700n };
      expect(judge(outcome, false)).toStrictEqual(command === 'cancel' ? accepted : refused);
      const again = mayHaveMoved ? failed : refused;
      expect(judge(outcome, true)).toStrictEqual(command === 'cancel' ? accepted : again);
    },
  );

  it.each<CallOutcome<Messages>>([
    { kind: 'http-error', httpStatus: 500, body: '' },
    { kind: 'broken-body', body: '<' },
    { kind: 'outside-contract', violations: [], body: '{}' },
    { kind: 'timed-out' },
    { kind: 'given-up' },
    { kind: 'disconnected', cause: undefined },
  ])('that is none tells nothing: $kind', (outcome) => {
    for (const sentBefore of [false, true]) expect(judge(outcome, sentBefore)).toStrictEqual(failed);
  });
});

describe.each(Object.values(contracts))('in contract $name, an accepted status', (contract) => {
  it.each([
    ['OK', 'standing'],
    ['CANCELED', 'cancelled'],
  ])('that says %s tells that its transaction is %s, and no balance', (trans_status, transaction) => {
    const outcome = replied(contract.results.accepted, { trans_status });
    const verdict = { kind: 'accepted', balanceMinor: undefined, transaction };
    expect(classify(contract, 'status', outcome, false)).toStrictEqual(verdict);
  });

  it('without data tells nothing', () => {
    const nothing = { kind: 'accepted', balanceMinor: undefined, transaction: undefined };
    expect(classify(contract, 'status', replied(contract.results.accepted), false)).toStrictEqual(nothing);
  });
});
