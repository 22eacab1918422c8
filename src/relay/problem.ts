/** What fails, as RFC 9457 has it. */
import { STATUS_CODES } from 'node:http';
import type { Unavailability } from '../delivery/operators.ts';
import type { Failure } from './operation.ts';
import type { Problem } from './types.ts';

export type ProblemCode = Problem['code'];

type More = Partial<Pick<Problem, 'errors' | 'deliveryId' | 'reason'>>;

/** A request that has the form of its operation, and asks for what can't be. */
export class InvalidRequest extends Error {}

export function failure(status: number, code: ProblemCode, detail?: string, more: More = {}): Failure {
  const title = STATUS_CODES[status] ?? String(status);
  return {
    status,
    problem: { type: 'about:blank', title, status, code, ...(detail !== undefined && { detail }), ...more },
  };
}

export function unknownOperator(name: string): Failure {
  return failure(404, 'unknown-operator', `there is no operator ${name}`);
}

export function unknownDelivery(id: string): Failure {
  return failure(404, 'unknown-delivery', `there is no delivery ${id}`);
}

export function unavailable(operator: string, reason: Unavailability): Failure {
  const why = {
    paused: 'is paused',
    'breaker-open': 'answers no bets at present',
    'queue-full': 'has too many waiting',
  };
  return failure(503, 'unavailable', `${operator} ${why[reason]}`, { reason });
}

/** The outbox can't be reached: what was begun is gone on with when it is back. */
export const outboxAway = failure(503, 'outbox-away', 'the outbox does not answer; repeat the request');
