import { Agent, fetch as send } from 'undici';

/**
 * An idle connection is given up before an operator's server would: a request sent into one that is being
 * closed is lost, and a lost bet must be cancelled. What the server announces of its own patience goes before.
 */
const idleMs = 1_500;

export interface Connections {
  readonly fetch: (request: Request) => Promise<Response>;
  close(): Promise<void>;
}

/** Connections that are kept and used again, at most so many, for answers of at most so many bytes. */
export function connectionPool(mostConnections: number, maxBodyBytes: number): Connections {
  const dispatcher = new Agent({ connections: mostConnections, keepAliveTimeout: idleMs });
  return {
    fetch: async (request) => {
      const { url, method, signal, redirect } = request;
      const headers = Object.fromEntries(request.headers);
      const { status, body } = await send(url, {
        method,
        headers,
        body: await request.text(),
        signal,
        redirect,
        dispatcher,
      }).then(async (response) => ({ status: response.status, body: await textOf(response.body, maxBodyBytes) }));
      request.signal.throwIfAborted();
      // Some statuses have no body by definition, and Response insists on it.
      return new Response(body === '' ? null : body, { status });
    },
    close: () => dispatcher.close(),
  };
}

/** An answer may be as large as a callback, unpacked: one sick operator must not fill the memory of all deliveries. */
async function textOf(body: AsyncIterable<Uint8Array> | null, maxBodyBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Error(`the answer is larger than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
