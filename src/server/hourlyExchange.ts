/** What servers on one wallet tell each other of what providers have paid in the present hour. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../wallet/ledger.ts';

/** For so long each may pay what the others have paid meanwhile. */
const everyMs = 1_000;

/**
 * Exchanges the figures at once, and then again and again until it is stopped, when the others learn the last of them. `failed` is
 * told once when the store no longer takes part: until it does, the server knows only what it has paid itself.
 */
export async function exchangeHourly(
  ledger: Ledger,
  failed: (error: unknown) => unknown,
): Promise<{ stop(): Promise<void> }> {
  let failing = false;
  const exchange = async (): Promise<void> => {
    try {
      await ledger.exchangeHourlyNet();
      failing = false;
    } catch (error) {
      if (!failing) failed(error);
      failing = true;
    }
  };
  const stopping = new AbortController();
  const goOn = async (): Promise<void> => {
    while (await sleep(everyMs, true, { signal: stopping.signal, ref: false }).catch(() => false)) await exchange();
  };
  // What was paid before it began, by itself too, counts from its first callback on.
  await exchange();
  const going = goOn();
  return {
    stop: async () => {
      stopping.abort();
      await going;
      await exchange();
    },
  };
}
