/** The inside port: what operations ask of a process, and nothing else. */
import type { Server } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Registry } from 'prom-client';
import { createLimitedServer } from './limitedServer.ts';
import { limits } from './limits.ts';
import { takeNoMore } from './underWay.ts';

/** `whyNotReady` resolves why callbacks should go elsewhere, or nothing. */
export function createInsideServer(whyNotReady: () => Promise<string | undefined>, registry: Registry): Server {
  const app = insideApp(oneAtATime(whyNotReady), oneAtATime(() => registry.metrics()), registry.contentType);
  return createLimitedServer(
    (request, response) => {
      // One request for each connection, so that none can gather behind it.
      takeNoMore(response);
      response.setHeader('Connection', 'close');
      app(request, response);
    },
    { ...limits, connections: limits.insideConnections },
  );
}

function insideApp(whyNotReady: () => Promise<string | undefined>, metrics: () => Promise<string>, metricsType: string): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/livez', (_request, response) => void response.type('text').send('ok\n'));
  app.get('/readyz', async (_request, response) => {
    const reason = await whyNotReady();
    response.status(reason === undefined ? 200 : 503).type('text').send(`${reason ?? 'ok'}\n`);
  });
  app.get('/metrics', async (_request, response) => void response.type(metricsType).send(await metrics()));
  app.use((_request, response) => void response.status(404).type('text').send('/livez, /readyz and /metrics are here, and nothing else\n'));
  return app.use(lastResort);
}

/** Who asks while an answer is being made gets the same one. */
function oneAtATime<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let underWay: Promise<Result> | undefined;
  return () =>
    (underWay ??= make().finally(() => {
      underWay = undefined;
    }));
}

/** Only a bug comes here. */
const lastResort: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(500).type('text').send('this failed\n');
};
