import type { Command } from 'commander';
import type { AnyContract } from '../contract/contract.ts';
import { contractNamed } from '../contract/contracts.ts';
import { displayMoney } from '../contract/money.ts';
import { oneLine } from '../contract/visible.ts';
import { createDelivery } from '../delivery/delivery.ts';
import { openOutboxAt, openOutboxReaderAt } from '../delivery/outbox/open.ts';
import {
  allDeliveries,
  type AttemptRecord,
  type DeliveryRecord,
  type DeliveryState,
  deliveryStates,
  type Outbox,
  type OutboxReader,
} from '../delivery/outbox/outbox.ts';
import { callbackUrlProblems, databaseProblems, decimalsGiven } from './configuration.ts';
import { CouldNotRun, type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { decimalsOption } from './options.ts';
import { pasted } from './pasted.ts';
import { givenSignature, type SignatureFlags, signatureOption } from './signature.ts';
import { neededTokens, type TokenFlags, tokenOptions } from './tokens.ts';

interface OutboxFlags {
  readonly outbox?: string;
  readonly currencyDecimals: string;
}

interface RetryFlags extends OutboxFlags, TokenFlags, SignatureFlags {
  readonly url: string;
}

export function deliveriesCommand(program: Command, environment: Environment, { out }: Terminal): void {
  const deliveries = program
    .command('deliveries')
    .description('what is owed: deliveries in the outbox; works beside a running sender');
  const subcommand = (usage: string, description: string): Command =>
    decimalsOption(
      deliveries
        .command(usage)
        .description(description)
        .option('--outbox <url>', 'sqlite:FILE or postgres://… (OUTBOX_URL; default sqlite:./data/outbox.db)'),
    );

  async function using<Opened extends OutboxReader, Result>(
    flags: OutboxFlags,
    openAt: (url: string) => Promise<Opened>,
    work: (outbox: Opened, decimals: number) => Promise<Result>,
  ): Promise<Result> {
    const url = flags.outbox ?? environment['OUTBOX_URL'] ?? 'sqlite:./data/outbox.db';
    const problems = databaseProblems('--outbox (OUTBOX_URL)', url);
    const decimals = decimalsGiven(flags.currencyDecimals, problems);
    if (problems.length > 0) throw new InvalidInput(problems);
    const outbox = await openAt(url);
    try {
      return await work(outbox, decimals);
    } finally {
      await outbox.close();
    }
  }

  const read = <Result>(
    flags: OutboxFlags,
    work: (outbox: OutboxReader, decimals: number) => Promise<Result>,
  ): Promise<Result> => using(flags, openOutboxReaderAt, work);
  const open = <Result>(
    flags: OutboxFlags,
    work: (outbox: Outbox, decimals: number) => Promise<Result>,
  ): Promise<Result> => using(flags, (url) => openOutboxAt(url, undefined, { mustExist: true }), work);

  subcommand('list', 'list deliveries')
    .option('--state <state>', `one of ${deliveryStates.join(', ')}`, 'unresolved')
    .action((flags: OutboxFlags & { state: string }) =>
      read(flags, async (outbox, decimals) => {
        const state = deliveryStates.find((known) => known === flags.state);
        if (!state) throw new InvalidInput([`--state must be one of ${deliveryStates.join(', ')}`]);
        for await (const record of allDeliveries(outbox, state)) out(line(record, decimals));
      }),
    );

  subcommand('show <id>', 'show a delivery with every attempt').action((id: string, flags: OutboxFlags) =>
    read(flags, async (outbox, decimals) => {
      out(line(await existing(outbox, id), decimals));
      for (const { command, atMs, durationMs, outcome, httpStatus, answer } of await outbox.attempts(id)) {
        out(
          `  ${new Date(atMs).toISOString()}  ${command}  ${outcome}  HTTP ${httpStatus ?? 'none'}  ${durationMs} ms  ${oneLine(answer)}`,
        );
      }
    }),
  );

  signatureOption(
    tokenOptions(
      subcommand('retry <ids...>', 'try again what is unresolved, and wins and cancels that were refused'),
      'callback token',
    ),
  )
    .requiredOption('--url <url>', "the operator's callback URL")
    .action((ids: string[], flags: RetryFlags) =>
      open(flags, async (outbox, currencyDecimals) => {
        const problems = callbackUrlProblems(flags.url);
        const tokens = neededTokens(flags, environment, problems);
        const signed = givenSignature(flags, environment, problems);
        if (problems.length > 0) throw new InvalidInput(problems);
        const records = await Promise.all(ids.map((id) => existing(outbox, id)));
        // Each is sent again in the contract in which it was sent.
        const byContract = Map.groupBy(records, ({ contract }) => known(contract));
        const states = new Map<string, DeliveryState>();
        for (const [contract, inIt] of byContract) {
          const delivery = createDelivery({ contract, url: flags.url, tokens, ...signed, outbox, currencyDecimals });
          const retried = delivery.retry(inIt.map(({ id }) => id)).finally(() => delivery.close());
          for (const [id, state] of await retried) states.set(id, state);
        }
        for (const id of ids)
          out(`${id}\t${states.get(id) ?? 'left alone: it is neither unresolved nor a refused win or cancel'}`);
        const unresolved = ids.filter((id) => states.get(id) === 'unresolved');
        if (unresolved.length > 0)
          throw stillUnresolved(await Promise.all(unresolved.map(async (id) => (await outbox.attempts(id)).at(-1))));
      }),
    );

  subcommand('resolve <id>', 'note that a person has settled it by other means').action(
    (id: string, flags: OutboxFlags) =>
      open(flags, async (outbox, decimals) => {
        const { state } = await existing(outbox, id);
        if (!(await outbox.resolve(id)))
          throw new Refused(`${id} is ${state}; only what is unresolved or refused can be resolved`);
        out(line(await existing(outbox, id), decimals));
      }),
  );
}

/** With what the last attempt met. Where no operator was reached at all, nothing is known. */
function stillUnresolved(last: readonly (AttemptRecord | undefined)[]): Refused | CouldNotRun {
  const what = last
    .map((attempt) => `${attempt?.outcome ?? 'not tried'}, ${oneLine(attempt?.answer ?? '')}`)[0]
    ?.replace(/, $/, '');
  const message = `some are still unresolved: ${what}`;
  return last.every((attempt) => attempt?.outcome === 'disconnected') ? new CouldNotRun(message) : new Refused(message);
}

function known(name: string): AnyContract {
  const contract = contractNamed(name);
  if (!contract) throw new Refused(`this kit does not speak contract ${name}. Retry with the one that sent it`);
  return contract;
}

async function existing(outbox: OutboxReader, id: string): Promise<DeliveryRecord> {
  const record = await outbox.find(id);
  if (!record)
    throw new Refused(
      `there is no delivery ${id}; their ids are as in win:1676358191. See them with: ${pasted('deliveries list --state pending')}`,
    );
  return record;
}

function line(
  { id, contract, account, roundId, amountMinor, state, phase, attempts, createdAtMs }: DeliveryRecord,
  decimals: number,
): string {
  const created = new Date(createdAtMs).toISOString();
  return [
    id,
    state,
    account,
    displayMoney(amountMinor, decimals),
    `round ${roundId || 'none'}`,
    `${phase} tried ${attempts} times`,
    created,
    contract,
  ].join('\t');
}
