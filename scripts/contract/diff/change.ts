/** One difference between two contracts, and whom it breaks. */

/** The part of the version that a change raises: `major` breaks partners who stay as they are. */
export type Impact = (typeof impacts)[number];
export const impacts = ['major', 'minor', 'patch'] as const;

export interface Change {
  readonly impact: Impact;
  /** A JSON pointer into the bundle. */
  readonly where: string;
  /** What changed there, and where it isn't plain why it matters. */
  readonly what: string;
}
