/** The process: callbacks, probes inside, one line of log for each callback, and a stop that lets what is in flight finish. */
import { createServer, type Server } from 'node:http';
import { {{contract}} } from '{{kitName}}/contract';
import type { CallbackEvent } from '{{kitName}}/server';
import { createInsideServer } from './inside.ts';
import { currencyDecimals, host, insideHost, insidePort, port, tokens } from './settings.ts';
import { close, createListener } from './wallet.ts';

/** How long what is in flight may take when the process is told to end; longer than any deadline of the provider. */
const stopWithinMs = 10_000;

const { callbackPath } = {{contract}};
const answerCallback = createListener({ tokens, currencyDecimals, observe: log });

let stopping = false;
const server = createServer((request, response) => {
  const [path = ''] = (request.url ?? '').split('?');
  if (path.replace(/\/$/, '') === callbackPath) answerCallback(request, response);
  // Nothing else is served where everybody can ask.
  else response.writeHead(404, { 'Content-Type': 'text/plain', Connection: 'close' }).end('not found\n');
});
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
