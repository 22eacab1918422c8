/** One of several processes on one wallet: node process.ts URL CONCURRENCY spread|hot SECONDS; prints bets per second. */
import { openPostgresStore } from '../../../src/wallet/postgres/store.ts';
import { hot, ledgerLoad, spread } from './load.ts';

const [url = '', concurrency, on, seconds] = process.argv.slice(2);
const store = await openPostgresStore(url, 2);
console.log(await ledgerLoad(store, Number(concurrency), on === 'hot' ? hot : spread, Number(seconds), process.pid));
await store.close();
