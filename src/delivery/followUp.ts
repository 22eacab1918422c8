/** What follows an attempt that was made: its delivery has ended, or another attempt is due. */
import type { DeliveryPolicy } from '../contract/contract.ts';
import type { Course } from './course.ts';
import type { MovingCommand } from './outbox/outbox.ts';
import { type Carried, unresolved } from './outcome.ts';
import type { Verdict } from './verdict.ts';

/** Another attempt, of the same phase after a delay, or the first of another; or how it has ended. */
export type FollowUp = { readonly phase: MovingCommand; readonly delayMs: number } | { readonly ended: Carried };

/** What the course must tell of itself. The attempt is counted already. */
export type Attempts = Pick<Course, 'command' | 'phase' | 'attempts' | 'onlyRefused'>;

/** `policy` is that of the phase; `random` returns from 0 to 1. */
export function followUp(course: Attempts, verdict: Verdict, policy: DeliveryPolicy, random: () => number): FollowUp {
  const { command, phase, attempts, onlyRefused } = course;
  const { attempts: most, delayMs, until, whenUnresolved } = policy;
  const ended = (carried: Carried): FollowUp => ({ ended: phase === command ? carried : undone(carried) });
  const isRefusal = verdict.kind === 'refused' && until !== 'accepted';
  // It tells nothing of an earlier attempt whose fate is unknown: where that can be undone, it is.
  if (verdict.kind === 'accepted' || (isRefusal && (onlyRefused || whenUnresolved === 'nothing')))
    return ended(verdict);
  if (!isRefusal && attempts < most && delayMs)
    return { phase, delayMs: delayMs.min + random() * (delayMs.max - delayMs.min) };
  if (whenUnresolved !== 'nothing') return { phase: whenUnresolved, delayMs: 0 };
  return ended(verdict.kind === 'refused' && onlyRefused ? verdict : unresolved);
}

/** What a bet ends with whose cancel was sent. A refused cancel leaves its fate unknown: somebody has to look. */
function undone({ kind }: Carried): Carried {
  return kind === 'accepted' ? { kind: 'cancelled' } : unresolved;
}
