/** Whether an operator's ledger, the outbox, its list of settlements and what games were told say the same. */
import { allDeliveries, type OutboxReader } from '../../../../src/delivery/outbox/outbox.ts';
import type { Settlement } from '../../../../src/delivery/outbox/query.ts';
import { auditStore } from '../../../../src/wallet/audit.ts';
import { withReader } from '../../../../src/wallet/open.ts';
import { readEntries } from '../lostSecond.ts';
import { betsSentAgain, compareLedger, compareSettlements, compareTold } from './compare.ts';
import { follow } from './follower.ts';
import type { Operator } from './operators.ts';
import type { Told } from './told.ts';

/** What was heard and read meanwhile, of all operators. */
export interface Witness {
  readonly told: readonly Told[];
  /** The settlements, by operator, as who read on behind a cursor has them. */
  readonly followed: ReadonlyMap<string, readonly Settlement[]>;
}

export interface OperatorAudit {
  readonly name: string;
  readonly deliveries: number;
  /** Of those, what no game was told of. */
  readonly untold: number;
  readonly wrong: readonly string[];
}

export async function auditOperator(
  { name, database, wire }: Operator,
  outbox: OutboxReader,
  { told, followed }: Witness,
): Promise<OperatorAudit> {
  const records = await Array.fromAsync(allDeliveries(outbox, { operator: name }));
  const settlements = (await follow(outbox, [name]).end()).get(name) ?? [];
  const [entries, { problems }] = await withReader({ database }, async (reader) => [
    [...(await readEntries(reader)).values()].flat(),
    await auditStore(reader),
  ]);
  const evidence = { records, entries };
  const heard = told.filter(({ operator }) => operator === name);
  const heardOf = new Set(heard.map(({ command, transactionId }) => `${name}:${command}:${transactionId}`));
  return {
    name,
    deliveries: records.length,
    untold: records.filter(({ id }) => !heardOf.has(id)).length,
    wrong: [
      ...problems.map(({ broken, row }) => `${broken}: ${Object.values(row).join(' ')}`),
      ...compareLedger(evidence),
      ...compareSettlements(records, settlements, followed.get(name) ?? []),
      ...compareTold(evidence, heard),
      ...betsSentAgain(wire.seen),
    ],
  };
}
