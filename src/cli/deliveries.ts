import type { Command } from 'commander';
import { displayMoney } from '../contract/money.ts';
import { oneLine } from '../contract/visible.ts';
import { openOutboxAt, openOutboxReaderAt } from '../delivery/outbox/open.ts';
import {
  allDeliveries,
  type DeliveryRecord,
  deliveryStates,
  type Outbox,
  type OutboxReader,
} from '../delivery/outbox/outbox.ts';
import { databaseProblems, decimalsGiven, operatorProblems } from './configuration.ts';
import { type BulkFlags, bulkOptions, bulkSelection, retryThem, type RetryFlags } from './deliveriesRetry.ts';
import { existingDelivery } from './existingDelivery.ts';
import { type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { decimalsOption } from './options.ts';
import { signatureOption } from './signature.ts';
import { timeMs } from './time.ts';
import { tokenOptions } from './tokens.ts';

interface OutboxFlags {
  readonly outbox?: string;
  readonly currencyDecimals: string;
}

interface ListFlags extends OutboxFlags {
  readonly state: string;
  readonly operator?: string;
  readonly account?: string;
  readonly round?: string;
  readonly transaction?: string;
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
    earlierOperator?: string,
  ): Promise<Result> => {
    const earlier = earlierOperator === undefined ? {} : { earlierOperator };
    return using(flags, (url) => openOutboxAt(url, undefined, { mustExist: true, ...earlier }), work);
  };

  subcommand('list', 'list deliveries, oldest first')
    .option('--state <state>', `one of ${deliveryStates.join(', ')}`, 'unresolved')
    .option('--operator <name>', 'to this operator')
    .option('--account <name>', 'of this account')
    .option('--round <id>', 'of this round')
    .option('--transaction <id>', 'of this transaction, its cancel too')
    .action((flags: ListFlags) =>
      read(flags, async (outbox, decimals) => {
        const state = deliveryStates.find((known) => known === flags.state);
        if (!state) throw new InvalidInput([`--state must be one of ${deliveryStates.join(', ')}`]);
        const { operator, account, round: roundId, transaction: transactionId } = flags;
        const query = {
          state,
          ...(operator !== undefined && { operator }),
          ...(account !== undefined && { account }),
          ...(roundId !== undefined && { roundId }),
          ...(transactionId !== undefined && { transactionId }),
        };
        for await (const record of allDeliveries(outbox, query)) out(line(record, decimals));
      }),
    );

  subcommand('show <id>', 'show a delivery with every attempt').action((id: string, flags: OutboxFlags) =>
    read(flags, async (outbox, decimals) => {
      const record = await existingDelivery(outbox, id);
      const attempts = await outbox.attempts(id);
      out(line(record, decimals, attempts.length > record.attempts ? ' since it was last begun or retried' : ''));
      for (const { command, atMs, durationMs, outcome, httpStatus, answer } of attempts) {
        out(
          `  ${new Date(atMs).toISOString()}  ${command}  ${outcome}  HTTP ${httpStatus ?? 'none'}  ${durationMs} ms  ${oneLine(answer)}`,
        );
      }
    }),
  );

  bulkOptions(
    signatureOption(
      tokenOptions(
        subcommand('retry [ids...]', 'try again what is unresolved, and wins and cancels that were refused'),
        'callback token',
      ),
    ),
  )
    .requiredOption('--url <url>', "the operator's callback URL")
    .action((ids: string[], flags: RetryFlags & OutboxFlags) =>
      open(flags, async (outbox, currencyDecimals) => {
        await retryThem(outbox, ids, flags, currencyDecimals, environment, out);
      }),
    );

  bulkOptions(subcommand('resolve [ids...]', 'note that a person has settled it by other means')).action(
    (ids: string[], flags: BulkFlags & OutboxFlags) =>
      open(flags, async (outbox, decimals) => {
        for (const id of ids) {
          const { state } = await existingDelivery(outbox, id);
          if (!(await outbox.resolve(id)))
            throw new Refused(`${id} is ${state}; only what is unresolved or refused can be resolved`);
          out(line(await existingDelivery(outbox, id), decimals));
        }
        if (ids.length > 0) return;
        const problems: string[] = [];
        const { query } = bulkSelection(flags, problems);
        if (problems.length > 0) throw new InvalidInput(problems);
        for await (const { id } of allDeliveries(outbox, { ...query, state: 'unresolved' }))
          if (await outbox.resolve(id)) out(line(await existingDelivery(outbox, id), decimals));
      }),
  );

  subcommand('settlements', 'list how deliveries to an operator ended, in the order in which they did')
    .requiredOption('--operator <name>', 'to this operator')
    .option('--after <cursor>', 'goes on behind this one: the first in each line', '')
    .action((flags: OutboxFlags & { operator: string; after: string }) =>
      read(flags, async (outbox, decimals) => {
        let { after } = flags;
        for (;;) {
          const page = await outbox.settlements(flags.operator, after, 1_000).catch((error: unknown) => {
            throw error instanceof RangeError ? new InvalidInput([`--after: ${error.message}`]) : error;
          });
          if (page.items.length === 0) return;
          for (const { cursor, state, atMs, delivery } of page.items)
            out([cursor, new Date(atMs).toISOString(), state, line(delivery, decimals)].join('\t'));
          after = page.cursor;
        }
      }),
    );

  subcommand('prune', 'forget deliveries that ended before a time; what is pending or unresolved stays')
    .requiredOption('--before <time>', 'as in 2026-11-26 or 30d')
    .option('--operator <name>', 'to this operator')
    .action((flags: OutboxFlags & { before: string; operator?: string }) =>
      open(flags, async (outbox) => {
        const problems: string[] = [];
        const beforeMs = timeMs('--before', flags.before, Date.now(), problems);
        if (problems.length > 0) throw new InvalidInput(problems);
        out(`${await outbox.prune(beforeMs, flags.operator)} deliveries forgotten`);
      }),
    );

  subcommand('migrate', 'give an outbox of kit 0.1.0 the name of its one operator')
    .requiredOption('--operator <name>', 'to whom all of its deliveries go')
    .action(async (flags: OutboxFlags & { operator: string }) => {
      const problems = operatorProblems(flags.operator);
      if (problems.length > 0) throw new InvalidInput(problems);
      await open(
        flags,
        async (outbox) => {
          const open = await outbox.open();
          for (const { operator, pending, unresolved } of open)
            out(`${operator}\t${pending} pending\t${unresolved} unresolved`);
          if (open.length === 0) out('nothing is pending or unresolved');
        },
        flags.operator,
      );
    });
}

function line(
  { id, contract, account, roundId, amountMinor, state, phase, attempts, createdAtMs }: DeliveryRecord,
  decimals: number,
  since = '',
): string {
  const created = new Date(createdAtMs).toISOString();
  return [
    id,
    state,
    account,
    displayMoney(amountMinor, decimals),
    `round ${roundId || 'none'}`,
    `${phase} tried ${attempts === 1 ? 'once' : `${attempts} times`}${since}`,
    created,
    contract,
  ].join('\t');
}
