/** How long anybody waits for an answer, over all contracts. */
import { contracts } from './contracts.ts';

/** The shortest of the contracts' deadlines: for what has to be over before the first gives up. */
export const shortestDeadlineMs = Math.min(
  ...Object.values(contracts).flatMap(({ delivery }) => Object.values(delivery).map(({ deadlineMs }) => deadlineMs)),
);
