import { commandsOf, type CommandFacts, type Contract } from './contract.ts';
import { callbackPath } from './perCommand.ts';
import { doc } from './protocol.ts';
import { describe } from './server.ts';

/** `generated/v1/client.ts`: one typed call per command. */
export function clientModule(contract: Contract): string {
  const base = callbackPath(contract);
  const commands = commandsOf(contract);
  const path = ({ name }: CommandFacts): string => `${base}/${name}`;
  const signatures = commands.map(
    (
      command,
    ) => `${doc(deliveryInWords(command), '  ')}  ${command.name}(data: CallbackData<'${command.name}'>, options?: CallOptions): Promise<CallOutcome<'${command.name}'>>;
`,
  );
  const calls = commands.map(
    (command) => `    ${command.name}: (data, options) =>
      call('${command.name}', options, (envelope, init) =>
        http.POST('${path(command)}', { ...init, body: { command: '${command.name}', data, ...envelope } }),
      ),
`,
  );
  return `import createFetchClient from 'openapi-fetch';
import type { CallbackData } from '../../src/contract/types.ts';
import { type CallOptions, type CallOutcome, type ClientOptions, callsTo } from '../../src/delivery/calls.ts';
import type { webhooks } from './types.ts';

export type { CallOptions, CallOutcome, ClientOptions };

/** One virtual path per command, so that each request has the replies of its own command. */
interface CallbackPaths {
${commands.map((command) => `  '${path(command)}': webhooks['${command.name}'];\n`).join('')}}

/** Each method sends its command once and tells what came of it; it rejects only on a bug. */
export interface CallbackClient {
${signatures.join('\n')}}

/** A client of the operator at \`options.url\`. */
export function createCallbackClient(options: ClientOptions): CallbackClient {
  const { call, fetch, headers } = callsTo(options);
  const http = createFetchClient<CallbackPaths>({ baseUrl: options.url, fetch, headers });
  return {
${calls.join('')}  };
}
`;
}

function deliveryInWords(command: CommandFacts): string {
  return `${describe(command)}

An answer counts within ${command.operation['x-delivery'].deadlineMs} ms.`;
}
