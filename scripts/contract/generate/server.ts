import { commandsOf, type CommandFacts, type Contract } from './contract.ts';
import { doc } from './protocol.ts';

/** `generated/v1/server.ts`: the interface that an implementer fills in, beside the router and the listener that serve it. */
export function serverModule(contract: Contract): string {
  const properties = commandsOf(contract).map(
    (command) => `${doc(
      `${describe(command)}

Answer within ${command.operation['x-delivery'].deadlineMs} ms; \`context.signal\` aborts then.`,
      '  ',
    )}  ${command.name}: CallbackHandler<'${command.name}'>;
`,
  );
  return `import type { CallbackHandler } from '../../src/edge/handler.ts';

export { createCallbackListener } from '../../src/edge/listener.ts';
export { createCallbackRouter } from '../../src/edge/router.ts';

/**
 * What an operator implements: one function per command. Each gets the data of its own request (money as \`bigint\` in minor
 * units, ids exact), the checks to make in the order in which to make them, and the context of the call, and resolves one of
 * its own command's replies. A function that throws says that it cannot know whether money moved: the
 * provider gets HTTP 500 and repeats or cancels. When nothing moved, return a reply that says so.
 */
export interface CallbackHandlers {
${properties.join('\n')}}
`;
}

/** The command in words, as the contract has them, with the checks that the provider asks for. */
export function describe({ operation }: CommandFacts): string {
  return `${operation.summary}

${operation.description.trim()}

Checks asked for: ${operation['x-delivery'].checks}.`;
}
