/** Sessions that were given up, in a PostgreSQL that gives their process numbers to others: one that was started again in its container. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { askSession, GivenUp, rememberSession } from '../../src/wallet/postgres/givenUp.ts';
import { NotReady } from '../../src/wallet/store.ts';

let cluster: Cluster;
let url: string;
let clients: Client[] = [];
beforeAll(async () => {
  cluster = await startCluster();
  url = await cluster.createDatabase();
});
beforeEach(() => (clients = []));
afterEach(() => Promise.all(clients.map((client) => client.end())));
afterAll(() => cluster.remove());

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: url });
  clients.push(client);
  await client.connect();
  return client;
}

const sessionOf = async (client: Client) => (await client.query<unknown[]>(askSession)).rows[0] ?? [];

/** What was given up is asked for by the first, while the second is at work. */
async function demandNone(givenUp: GivenUp): Promise<void> {
  const [asking, atWork] = clients;
  if (!asking || !atWork) return expect.fail();
  await atWork.query('BEGIN');
  await givenUp.demandNone((statement) => asking.query(statement)).finally(() => atWork.query('ROLLBACK'));
}

it('a session that was given up and is still at work lets nothing else begin', async () => {
  const [asking, atWork, givenUp] = [await connected(), await connected(), new GivenUp()];
  for (const client of [asking, atWork]) rememberSession(client, { rows: [await sessionOf(client)] });
  givenUp.add(atWork);
  await expect(demandNone(givenUp)).rejects.toThrow(NotReady);
  await givenUp.demandNone((statement) => asking.query(statement));
});

it('another session that has the number of one given up hinders nobody: PostgreSQL was started again', async () => {
  const [lost, atWork, givenUp] = [await connected(), await connected(), new GivenUp()];
  const [[, begun], [process]] = [await sessionOf(lost), await sessionOf(atWork)];
  rememberSession(lost, { rows: [[process, begun]] });
  givenUp.add(lost);
  await demandNone(givenUp);
});

it('the session that asks is not one that was given up, though a pooler may have given it to both', async () => {
  const [asking, , givenUp] = [await connected(), await connected(), new GivenUp()];
  rememberSession(asking, { rows: [await sessionOf(asking)] });
  givenUp.add(asking);
  await demandNone(givenUp);
});
