import type { Command } from 'commander';
import { displayMoney } from '../contract/money.ts';
import { visibleJson } from '../contract/visible.ts';
import { auditStore } from '../wallet/audit.ts';
import { withReader } from '../wallet/open.ts';
import { databaseConfiguration, type DatabaseFlags } from './configuration.ts';
import { type Environment, Refused, type Terminal } from './input.ts';
import { databaseOptions } from './options.ts';

export function auditCommand(program: Command, environment: Environment, { out, err }: Terminal): void {
  databaseOptions(program.command('audit'))
    .description('prove that the ledger adds up; works beside a running server')
    .action((flags: DatabaseFlags) =>
      withReader(databaseConfiguration(flags, environment), async (reader) => {
        const { accounts, entries, currencies, problems } = await auditStore(reader);
        for (const { broken, row } of problems)
          out(
            `${broken}: ${visibleJson(JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))}`,
          );
        err(`${accounts} accounts, ${entries} entries.`);
        for (const { code, decimals, balanceMinor, ...of } of currencies)
          err(`${code}: ${of.accounts} accounts with ${displayMoney(balanceMinor, decimals)}`);
        if (problems.length > 0) throw new Refused(`the ledger does not add up: ${problems.length} rows show it`);
        err('The ledger adds up.');
      }),
    );
}
