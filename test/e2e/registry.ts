/** A registry of npm's on loopback: it takes and gives what is published to it, and sends everything else on. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Version {
  readonly version: string;
  dist: Record<string, unknown>;
}

interface Published {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, Version>>;
  readonly _attachments?: Readonly<Record<string, { readonly data: string }>>;
}

export interface Registry {
  readonly url: string;
  stop(): Promise<void>;
}

/** `upstream` is the registry for all that was not published here. */
export async function startRegistry(upstream: string): Promise<Registry> {
  const packages = new Map<string, Published>();
  const tarballs = new Map<string, Buffer>();
  let url = '';

  async function publish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { _attachments, ...published } = JSON.parse(await textOf(request)) as Published;
    const [attachment] = Object.values(_attachments ?? {});
    const tarball = Buffer.from(attachment?.data ?? '', 'base64');
    for (const version of Object.values(published.versions)) {
      const path = `/${published.name}/-/${published.name}-${version.version}.tgz`;
      tarballs.set(path, tarball);
      version.dist = {
        ...version.dist,
        tarball: `${url}${path}`,
        integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
      };
    }
    packages.set(`/${published.name}`, published);
    response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
  }

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const [found, tarball] = [packages.get(path), tarballs.get(path)];
    if (request.method === 'PUT') void publish(request, response);
    else if (tarball) response.end(tarball);
    else if (found) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
    else response.writeHead(307, { location: new URL(path.slice(1), upstream).href }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
