/** Those who are compared: each serves bets, and all but the bare one in the way that its users would. */
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { fastify } from 'fastify';
import { Pool } from 'pg';
import { pino } from 'pino';
import callbacks from '../../../generated/callbacks.json' with { type: 'json' };
import { callbackPath, tokenHeader } from '../../../generated/protocol.ts';
import { type CallbackHandlers, createCallbackListener, createCallbackRouter } from '../../../generated/server.ts';
import { gatheredLines } from '../../../src/server/log.ts';
import { observeWith } from '../../../src/server/observation.ts';
import { serve } from '../../../src/server/serve.ts';
import { walletHandlers } from '../../../src/server/walletHandlers.ts';
import { Ledger } from '../../../src/wallet/ledger.ts';
import { openPostgresStore } from '../../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../../src/wallet/sqlite/store.ts';
import type { Store } from '../../../src/wallet/store.ts';

export const token = 'bench-token';

const accepted = { result: 0, status: 'OK', data: { balance: 1_000 } };
const acceptedText = JSON.stringify(accepted);
const reply = { result: 0, status: 'OK', data: { balance: 100_000n } } as const;
const failed = { result: 99, status: 'ERROR' } as const;
const handlers: CallbackHandlers = {
  authenticate: async () => failed,
  balance: async () => failed,
  bet: async () => reply,
  win: async () => failed,
  cancel: async () => failed,
  status: async () => failed,
};
const quiet = { tokens: [token], checkReplies: false } as const;

/** Starts a contender, on a database where it has one, and resolves where bets go. */
export const contenders: Readonly<Record<string, (database: string) => Promise<string>>> = {
  'node-http': () => listening(bare),
  express: () => listening(express().use(express.json(), tokenChecked).post(callbackPath, (_request, response) => void response.json(accepted))),
  'express-eov': () =>
    listening(
      express()
        .use(express.json())
        .use(
          openApiValidator({
            apiSpec: fileURLToPath(new URL('../../../generated/openapi.json', import.meta.url)),
            formats: { decimal: true },
            validateSecurity: { handlers: { CallbackToken: ({ headers }) => headers[tokenHeader] === token } },
          }),
        )
        .post(callbackPath, (_request, response) => void response.json(accepted)),
    ),
  fastify: async () => {
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
  },
  edge: () => listening(createCallbackListener(handlers, { ...quiet, observe: observeWith(pino(gatheredLines())).callback })),
  'edge.quiet': () => listening(createCallbackListener(handlers, quiet)),
  'express-stub': () => listening(express().use(callbackPath, createCallbackRouter(handlers, quiet))),
  'server.sqlite': (file) => reference(openSqliteStore(file, 2)),
  'stub.sqlite': (file) => listening(express().use(callbackPath, createCallbackRouter(walletHandlers(new Ledger(openSqliteStore(file, 2))), quiet))),
  'server.postgres': async (url) => reference(await openPostgresStore(url, 2)),
  'usual-partner': (url) => listening(usualPartner(url)),
};

function listening(listener: RequestListener): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}${callbackPath}`));
  });
}

async function reference(store: Store): Promise<string> {
  const server = await serve({ store, host: '127.0.0.1', port: 0, tokens: [token], currencyDecimals: 2, logger: pino(gatheredLines()) });
  return server.callbackUrl;
}

const bare: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const known = request.headers[tokenHeader] === token && (JSON.parse(Buffer.concat(chunks).toString()) as { command: string }).command === 'bet';
    const text = known ? acceptedText : '{"result":100,"status":"ERROR"}';
    response.writeHead(200, { 'X-Request-Id': randomUUID(), 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': text.length });
    response.end(text);
  });
};

const tokenChecked: express.RequestHandler = (request, response, next) => {
  if (request.get(tokenHeader) === token) next();
  else response.json({ result: 100, status: 'ERROR' });
};

/** As it is written by hand: a connection of the pool for each callback, a statement for each step. */
function usualPartner(url: string): RequestListener {
  const pool = new Pool({ connectionString: url, max: 32 });
  const app = express().use(express.json(), tokenChecked);
  return app.post(callbackPath, async (request, response) => {
    const { account, trans_id: id, round_id: round, amount } = (request.body as { data: { account: string; trans_id: number; round_id: string; amount: number } }).data;
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ balance_minor: string; version: string }>('SELECT balance_minor, version FROM account WHERE name = $1 FOR UPDATE', [account]);
      const { rowCount } = await client.query('SELECT 1 FROM entry WHERE transaction_id = $1', [String(id)]);
      const balance = Number(rows[0]?.balance_minor) - Math.round(amount * 100);
      if (rowCount !== 0 || balance < 0) throw new Error('refused');
      await client.query('UPDATE account SET balance_minor = $2, version = version + 1 WHERE name = $1', [account, balance]);
      await client.query(`INSERT INTO entry VALUES ($1, 0, 'bet', $2, $3, $4, $5, $6, 0)`, [String(id), account, round, -Math.round(amount * 100), balance, Number(rows[0]?.version) + 1]);
      await client.query('COMMIT');
      response.json({ result: 0, status: 'OK', data: { balance: balance / 100 } });
    } catch {
      await client.query('ROLLBACK');
      response.json({ result: 99, status: 'ERROR' });
    } finally {
      client.release();
    }
  });
}
