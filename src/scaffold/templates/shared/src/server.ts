/** The process: callbacks, probes inside, one line of log for each callback, and a stop that lets what is in flight finish. */
import { createServer, type Server } from 'node:http';
import express from 'express';
import { callbackPath } from '{{kitName}}/contract';
import { type CallbackEvent, createCallbackRouter } from '{{kitName}}/server';
import { createInsideServer } from './inside.ts';
import { currencyDecimals, host, insideHost, insidePort, port, tokens } from './settings.ts';
import { close, handlers } from './wallet.ts';

/** How long what is in flight may take when the process is told to end; longer than any deadline of the provider. */
const stopWithinMs = 10_000;

const app = express().disable('x-powered-by').disable('etag');
// Before any body parser: the router reads the body itself, so that no cent passes through a float.
app.use(callbackPath, createCallbackRouter(handlers, { tokens, currencyDecimals, observe: log }));
// Nothing else is served where everybody can ask.
app.use((_request, response) => void response.status(404).set('Connection', 'close').type('text').send('not found\n'));

let stopping = false;
const server = createServer(app);
const inside = createInsideServer(() => stopping);
listen(inside, insidePort, insideHost, 'INSIDE_HOST and INSIDE_PORT', `Probes are served inside at http://${insideHost}:${insidePort}: /livez, /readyz`);
listen(server, port, host, 'HOST and PORT', `Callbacks are served at http://${host}:${port}${callbackPath}`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);

function listen(listening: Server, at: number, address: string, settings: string, told: string): void {
  listening.on('error', (error) => {
    console.error(`${error.message}; see ${settings} in .env`);
    process.exit(1);
  });
  listening.listen(at, address, () => console.log(told));
}

function stop(): void {
  stopping = true;
  // A connection that was busy when the server closed stays open when it falls idle.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), stopWithinMs);
  server.close(async () => {
    clearInterval(idle);
    clearTimeout(late);
    await close();
    // Last, so that it can be asked until the end.
    inside.close();
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
