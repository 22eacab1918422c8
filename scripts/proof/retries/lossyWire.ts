/** A wire that loses answers: what is sent arrives and is carried out, and nobody hears of it. */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../../src/edge/listen.ts';

export interface LossyWire {
  readonly url: string;
  close(): void;
}

/** Passes everything on to the operator, and loses its first answers, so many of them, by breaking the connection. */
export async function startLossyWire(operatorUrl: string, answersToLose: number): Promise<LossyWire> {
  let left = answersToLose;
  const server = createServer((request, response) => {
    void (async () => {
      const { 'callback-token': token = '', 'content-type': type = '' } = request.headers;
      const headers = { 'callback-token': String(token), 'content-type': type };
      const answer = await fetch(operatorUrl, { method: 'POST', headers, body: await buffer(request) });
      const body = await answer.text();
      if (left-- > 0) response.destroy();
      else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
    })().catch(() => response.destroy());
  });
  const url = `${await listen(server, 0, '127.0.0.1')}/callback`;
  return {
    url,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
