/**
 * A process that loads a server with bets: node load.ts '{"url":…}'; prints what it saw as JSON.
 *
 * Without a rate each connection sends as soon as it has its answer. With one, a bet is due at each moment that the
 * rate says, whether the server keeps up or not, and its time counts from then. In a first second, which is not counted,
 * the rate rises from nothing: this process is slow before V8 has compiled it.
 */
import { betsOf, type Senders } from './bets.ts';
import { type Answer, Connection } from './connection.ts';
import { Due } from './due.ts';

export interface Load extends Senders {
  readonly seconds: number;
  /** How many there are. */
  readonly connections: number;
  readonly perSecond?: number;
  /** What is not answered by then is given up, its connection with it. */
  readonly giveUpMs: number;
}

export interface Seen {
  readonly answers: Readonly<Record<Answer | 'late', number>>;
  /** Of those that were late: sent, and accepted after their deadline, counted from when they were sent. */
  readonly acceptedLate: number;
  /** Of those that were late: never sent, since no connection was free. The server has nothing to do with it: there are too few. */
  readonly unsent: number;
  /** Accepted bets per second. */
  readonly acceptedPerSecond: number;
  /** Of accepted bets, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
}

const load = JSON.parse(process.argv[2] ?? '{}') as Load;
const { port } = new URL(load.url);
const bet = betsOf(load);

const answers: Record<Answer | 'late', number> = { accepted: 0, refused: 0, failed: 0, dropped: 0, late: 0 };
const acceptedMs: number[] = [];
let acceptedLate = 0;
let unsent = 0;

const warmUpMs = 1_000;
let begunMs = performance.now();
const counts = (dueMs: number): boolean => dueMs >= begunMs + warmUpMs;
const endsMs = (): number => begunMs + warmUpMs + load.seconds * 1_000;

function count(answer: Answer, dueMs: number, sentMs: number): void {
  if (!counts(dueMs)) return;
  const nowMs = performance.now();
  const late = nowMs - dueMs > load.giveUpMs;
  answers[late ? 'late' : answer]++;
  if (answer !== 'accepted') return;
  if (!late) acceptedMs.push(nowMs - dueMs);
  else if (nowMs - sentMs > load.giveUpMs) acceptedLate++;
}

await (load.perSecond === undefined ? closed() : open(load.perSecond));
const seconds = (performance.now() - begunMs - warmUpMs) / 1_000;
acceptedMs.sort((a, b) => a - b);
const share = (part: number): number =>
  acceptedMs[Math.min(acceptedMs.length - 1, Math.floor(acceptedMs.length * part))] ?? NaN;
const seen: Seen = {
  answers,
  acceptedLate,
  unsent,
  acceptedPerSecond: acceptedMs.length / seconds,
  p50: share(0.5),
  p99: share(0.99),
  slowest: share(1),
};
process.stdout.write(JSON.stringify(seen), () => process.exit());

function closed(): Promise<unknown> {
  const untilMs = endsMs();
  return Promise.all(
    Array.from(
      { length: load.connections },
      () =>
        new Promise<void>((resolve) => {
          const connection = new Connection(Number(port));
          const next = (): void => {
            const dueMs = performance.now();
            if (dueMs >= untilMs || !connection.open) resolve();
            else {
              connection.send(bet(), (answer) => {
                count(answer, dueMs, dueMs);
                next();
              });
            }
          };
          next();
        }),
    ),
  );
}

/** Over connections that are open before it begins. Resolves when all that was due is answered or given up. */
async function open(perSecond: number): Promise<void> {
  const idle: Connection[] = [];
  const due = new Due();
  let underWay = 0;

  /** Its first bet doesn't count: a server takes new connections one by one. */
  function connect(): Promise<void> {
    return new Promise((resolve) => {
      const connection = new Connection(Number(port));
      connection.send(bet(), () => {
        if (connection.open) sendNext(connection);
        else setTimeout(() => void connect(), 1_000);
        resolve();
      });
    });
  }

  function sendNext(connection: Connection): void {
    const dueMs = due.take();
    if (dueMs === undefined) return void idle.push(connection);
    const sentMs = performance.now();
    underWay++;
    connection.send(bet(), (answer) => {
      underWay--;
      count(answer, dueMs, sentMs);
      // Whoever gave up has hung up; the callback may have been carried out all the same.
      if (performance.now() - dueMs > load.giveUpMs) connection.close();
      if (connection.open) sendNext(connection);
      else void connect();
    });
  }

  await Promise.all(Array.from({ length: load.connections }, connect));
  begunMs = performance.now();
  const untilMs = endsMs();
  const inWarmUp = (perSecond * warmUpMs) / 2_000;
  const dueAtMs = (number: number): number =>
    begunMs +
    (number < inWarmUp
      ? warmUpMs * Math.sqrt(number / inWarmUp)
      : warmUpMs + ((number - inWarmUp) / perSecond) * 1_000);
  return new Promise((resolve) => {
    let dueSoFar = 0;
    const turn = (): void => {
      const nowMs = performance.now();
      for (; dueAtMs(dueSoFar) < Math.min(nowMs, untilMs); dueSoFar++) due.add(dueAtMs(dueSoFar));
      for (let first = due.first; first !== undefined && nowMs - first > load.giveUpMs; first = due.first) {
        due.take();
        if (!counts(first)) continue;
        answers.late++;
        unsent++;
      }
      while (due.first !== undefined) {
        const connection = idle.pop();
        if (!connection) break;
        if (connection.open) sendNext(connection);
        else void connect();
      }
      if (nowMs >= untilMs && ((due.first === undefined && underWay === 0) || nowMs >= untilMs + 2 * load.giveUpMs)) {
        answers.late += underWay;
        resolve();
      } else setTimeout(turn, 1);
    };
    turn();
  });
}
