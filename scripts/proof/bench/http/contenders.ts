/** Those who are compared. Each is loaded only where it runs, so that its start and its memory are its own. */
export const contenders: Readonly<Record<string, (database: string) => Promise<string>>> = {
  'node-http': async () => (await import('./others.ts')).bareNode(),
  express: async () => (await import('./others.ts')).expressAlone(),
  'express-eov': async () => (await import('./others.ts')).expressWithValidator(),
  fastify: async () => (await import('./others.ts')).fastifyWithSchema(),
  edge: async () => (await import('./ours.ts')).edge(),
  'edge.providers': async () => (await import('./ours.ts')).providersEdge(),
  'edge.signed': async () => (await import('./ours.ts')).signedEdge(),
  'edge.quiet': async () => (await import('./ours.ts')).quietEdge(),
  'express-stub': async () => (await import('./ours.ts')).expressStub(),
  'stub.sqlite': async (file) => (await import('./ours.ts')).expressStubOnSqlite(file),
  'server.sqlite': async (file) => (await import('./servers.ts')).onSqlite(file),
  'server.postgres': async (url) => (await import('./servers.ts')).onPostgres(url),
  'usual-partner': async (url) => (await import('./others.ts')).usualPartner(url),
};
