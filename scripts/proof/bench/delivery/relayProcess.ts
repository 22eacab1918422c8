/** A relay to one operator: node relayProcess.ts '{"url":…}' FOLDER; tells its parent its URL and a key, and the processor time it took when asked. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newToken } from '../../../../src/relay/keys.ts';
import { serveRelay } from '../../../../src/relay/serve.ts';
import { openRelayStoreAt } from '../../../../src/relay/store/open.ts';
import { gatheredLines } from '../../../../src/process/lines.ts';
import type { Setting } from './load.ts';

const [setting = '{}', folder = ''] = process.argv.slice(2);
const { url: operatorUrl, outbox, connections } = JSON.parse(setting) as Setting;
const casino = { name: 'casino', contract: 'v1', url: `${operatorUrl}/callback`, tokenFiles: ['token'] };
const operators = join(folder, 'operators.json');
writeFileSync(join(folder, 'token'), 'bench');
writeFileSync(operators, JSON.stringify({ operators: [{ ...casino, mostAtOnce: Math.max(connections, 100) }] }));

const key = newToken();
const store = await openRelayStoreAt(outbox);
await store.addKey({ name: 'bench', scopes: ['send'] }, key);
await store.close();
const anyPort = { host: '127.0.0.1', port: 0, insideHost: '127.0.0.1', insidePort: 0 };
const { url } = await serveRelay({ outbox, operators, ...anyPort, lines: gatheredLines() });

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit());
process.send?.({ url, key });
