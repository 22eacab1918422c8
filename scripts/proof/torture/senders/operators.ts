/** Whom senders deliver to: two operators, each in a contract and a currency of its own, with the same players, behind wires that fail. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anyContract } from '../../../../src/contract/contract.ts';
import { v1, v4 } from '../../../../src/contract/contracts.ts';
import type { Messages } from '../../../../src/contract/types.ts';
import type { OperatorSettings } from '../../../../src/delivery/operators.ts';
import { type FaultyWire, startFaultyWire } from '../../../../src/simulator/faults.ts';
import { openStoreAt } from '../../../../src/wallet/open.ts';
import { type Server, startServer } from '../server.ts';

export interface Operator {
  readonly name: string;
  /** Of its wallet. */
  readonly database: string;
  readonly server: Server;
  readonly wire: FaultyWire;
  /** How it is reached beside the wire. */
  readonly straight: OperatorSettings;
  stop(): Promise<void>;
}

const kinds = [
  { name: 'anna-casino', contract: anyContract<Messages>(v1), currency: 'EUR', currencyDecimals: 2 },
  { name: 'bert-casino', contract: anyContract<Messages>(v4), currency: 'JPY', currencyDecimals: 0 },
] as const;

export const operatorNames = kinds.map(({ name }) => name);

/** Senders and operators take so many times less patience than the contract has; relays take all of it. */
export const timesFaster = 2;

const rates = {
  'lost-request': 0.02,
  'lost-response': 0.04,
  late: 0.01,
  reset: 0.04,
  duplicate: 0.03,
  reorder: 0.03,
} as const;

export const accounts = Array.from({ length: 6 }, (_, number) => `player${number}`);

/** The first player has nothing, and never gets anything: all its bets are refused but those of nothing. */
const openingMinor = (player: number): bigint => (player === 0 ? 0n : 100_000_000n);

export async function startOperators(folder: string, seed: number): Promise<Operator[]> {
  return Promise.all(
    kinds.map(async ({ name, contract, currency, currencyDecimals }) => {
      const database = `sqlite:${join(folder, `${name}.db`)}`;
      const store = await openStoreAt({ database, currency, currencyDecimals });
      for (const [player, account] of accounts.entries())
        await store.createAccount({ name: account, active: true, openingMinor: openingMinor(player), currency });
      await store.close();
      const token = `token-of-${name}`;
      const server = await startServer(database, token);
      const wire = await startFaultyWire({ contract, operatorUrl: server.url, rates, seed, timesFaster });
      const straight = { name, contract, url: server.url, tokens: [token], currencyDecimals };
      const stop = async (): Promise<void> => {
        await Promise.all([server.kill(), wire.close()]);
      };
      return { name, database, server, wire, straight, stop };
    }),
  );
}

/** The operators file of relays and senders: each behind its wire. */
export function writeOperatorsFile(folder: string, operators: readonly Operator[]): string {
  const file = join(folder, 'operators.json');
  const entries = operators.map(({ name, wire: { url }, straight: { contract, tokens, currencyDecimals } }) => {
    const tokenFile = `${name}.token`;
    writeFileSync(join(folder, tokenFile), `${tokens.join()}\n`);
    return { name, contract: contract.name, url, tokenFiles: [tokenFile], currencyDecimals };
  });
  writeFileSync(file, JSON.stringify({ operators: entries }));
  return file;
}
