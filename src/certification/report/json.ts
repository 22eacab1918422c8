import type { Certification } from '../verdict.ts';
import { verdictOf } from './summary.ts';

/** All that was found, for programs, the verdict first. */
export function jsonReport(certification: Certification): string {
  return JSON.stringify({ verdict: verdictOf(certification).kind, ...certification }, null, 2);
}
