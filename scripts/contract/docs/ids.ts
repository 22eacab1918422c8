import { commandsOf, type Contract, resolve, type Schema } from '../generate/contract.ts';

/** How a contract names transactions, as its schemas have it. */
export interface IdNames {
  /** The field of a transaction's own id. */
  readonly own: string;
  /** The field in which a cancel names the transaction to undo; the same where a cancel has no id of its own. */
  readonly target: string;
  /** Whether an id is an integer of 64 bits. */
  readonly areNumbers: boolean;
}

/** A status names one transaction, and a cancel its target last: beside the account nothing else is required of them. */
export function idNames(contract: Contract): IdNames {
  const own = required(contract, 'status')[0] ?? '';
  const target = required(contract, 'cancel').at(-1) ?? own;
  const areNumbers = resolve(contract, dataOf(contract, 'status').properties?.[own] ?? {}).format === 'int64';
  return { own, target, areNumbers };
}

function required(contract: Contract, command: string): readonly string[] {
  return (dataOf(contract, command).required ?? []).filter((field) => field !== 'account');
}

function dataOf(contract: Contract, name: string): Schema {
  const command = commandsOf(contract).find((other) => other.name === name);
  return command ? resolve(contract, { $ref: `#/components/schemas/${command.dataSchema}` }) : {};
}
