import { spawnSync } from 'node:child_process';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { projectFiles } from '../../src/scaffold/files.ts';
import { scratch, seamless } from '../support/commandLine.ts';

const project = projectFiles({ name: 'p', wallet: 'kit', kit: '0.0.0', contract: v1 });
const files = {
  seamless: {
    compose: readFileSync('scripts/deploy/compose.yaml', 'utf8'),
    sql: readFileSync('scripts/deploy/role.sql', 'utf8'),
    name: 'role.sql',
  },
  operator: {
    compose: project.get('compose.yaml') ?? '',
    sql: project.get('database.sql') ?? '',
    name: 'database.sql',
  },
};
const password = "it's secret";
const [folder, remove] = scratch();
afterAll(() => remove());

/** Without psql: its own commands are left out, and the password is put in as it would. */
function withClient(superuser: Client, sql: string): Promise<unknown> {
  return superuser.query(sql.replace(/^\\.*$/gm, '').replace(":'password'", superuser.escapeLiteral(password)));
}

describe.each(Object.entries(files))('the role %s that Compose makes', (role, { compose, sql, name }) => {
  let cluster: Cluster;
  let superuser: Client;
  let url: string;

  beforeAll(async () => {
    cluster = await startCluster();
    const other = await cluster.createDatabase();
    const admin = new Client({ connectionString: other });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${role}`);
    await admin.query('CREATE ROLE stranger LOGIN');
    await admin.end();
    superuser = new Client({ connectionString: `postgres://postgres@127.0.0.1:${cluster.port}/${role}` });
    await superuser.connect();
    await withClient(superuser, sql);
    url = `postgres://${role}@127.0.0.1:${cluster.port}/${role}`;
  });
  afterAll(async () => {
    await superuser.end();
    await cluster.remove();
  });

  it('is made by what the database runs first, in its own database', () => {
    const { services } = parse(compose) as {
      services: {
        database: { volumes: string[]; environment: Record<string, string>; user: string; cap_drop: string[] };
      };
    };
    expect(services.database.volumes).toContain(`./${name}:/docker-entrypoint-initdb.d/${name}:ro`);
    expect(services.database.environment).toMatchObject({ POSTGRES_DB: role });
    expect(services.database.environment).not.toHaveProperty('POSTGRES_USER');
    expect(services.database).toMatchObject({ user: 'postgres', cap_drop: ['ALL'] });
  });

  it('is enough for a wallet, whose tables it owns', async () => {
    const environment = { DATABASE_URL: url };
    expect(await seamless(['accounts', 'create', 'anna', '--balance', '5'], environment)).toMatchObject({
      code: 0,
      err: '',
    });
    expect(await seamless(['audit'], environment)).toMatchObject({ code: 0 });
    const { rows } = await superuser.query(
      `SELECT DISTINCT schemaname, tableowner FROM pg_tables WHERE tablename IN ('ledger_account', 'ledger_entry', 'setting')`,
    );
    expect(rows).toEqual([{ schemaname: role, tableowner: role }]);
  });

  it('may do nothing else', async () => {
    const { rows } = await superuser.query(
      'SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = $1',
      [role],
    );
    expect(rows).toEqual([
      { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolreplication: false, rolbypassrls: false },
    ]);
    const own = new Client({ connectionString: url });
    await own.connect();
    for (const forbidden of [
      'CREATE TABLE public.t ()',
      'CREATE SCHEMA other',
      'SELECT * FROM pg_authid',
      `COPY (SELECT 1) TO PROGRAM 'true'`,
      'CREATE TEMPORARY TABLE t ()',
    ]) {
      await expect(own.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' });
    }
    await own.end();
  });

  it('is the only one that is let into its database', async () => {
    const stranger = new Client({ connectionString: url.replace(`${role}@`, 'stranger@') });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '42501' });
  });
});

const noPsql = spawnSync('psql', ['--version']).error !== undefined;
it.skipIf(noPsql)(
  `psql takes role.sql as it is, with the password of the file${noPsql ? ' (skipped: there is no psql here)' : ''}`,
  async () => {
    const cluster = await startCluster();
    const admin = new Client({ connectionString: await cluster.createDatabase() });
    await admin.connect();
    await admin.query('CREATE DATABASE seamless');
    writeFileSync(`${folder}/password`, `${password}\n`);
    const env = { PATH: process.env['PATH'], WALLET_PASSWORD_FILE: `${folder}/password` };
    const args = [
      '--no-psqlrc',
      '--host',
      '127.0.0.1',
      '--port',
      String(cluster.port),
      '--username',
      'postgres',
      '--dbname',
      'seamless',
      '--file',
      'scripts/deploy/role.sql',
    ];
    expect(spawnSync('psql', args, { env, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const { rows } = await admin.query<{ rolpassword: string }>(
      `SELECT rolpassword FROM pg_authid WHERE rolname = 'seamless'`,
    );
    const [, rounds, salt = '', storedKey] =
      /^SCRAM-SHA-256\$(\d+):(.+)\$(.+):.+$/.exec(rows[0]?.rolpassword ?? '') ?? [];
    // As RFC 5802 has it.
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
    expect(
      createHash('sha256').update(createHmac('sha256', salted).update('Client Key').digest()).digest('base64'),
    ).toBe(storedKey);
    await admin.end();
    await cluster.remove();
  },
);
