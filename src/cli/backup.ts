import type { Command } from 'commander';
import { parseDatabaseUrl } from '../database/url.ts';
import { backUpSqlite } from '../wallet/sqlite/backup.ts';
import { databaseConfiguration, type DatabaseFlags } from './configuration.ts';
import { type Environment, InvalidInput, type Terminal } from './input.ts';
import { databaseOptions } from './options.ts';
import { pasted } from './pasted.ts';

export function backupCommand(program: Command, environment: Environment, { err }: Terminal): void {
  databaseOptions(program.command('backup <file>'))
    .description('write a SQLite wallet, as it is at one moment, to a new file; works beside a running server')
    .action((file: string, flags: DatabaseFlags) => {
      const wallet = parseDatabaseUrl(databaseConfiguration(flags, environment).database);
      if (wallet.kind === 'postgres')
        throw new InvalidInput([
          'seamless backup is for sqlite:FILE; PostgreSQL has tools of its own: pg_basebackup with an archive of its log, or pg_dump',
        ]);
      backUpSqlite(wallet.file, file);
      err(`Written. Prove it: ${pasted(`audit --database sqlite:${file}`)}`);
    });
}
