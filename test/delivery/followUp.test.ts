import { describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import { type Attempts, followUp } from '../../src/delivery/followUp.ts';
import type { Verdict } from '../../src/delivery/verdict.ts';

const accepted: Verdict = { kind: 'accepted', balanceMinor: 700n, transaction: undefined };
const refused: Verdict = { kind: 'refused', result: 99, balanceMinor: undefined };
const failed: Verdict = { kind: 'failed' };
const unresolved = { ended: { kind: 'unresolved' } };

describe.each(Object.values(contracts))('in contract $name, what follows an attempt', ({ delivery: policies }) => {
  const after = (course: Pick<Attempts, 'command'> & Partial<Attempts>, verdict: Verdict, random = 0.25) => {
    const { command, phase = command } = course;
    const given = { attempts: 1, onlyRefused: verdict.kind === 'refused', phase, ...course };
    return followUp(given, verdict, policies[phase], () => random);
  };

  it('of a bet is its cancel at once, where nobody knows what came of it, and otherwise nothing', () => {
    expect(after({ command: 'bet' }, failed)).toEqual({ phase: 'cancel', delayMs: 0 });
    expect(after({ command: 'bet' }, accepted)).toEqual({ ended: accepted });
    expect(after({ command: 'bet' }, refused)).toEqual({ ended: refused });
  });

  it('of a bet that may be sent again is its cancel, too, where it is refused and may have been taken before', () => {
    const policy = { ...policies.bet, attempts: 3, delayMs: { min: 5, max: 5 } };
    const again = { command: 'bet', phase: 'bet', attempts: 2, onlyRefused: false } as const;
    expect(followUp(again, refused, policy, () => 0)).toEqual({ phase: 'cancel', delayMs: 0 });
    expect(followUp(again, failed, policy, () => 0)).toEqual({ phase: 'bet', delayMs: 5 });
    expect(followUp({ ...again, onlyRefused: true }, refused, policy, () => 0)).toEqual({ ended: refused });
  });

  describe.each(['win', 'cancel'] as const)('of a %s', (command) => {
    const { attempts: most, delayMs, until } = policies[command];
    const { min, max } = delayMs ?? expect.fail();
    const next = { phase: command, delayMs: min + (max - min) / 4 };

    it('is the next, after a delay from the range, as often as the contract says', () => {
      for (let attempts = 1; attempts < most; attempts++)
        expect(after({ command, attempts }, failed), String(attempts)).toEqual(next);
      expect(after({ command }, failed, 0)).toEqual({ ...next, delayMs: min });
      expect(after({ command }, failed, 1)).toEqual({ ...next, delayMs: max });
      expect(after({ command, attempts: most }, failed)).toEqual(unresolved);
    });

    it('that was accepted is nothing, however late', () => {
      for (const attempts of [1, most]) expect(after({ command, attempts }, accepted)).toEqual({ ended: accepted });
    });

    it('that was refused is the next where only acceptance ends it, and at last the refusal, if there was nothing else', () => {
      expect(after({ command }, refused)).toEqual(until === 'accepted' ? next : { ended: refused });
      expect(after({ command, attempts: most }, refused)).toEqual({ ended: refused });
      const mixed = { command, attempts: most, onlyRefused: false };
      expect(after(mixed, refused)).toEqual(until === 'accepted' ? unresolved : { ended: refused });
      expect(after({ command, attempts: most, onlyRefused: true }, failed)).toEqual(unresolved);
    });
  });

  it("of a bet's cancel tells of the bet: it is cancelled, or nobody knows", () => {
    const cancelling = { command: 'bet', phase: 'cancel' } as const;
    const { attempts: most, until } = policies.cancel;
    expect(after(cancelling, accepted)).toEqual({ ended: { kind: 'cancelled' } });
    expect(after({ ...cancelling, attempts: most }, failed)).toEqual(unresolved);
    expect(after({ ...cancelling, attempts: most }, refused)).toEqual(unresolved);
    if (until !== 'accepted') expect(after(cancelling, refused)).toEqual(unresolved);
    else expect(after(cancelling, refused)).toMatchObject({ phase: 'cancel' });
  });
});
