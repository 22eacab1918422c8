/**
 * npm run retries: in each contract, one win whose answer is lost at every attempt but the last, in the contract's own time,
 * which is minutes where there are 51 of them. Exit 1 unless each is paid, and once.
 */
import { contracts } from '../../src/contract/index.ts';
import { realClock } from '../../src/delivery/index.ts';
import { npmScript } from '../commandLine.ts';
import { payAtLastAttempt, winMinor } from './retries/lastAttempt.ts';

npmScript('retries', 'a win whose answer is lost at every attempt but the last, in real time: paid once').parse();

await Promise.all(
  Object.values(contracts).map(async (contract) => {
    const { attempts: most } = contract.delivery.win;
    const { kind, attempts, paidMinor, tookMs } = await payAtLastAttempt(contract, realClock, (attempt, outcome) =>
      console.error(`${contract.name}: attempt ${attempt} of ${most} ${outcome}`),
    );
    const right = kind === 'accepted' && attempts === most && paidMinor === winMinor;
    console.log(
      `${contract.name}: the win is ${kind} after ${attempts} attempts in ${Math.round(tookMs / 1_000)} s, and the player has ${paidMinor} of ${winMinor} cents: ${right ? 'paid once' : 'WRONG'}`,
    );
    if (!right) process.exitCode = 1;
  }),
);
