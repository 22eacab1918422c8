/**
 * A sender with a game of its own, until it is killed: node sender.ts FILE OUTBOX OPERATORS PLACE SEED. Prints what the game is told, a line of
 * JSON each. SIGTERM ends the game: then it only delivers what it has, and what it takes over.
 */
import { fasterClock } from '../../../../src/delivery/clock.ts';
import { createDelivery } from '../../../../src/delivery/delivery.ts';
import { openOutboxAt } from '../../../../src/delivery/outbox/open.ts';
import { readOperators } from '../../../../src/relay/operatorsFile.ts';
import { timesFaster } from './operators.ts';
import { playAt } from './table.ts';
import { noting, type Told } from './told.ts';

/** A sender that is killed is soon taken for dead. */
const leaseMs = 2_000;

const [file = '', outboxUrl = '', names = '', place, seed] = process.argv.slice(2);
const outbox = await openOutboxAt(outboxUrl, leaseMs);
const operators = (await readOperators(file)).operators.filter(({ name }) => names.split(',').includes(name));
const delivery = createDelivery({ outbox, operators, clock: fasterClock(timesFaster) });
const note = (told: Told): void => void process.stdout.write(`${JSON.stringify(told)}\n`);
const over = new AbortController();
process.on('SIGTERM', () => over.abort());
// Nothing else keeps it when its game is over.
setInterval(() => undefined, 60_000);
console.error('begins');
await playAt(
  operators.map(({ name }) => noting(name, delivery.to(name), note, over.signal)),
  Number(place),
  Number(seed),
);
