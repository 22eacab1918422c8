/** A mock on real HTTP, and what a contract's examples say it must answer. */
import type { AnyContract } from '../../src/contract/contract.ts';
import { v1 } from '../../src/contract/contracts.ts';
import type { Command } from '../../src/contract/types.ts';
import { type MockOptions, type RunningMock, startMock } from '../../src/mock/server.ts';

export const token = 'test-token';

export interface Answer {
  readonly httpStatus: number;
  readonly text: string;
  readonly json: unknown;
}

export interface Mock extends RunningMock {
  /** Sends any body at all. */
  post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Answer>;
  /** Sends the request, which may prefer an answer. */
  send(request: object, prefer?: string): Promise<Answer>;
}

export async function start(contract: AnyContract, change: Partial<MockOptions> = {}): Promise<Mock> {
  const mock = await startMock({ contract, host: '127.0.0.1', port: 0, token, ...change });
  const post: Mock['post'] = (body, headers) => postTo(mock.callbackUrl, body, headers);
  return {
    ...mock,
    post,
    send: (request, prefer) => post(JSON.stringify(request), prefer === undefined ? {} : { prefer }),
  };
}

export async function postTo(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const given = { [v1.tokenHeader]: token, 'content-type': 'application/json', ...headers };
  const response = await fetch(url, { method: 'POST', headers: given, body });
  const text = await response.text();
  return { httpStatus: response.status, text, json: JSON.parse(text) };
}

export interface Example {
  readonly value: { readonly command: string; readonly data: Readonly<Record<string, unknown>> };
}

interface Operation {
  requestBody: { content: { 'application/json': Record<'examples' | 'x-invalid-examples', Record<string, Example>> } };
  responses: Record<string, { content?: { 'application/json': { examples: Record<string, { value: object }> } } }>;
}

const operationIn = ({ callbackPath }: AnyContract, document: object, command: Command): Operation =>
  (document as { paths: Record<string, { post: Operation }> }).paths[`${callbackPath}/${command}`]?.post ??
  fail(command);

export interface Pair {
  readonly name: string;
  readonly command: Command;
  readonly request: Example['value'];
  readonly httpStatus: number;
  readonly reply: object;
}

/** The contract's pairs of examples, those outside of it too. */
export function pairsOf(contract: AnyContract): readonly Pair[] {
  return contract.commands.flatMap((command) => {
    const { requestBody, responses } = operationIn(contract, contract.document, command);
    const { examples, 'x-invalid-examples': invalid } = requestBody.content['application/json'];
    return Object.entries({ ...examples, ...invalid }).map(([name, { value: request }]) => {
      const found = Object.entries(responses).find(([, { content }]) => content?.['application/json'].examples[name]);
      const reply = found?.[1].content?.['application/json'].examples[name]?.value;
      return { name, command, request, httpStatus: Number(found?.[0]), reply: reply ?? fail(name) };
    });
  });
}

/** The accepted request of a command, on another account. */
export function requestOf(
  contract: AnyContract,
  command: Command,
  data: object = {},
): { command: string; data: Readonly<Record<string, unknown>> } {
  const pair = pairsOf(contract).find(({ name }) => name === `${command}.accepted`) ?? fail(command);
  return { ...pair.request, data: { ...pair.request.data, account: 'somebody', ...data } };
}

/** The contract with one more pair for a command, `COMMAND.added`, for the account `added99`. */
export function withPair(contract: AnyContract, command: Command, httpStatus: string, reply: object): AnyContract {
  const document = structuredClone(contract.document);
  const { requestBody, responses } = operationIn(contract, document, command);
  requestBody.content['application/json'].examples[`${command}.added`] = {
    value: requestOf(contract, command, { account: 'added99' }),
  };
  const content = responses[httpStatus]?.content ?? { 'application/json': { examples: {} } };
  content['application/json'].examples[`${command}.added`] = { value: reply };
  responses[httpStatus] = { content };
  return { ...contract, document };
}

/** The field by which the contract names a transaction. */
export function idFieldOf({ adapter }: AnyContract): string {
  return adapter.idFields[0] ?? fail('of a transaction');
}

function fail(name: string): never {
  throw new Error(`the contract has no pair ${name}`);
}
