/** The process: callbacks, probes, one line of log for each callback, and a stop that lets what is in flight finish. */
import { createServer } from 'node:http';
import express from 'express';
import { callbackPath } from '{{kitName}}/contract';
import { type CallbackEvent, createCallbackRouter } from '{{kitName}}/server';
import { currencyDecimals, host, port, tokens } from './settings.ts';
import { close, handlers, ready } from './wallet.ts';

/** How long what is in flight may take when the process is told to end; longer than any deadline of the provider. */
const stopWithinMs = 10_000;

const app = express().disable('x-powered-by').disable('etag');
// Before any body parser: the router reads the body itself, so that no cent passes through a float.
app.use(callbackPath, createCallbackRouter(handlers, { tokens, currencyDecimals, observe: log }));
app.get('/livez', (_request, response) => void response.type('text').send('ok\n'));
app.get('/readyz', async (_request, response) => {
  const problem = await ready().then(() => undefined, String);
  if (problem !== undefined) console.error(problem);
  response.status(problem === undefined ? 200 : 503).type('text').send(problem === undefined ? 'ok\n' : 'not ready\n');
});

const server = createServer(app);
server.on('error', (error) => {
  console.error(`${error.message}; see HOST and PORT in .env`);
  process.exit(1);
});
server.listen(port, host, () => console.log(`Callbacks are served at http://${host}:${port}${callbackPath}`));

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);

function stop(): void {
  // A connection that was busy when the server closed stays open when it falls idle.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), stopWithinMs);
  server.close(async () => {
    clearInterval(idle);
    clearTimeout(late);
    await close();
  });
}

function log(event: CallbackEvent): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), ...event }, plain));
}

/** JSON has no words for these. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Error ? value.stack : value;
}
