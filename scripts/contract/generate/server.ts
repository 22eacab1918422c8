import { commandsOf, type CommandFacts, type Contract } from './contract.ts';
import { doc } from './protocol.ts';

/** `generated/server.ts`: the interface that an implementer fills in, and the router that serves it. */
export function serverModule(contract: Contract): string {
  const methods = commandsOf(contract).map(
    (command) => `${doc(
      `${describe(command)}

Answer within ${command.operation['x-delivery'].deadlineMs} ms; \`context.signal\` aborts then.`,
      '  ',
    )}  ${command.name}(data: CallbackData<'${command.name}'>, checks: readonly Check[], context: CallbackContext): Promise<CallbackReply<'${command.name}'>>;
`,
  );
  return `import type { RequestListener } from 'node:http';
import type { Router } from 'express';
import type { CallbackData, CallbackReply } from '../src/contract/types.ts';
import type { CallbackContext, ServerOptions } from '../src/edge/core.ts';
import { listenerFor, type ListenerOptions } from '../src/edge/listener.ts';
import { routerFor } from '../src/edge/router.ts';
import type { Check } from './protocol.ts';

/**
 * What an operator implements: one function per command. Each gets the data of its own request, the
 * checks to make in the order in which to make them, and the context of the call, and returns one of its
 * own command's replies. A function that throws says that it cannot know whether money moved: the
 * provider gets HTTP 500 and repeats or cancels. When nothing moved, return a reply that says so.
 */
export interface CallbackHandlers {
${methods.join('\n')}}

/**
 * An Express router that serves \`handlers\` on the path it is mounted at: token check, exact JSON,
 * validation by express-openapi-validator, reply check and error mapping included. Mount it before any
 * body parser. With \`allowedAddresses\` the app's setting \`trust proxy\` tells whose word on the sender counts.
 */
export function createCallbackRouter(handlers: CallbackHandlers, options: ServerOptions): Router {
  return routerFor(handlers, options);
}

/**
 * The same for a server of \`node:http\` without Express, several times as fast: a listener that serves
 * \`handlers\` for every request it is given. Which path that is, is its caller's to say.
 */
export function createCallbackListener(handlers: CallbackHandlers, options: ListenerOptions): RequestListener {
  return listenerFor(handlers, options);
}
`;
}

/** The command in words, as the contract has them, with the checks that the provider asks for. */
export function describe({ operation }: CommandFacts): string {
  return `${operation.summary}

${operation.description.trim()}

Checks asked for: ${operation['x-delivery'].checks}.`;
}
