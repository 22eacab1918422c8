/** The inside port: what an orchestrator asks of the process. Nobody from outside may reach it. */
import { createServer, type Server } from 'node:http';
import express from 'express';
import { ready } from './wallet.ts';

/** `stopping` tells whether the process has been told to end. */
export function createInsideServer(stopping: () => boolean): Server {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/livez', (_request, response) => void response.type('text').send('ok\n'));
  app.get('/readyz', async (_request, response) => {
    const problem = await ready().then(() => undefined, String);
    if (problem !== undefined) console.error(problem);
    const takesCallbacks = problem === undefined && !stopping();
    response.status(takesCallbacks ? 200 : 503).type('text').send(takesCallbacks ? 'ok\n' : 'not ready\n');
  });
  const server = createServer(app);
  server.maxConnections = 64;
  // So that none can gather behind it.
  server.maxRequestsPerSocket = 1;
  return server;
}
