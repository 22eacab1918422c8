/** An operator that answers at once, in a process of its own; below other paths than /callback it is sick, each in its way. Tells its URL. */
import { randomBytes } from 'node:crypto';
import { setPriority } from 'node:os';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const reply = '{"result":0,"status":"OK","data":{"balance":1000.5}}';
const head = { 'content-type': 'application/json', 'content-length': reply.length };
const endless = { 'content-type': 'application/json' };
const garbage = randomBytes(1_024);
const flood = Buffer.alloc(65_536, ' ');

const answers: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>> = {
  '/callback': (response) => void response.writeHead(200, head).end(reply),
  /** Never answers. */
  '/hangs': () => undefined,
  /** Answers without end, as fast as it is read. */
  '/floods': (response) => {
    response.writeHead(200, endless);
    const more = (): void => {
      while (!response.destroyed && response.write(flood));
    };
    response.on('drain', more);
    more();
  },
  /** Answers without end, a byte a second. */
  '/drips': (response) => {
    response.writeHead(200, endless).flushHeaders();
    const drip = setInterval(() => response.write(' '), 1_000);
    response.on('close', () => clearInterval(drip));
  },
  /** Answers what is no JSON, and every other time what is no HTTP. */
  '/garbles': (response, { socket }) => {
    if (Math.random() < 0.5) response.writeHead(200, endless).end(garbage);
    else socket.end(garbage);
  },
};

setPriority(Number(process.argv[2] ?? 0));
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => answers[request.url ?? '']?.(response, request));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4_096, () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
});
