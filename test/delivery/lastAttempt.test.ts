import { expect, it } from 'vitest';
import { payAtLastAttempt, winMinor } from '../../scripts/proof/retries/lastAttempt.ts';
import { contracts } from '../../src/contract/index.ts';
import { after, fasterClock } from '../../src/delivery/clock.ts';

it.each(Object.values(contracts))(
  'in contract $name, a win whose answer is lost at every attempt but the last is paid, and once',
  async (contract) => {
    // In real time: `npm run retries`.
    const quicker = { ...fasterClock(100), deadline: after };
    expect(await payAtLastAttempt(contract, quicker)).toMatchObject({
      kind: 'accepted',
      attempts: contract.delivery.win.attempts,
      paidMinor: winMinor,
    });
  },
);
