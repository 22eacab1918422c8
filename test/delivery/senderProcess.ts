/** A sender in a process of its own, to be killed: node senderProcess.ts CONTRACT URL OUTBOX ACCOUNTS ROUNDS SEED; says on stderr when it begins, and prints its report. */
import { contracts } from '../../src/contract/index.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { simulate } from '../../src/simulator/simulate.ts';
import { faults, leaseMs, openingMinor, stakeMinor, timesFaster } from '../simulator/stormy.ts';

const [name = '', url = '', outboxUrl = '', names = '', rounds, seed] = process.argv.slice(2);
const contract = contracts[name];
if (!contract) throw new Error(`there is no contract ${name}`);
const accounts = names.split(',');
const outbox = await openOutboxAt(outboxUrl, leaseMs);
console.error('begins');
const operator = {
  name: 'casino',
  ...{ contract, url, tokens: ['t'], stakeMinor, faults },
  openingMinor: new Map(accounts.map((account) => [account, openingMinor])),
};
const [report] = await simulate({
  operators: [operator],
  outbox,
  accounts,
  rounds: Number(rounds),
  seed: Number(seed),
  firstId: BigInt(Date.now()) * 1_000_000n,
  returnToPlayer: 0.95,
  timesFaster,
});
console.log(JSON.stringify(report, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
await outbox.close();
