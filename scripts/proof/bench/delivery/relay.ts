/** Bets over the API of a relay that runs in a process of its own; the processor time is the relay's. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '../http/connection.ts';
import { type Contender, movement, type Setting } from './load.ts';

interface Told {
  readonly url: string;
  readonly key: string;
}

export async function relay(setting: Setting): Promise<Contender> {
  // Its log goes to a file, as a log does.
  const folder = mkdtempSync(join(tmpdir(), 'bench-relay-'));
  const child = fork(fileURLToPath(new URL('relayProcess.ts', import.meta.url)), [JSON.stringify(setting), folder], {
    stdio: ['ignore', openSync(join(folder, 'log'), 'w'), 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  child.once('exit', () => process.exit(1));
  const [{ url, key }] = (await once(child, 'message')) as [Told];
  const head = `POST /operators/casino/bets HTTP/1.1\r\nHost: relay\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: `;
  const port = Number(new URL(url).port);
  const idle: Connection[] = [];
  return {
    send: () => {
      const { amountMinor, ...rest } = movement();
      const body = JSON.stringify({ ...rest, amountMinor: String(amountMinor) });
      const connection = idle.pop() ?? new Connection(port, '"outcome":"accepted"');
      return new Promise((resolve) =>
        connection.send(`${head}${body.length}\r\n\r\n${body}`, (answer) => {
          if (connection.open) idle.push(connection);
          resolve(answer === 'accepted');
        }),
      );
    },
    usedMicros: async () => {
      child.send('used?');
      const [micros] = (await once(child, 'message')) as [number];
      return micros;
    },
  };
}
