import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Registry } from 'prom-client';
import { callbackPath, results } from '../../generated/protocol.ts';

/**
 * What the reference server answers beside the callbacks: what operations ask of a process. `whyNotReady` resolves why
 * callbacks should go elsewhere, or nothing.
 */
export function operationsApp(whyNotReady: () => Promise<string | undefined>, registry: Registry): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/livez', (_request, response) => void response.type('text').send('ok\n'));
  app.get('/readyz', async (_request, response) => {
    const reason = await whyNotReady();
    response.status(reason === undefined ? 200 : 503).type('text').send(`${reason ?? 'ok'}\n`);
  });
  app.get('/metrics', async (_request, response) => void response.type(registry.contentType).send(await registry.metrics()));
  app.use((_request, response) => void response.status(404).json(failure(`callbacks are sent to ${callbackPath}`)));
  app.use(lastResort);
  return app;
}

function failure(message: string): object {
  return { result: results.failed, status: 'ERROR', message };
}

/** Only a bug comes here. */
const lastResort: ErrorRequestHandler = (_error, _request, response, next) => {
  if (response.headersSent) next(_error);
  else response.status(500).json(failure('the outcome is unknown'));
};
