/** How much memory a sender has with so many wins pending at an operator that does not answer: node resident.ts URL OUTBOX COUNT; prints bytes. */
import { v1 } from '../../../../src/contract/contracts.ts';
import { createDelivery } from '../../../../src/delivery/delivery.ts';
import { openOutboxAt } from '../../../../src/delivery/outbox/open.ts';
import { movement } from './load.ts';

const [url = '', at = '', count = '0'] = process.argv.slice(2);
const outbox = await openOutboxAt(at);
const casino = { name: 'casino', contract: v1, url: `${url}/hangs`, tokens: ['bench'] };
const delivery = createDelivery({ outbox, operators: [casino] });
const pending = async (): Promise<number> => (await outbox.open())[0]?.pending ?? 0;
for (let sent = 0; sent < Number(count);) {
  for (let n = 0; n < 1_000; n++, sent++) void delivery.to('casino').win(movement());
  while ((await pending()) < sent) await new Promise((resolve) => setTimeout(resolve, 5));
}
// As much as a collector leaves by itself in the time of a few attempts.
await new Promise((resolve) => setTimeout(resolve, 10_000));
process.stdout.write(String(process.memoryUsage.rss()), () => process.exit());
