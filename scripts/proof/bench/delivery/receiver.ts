/** An operator that answers at once, in a process of its own; what comes to a path that begins with /hang is never answered. Tells its URL. */
import { createServer } from 'node:http';

const reply = '{"result":0,"status":"OK","data":{"balance":1000.5}}';
const head = { 'content-type': 'application/json', 'content-length': reply.length };

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    if (!request.url?.startsWith('/hang')) response.writeHead(200, head).end(reply);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4_096, () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
});
