/** A fixed conversation with an operator, through all that it can be asked. */
import type { AnyContract } from '../../../src/contract/contract.ts';
import { formSteps } from './formSteps.ts';
import { idSteps } from './idSteps.ts';
import type { Accounts } from './ledger.ts';
import { moneySteps, parallelSteps } from './moneySteps.ts';
import type { TestOperator } from './operator.ts';
import { speakerFor, type Steps } from './speaker.ts';

const players = [
  'anna',
  'bert',
  'carl',
  'dora',
  'emil',
  'fred',
  'gina',
  'hugo',
  'ines',
  'jane',
  'kurt',
  'lena',
  'mona',
  'nils',
  'otto',
  'pia',
  'quin',
  'rosa',
  'saul',
  'tina',
  'ute',
  'vera',
  'walt',
  'abel',
  "o'hara",
];
export const accounts: Accounts = {
  ...Object.fromEntries(players.map((name) => [name, { balanceMinor: 10_000n }])),
  poor: { balanceMinor: 0n },
  idle: { balanceMinor: 10_000n, active: false },
};

export interface Step {
  readonly name: string;
  /** All that is seen of it from outside. */
  readonly seen: string;
}

/** The conversation, step by step, always in this order. */
export async function* converse({ url }: TestOperator, contract: AnyContract): AsyncGenerator<Step> {
  const speaker = speakerFor(url, contract);
  const theEnd: Steps = [['the end', ...players.map((name) => speaker.balance(name))]];
  const steps: Steps = [moneySteps, idSteps, parallelSteps, formSteps].flatMap((of) => of(speaker));
  for (const [name, ...parts] of [...steps, ...theEnd]) {
    for (const [index, part] of parts.entries()) yield { name: `${name}, ${index + 1}`, seen: await part() };
  }
}
