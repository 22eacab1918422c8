/** Others than us: Node.js bare, and what its users usually take, in the way in which they take it. */
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { fastify } from 'fastify';
import { Pool } from 'pg';
import callbacks from '../../../../generated/v1/callbacks.json' with { type: 'json' };
import { callbackPath, tokenHeader } from '../../../../generated/v1/protocol.ts';
import { entryColumns, playValues } from '../load.ts';
import { listening, token } from './listening.ts';

const accepted = { result: 0, status: 'OK', data: { balance: 1_000 } };
const acceptedText = JSON.stringify(accepted);

export function bareNode(): Promise<string> {
  return listening(bare);
}

export function expressAlone(): Promise<string> {
  return listening(
    express()
      .use(express.json(), tokenChecked)
      .post(callbackPath, (_request, response) => void response.json(accepted)),
  );
}

export function expressWithValidator(): Promise<string> {
  const app = express()
    .use(express.json())
    .use(
      openApiValidator({
        apiSpec: fileURLToPath(new URL('../../../../generated/v1/openapi.json', import.meta.url)),
        formats: { decimal: true },
        validateSecurity: { handlers: { CallbackToken: ({ headers }) => headers[tokenHeader] === token } },
      }),
    )
    .post(callbackPath, (_request, response) => void response.json(accepted));
  return listening(app);
}

export async function fastifyWithSchema(): Promise<string> {
  const app = fastify({ ajv: { customOptions: { strict: false } } });
  const { schemas } = callbacks.components;
  app.addSchema({ $id: 'contract', components: { schemas } });
  app.post(
    callbackPath,
    {
      schema: { body: { $ref: 'contract#/components/schemas/BetRequest' } },
      preHandler: async (request, response) => {
        if (request.headers[tokenHeader] !== token) await response.send({ result: 100, status: 'ERROR' });
      },
    },
    async () => accepted,
  );
  return (await app.listen({ port: 0 })) + callbackPath;
}

/** Does what the edge does of necessity: token, JSON, the same reply. */
const bare: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const known =
      request.headers[tokenHeader] === token &&
      (JSON.parse(Buffer.concat(chunks).toString()) as { command: string }).command === 'bet';
    const text = known ? acceptedText : '{"result":100,"status":"ERROR"}';
    response.writeHead(200, {
      'X-Request-Id': randomUUID(),
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': text.length,
    });
    response.end(text);
  });
};

const tokenChecked: express.RequestHandler = (request, response, next) => {
  if (request.get(tokenHeader) === token) next();
  else response.json({ result: 100, status: 'ERROR' });
};

/** As it is written by hand: a connection of the pool for each callback, a statement for each step. */
export function usualPartner(url: string): Promise<string> {
  const pool = new Pool({ connectionString: url, max: 32 });
  const app = express().use(express.json(), tokenChecked);
  app.post(callbackPath, async (request, response) => {
    const {
      account,
      trans_id: id,
      round_id: round,
      amount,
    } = (request.body as { data: { account: string; trans_id: number; round_id: string; amount: number } }).data;
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ balance_minor: string; version: string }>(
        'SELECT balance_minor, version FROM ledger_account WHERE name = $1 FOR UPDATE',
        [account],
      );
      const { rowCount } = await client.query(
        `SELECT 1 FROM ledger_entry WHERE provider = 'default' AND transaction_id = $1`,
        [String(id)],
      );
      const balance = Number(rows[0]?.balance_minor) - Math.round(amount * 100);
      if (rowCount !== 0 || balance < 0) throw new Error('refused');
      await client.query('UPDATE ledger_account SET balance_minor = $2, version = version + 1 WHERE name = $1', [
        account,
        balance,
      ]);
      await client.query(
        `INSERT INTO ledger_entry (${entryColumns}) VALUES ($1, 0, 'bet', $2, $3, $4, $5, $6, 0, ${playValues})`,
        [String(id), account, round, -Math.round(amount * 100), balance, Number(rows[0]?.version) + 1],
      );
      await client.query('COMMIT');
      response.json({ result: 0, status: 'OK', data: { balance: balance / 100 } });
    } catch {
      await client.query('ROLLBACK');
      response.json({ result: 99, status: 'ERROR' });
    } finally {
      client.release();
    }
  });
  return listening(app);
}
