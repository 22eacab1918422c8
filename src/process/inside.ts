/** The inside port: what operations ask of a process, and nothing else. */
import type { IncomingMessage, Server } from 'node:http';
import type { Registry } from 'prom-client';
import type { Envelope } from '../edge/admission.ts';
import { listen } from '../edge/listen.ts';
import { createLimitedServer } from './limitedServer.ts';
import { limits } from './limits.ts';
import { takeNoMore } from './underWay.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  /** Plain text when not given. */
  readonly type?: string;
}

/** A question has no body, so all of it has come with its headers. */
const insideLimits = {
  ...limits,
  connections: limits.insideConnections,
  headersMs: limits.insideHeadersMs,
  requestMs: limits.insideHeadersMs,
};

/** `whyNotReady` resolves why callbacks should go elsewhere, or nothing. */
export function createInsideServer(
  envelope: Pick<Envelope, 'results'>,
  whyNotReady: () => Promise<string | undefined>,
  registry: Registry,
): Server {
  const readiness = oneAtATime(whyNotReady);
  const figures = oneAtATime(() => registry.metrics());
  const answers = new Map<string, () => Promise<Answer>>([
    ['/livez', async () => ({ status: 200, body: 'ok\n' })],
    [
      '/readyz',
      async () => {
        const reason = await readiness();
        return { status: reason === undefined ? 200 : 503, body: `${reason ?? 'ok'}\n` };
      },
    ],
    ['/metrics', async () => ({ status: 200, body: await figures(), type: registry.contentType })],
  ]);

  async function answer({ method = '', url = '' }: IncomingMessage): Promise<Answer> {
    const [path = ''] = url.split('?');
    const make = ['GET', 'HEAD'].includes(method) ? answers.get(path) : undefined;
    // Only a bug rejects.
    return make?.().catch(() => ({ status: 500, body: 'this failed\n' })) ?? nothingElse;
  }

  return createLimitedServer(
    envelope,
    (request, response) => {
      // One request for each connection, so that none can gather behind it.
      takeNoMore(response);
      void answer(request).then(({ status, body, type = 'text/plain; charset=utf-8' }) => {
        response
          .writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), Connection: 'close' })
          .end(body);
      });
    },
    insideLimits,
  );
}

/** Nobody can be served inside: the reason is the cause. */
export class InsidePortUnusable extends Error {
  override readonly name = 'InsidePortUnusable';
}

/** As `listen`; rejects with `InsidePortUnusable`. */
export function listenInside(inside: Server, port: number, host: string): Promise<string> {
  return listen(inside, port, host).catch((cause: unknown) => {
    throw new InsidePortUnusable('the inside port can not be listened on', { cause });
  });
}

const nothingElse: Answer = { status: 404, body: '/livez, /readyz and /metrics are here, and nothing else\n' };

/** Who asks while an answer is being made gets the same one. */
function oneAtATime<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let underWay: Promise<Result> | undefined;
  return () =>
    (underWay ??= make().finally(() => {
      underWay = undefined;
    }));
}
