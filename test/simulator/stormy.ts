/** The weather of the long simulations: every kind of fault in five of a hundred requests. */
export const faults = {
  'lost-request': 0.05,
  'lost-response': 0.05,
  late: 0.05,
  reset: 0.05,
  duplicate: 0.05,
  reorder: 0.05,
} as const;

/** With these an attempt fails; an overtaken request is still answered. */
export const failureRate = faults['lost-request'] + faults['lost-response'] + faults.late + faults.reset;

/** So that a test does not take as long as the contract's own delays. */
export const timesFaster = 4;

/** A lease is as much shorter: one that lapses whenever the machine is busy for a moment would leave everything to whoever comes later. */
export const leaseMs = 5_000 / timesFaster;

export const openingMinor = 1_000_000n;
export const stakeMinor = 500n;
