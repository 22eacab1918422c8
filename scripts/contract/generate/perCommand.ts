import { InvalidInput } from '../../../src/cli/input.ts';
import { commandsOf, type Contract } from './contract.ts';

/**
 * The contract with one virtual path per command (`/callback/bet`, …) in place of the union and the
 * webhooks: validators, clients and mocks can tie an answer to its command only by its path.
 */
export function perCommandDocument(contract: Contract): object {
  const base = callbackPath(contract);
  const commands = commandsOf(contract);
  const { securitySchemes, schemas, responses } = contract.components;
  const union = new Set(['CallbackRequest', 'CallbackReply']);
  return {
    openapi: contract.openapi,
    info: { ...contract.info, title: `${contract.info.title}, one path per command` },
    servers: contract.servers,
    security: contract.security,
    tags: contract.tags,
    paths: Object.fromEntries(commands.map(({ name, operation }) => [`${base}/${name}`, { post: operation }])),
    components: {
      securitySchemes,
      schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => !union.has(name))),
      responses,
    },
  };
}

/** The one real path, on which every command arrives. */
export function callbackPath(contract: Contract): string {
  const [path, ...others] = Object.keys(contract.paths);
  if (path === undefined || others.length > 0) throw new InvalidInput(['the contract must have exactly one path']);
  return path;
}
