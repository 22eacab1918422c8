/** What comes together, or one after another in great numbers. */

/**
 * Runs a race several times: on a busy machine, callbacks sent together may come one after the other and hide the fault.
 * After the first time their connections are open, and they come closer together.
 */
export async function races(race: () => Promise<void>): Promise<void> {
  for (let n = 0; n < 3; n++) await race();
}

/** So many others come between, ten at a time; `send` sends one. */
export async function manyOthers(send: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < 6; n++) await Promise.all(Array.from({ length: 10 }, send));
}
