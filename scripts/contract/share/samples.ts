/** The contract's paired examples: what is sent, and what may come back. */
import { NumberText, parseJson } from '../../../src/contract/json.ts';
import { at, entries } from '../../../src/mock/document.ts';
import { withoutMark } from '../contracts.ts';
import { resultsOf } from '../generate/protocol.ts';

export interface Sample {
  /** As in `bet.accepted`. */
  readonly name: string;
  readonly summary: string;
  readonly account?: string;
  /** What the request moves, in the currency; 0 when it names no amount. */
  readonly amount: number;
  /** The request as JSON, every number as the contract writes it. */
  readonly body: string;
  readonly wrongToken: boolean;
  /** The reply with which it is paired, and its parts. */
  readonly reply: string;
  readonly httpStatus: number;
  readonly result: number;
  /** The results that a sound operator may answer when the players are prepared, whatever was sent before. */
  readonly possible: readonly number[];
}

export interface CommandSamples {
  readonly command: string;
  readonly summary: string;
  readonly description: string;
  readonly samples: readonly Sample[];
  /** What `data` must have, by result. */
  readonly fields: Readonly<Record<number, readonly string[]>>;
}

/** The result codes by name. */
export type Results = Readonly<Record<string, number>>;

export interface Samples {
  /** `info.version` of the contract. */
  readonly version: string;
  readonly results: Results;
  /** As the contract spells it: to an operator who is careless, the case of a header's name may matter. */
  readonly tokenHeader: string;
  readonly commands: readonly CommandSamples[];
}

/** Reads the contract in its generated document. */
export function samplesIn(json: string): Samples {
  const read = withoutMark(json);
  const results = Object.fromEntries([...resultsOf(read)].map(([name, { code }]) => [name, code]));
  const contract = parseJson(json)?.exact;
  const [scheme] = entries(at(contract, contract, 'components', 'securitySchemes'));
  return {
    version: read.info.version,
    results,
    tokenHeader: String(at(contract, scheme?.[1], 'name')),
    commands: commandSamples(contract, Object.keys(read.webhooks), results),
  };
}

/** JSON for people, without loss. */
export function exactJson(item: unknown): string {
  return JSON.stringify(
    item,
    (_key, value: unknown) => (value instanceof NumberText ? JSON.rawJSON(value.text) : value),
    2,
  );
}

const json = ['content', 'application/json'] as const;

function commandSamples(contract: unknown, commands: readonly string[], results: Results): CommandSamples[] {
  return commands.map((command) => {
    const operation = at(contract, contract, 'webhooks', command, 'post');
    const fields = fieldsByResult(contract, operation);
    const request = at(contract, operation, 'requestBody', ...json);
    const sent = ['examples', 'x-invalid-examples'].flatMap((kind) => entries(at(contract, request, kind)));
    const samples = sent.map(([name, example]) =>
      sampleOf(contract, results, operation, name, example, Object.keys(fields).map(Number)),
    );
    return {
      command,
      summary: String(at(contract, operation, 'summary')),
      description: String(at(contract, operation, 'description')).trim(),
      samples,
      fields,
    };
  });
}

function sampleOf(
  contract: unknown,
  results: Results,
  operation: unknown,
  name: string,
  example: unknown,
  own: readonly number[],
): Sample {
  const paired = entries(at(contract, operation, 'responses')).flatMap(([httpStatus, response]) => {
    const reply = at(contract, response, ...json, 'examples', name, 'value');
    return reply === undefined ? [] : [{ httpStatus: Number(httpStatus), reply }];
  })[0];
  if (!paired) throw new Error(`the example ${name} of a request has no reply of the same name`);
  const { httpStatus, reply } = paired;
  const account = at(contract, example, 'value', 'data', 'account');
  const result = Number(at(contract, reply, 'result'));
  return {
    name,
    summary: String(at(contract, example, 'summary')),
    ...(typeof account === 'string' && { account }),
    amount: Number(at(contract, example, 'value', 'data', 'amount') ?? 0),
    body: exactJson(at(contract, example, 'value')),
    wrongToken: result === results['wrongToken'],
    reply: exactJson(reply),
    httpStatus,
    result,
    possible: possibleResults(results, result, httpStatus, own),
  };
}

/** What the token and the player alone decide. The rest may depend on what came before, and on the operator's health. */
const decidedFirst = ['wrongToken', 'unknownAccount', 'inactiveAccount'];

function possibleResults(
  results: Results,
  result: number,
  httpStatus: number,
  own: readonly number[],
): readonly number[] {
  const first = decidedFirst.map((name) => results[name]);
  if (httpStatus !== 200 || first.includes(result)) return [result];
  const others = own.filter((other) => !first.includes(other));
  const movesNothing = others.every((other) => other === results['accepted'] || other === results['failed']);
  return movesNothing && result === results['accepted'] ? [result] : others;
}

function fieldsByResult(contract: unknown, operation: unknown): Record<number, string[]> {
  const replies = list(at(contract, operation, 'responses', '200', ...json, 'schema', 'anyOf'));
  return Object.fromEntries(
    replies.map((reply) => {
      const result = Number(at(contract, reply, 'properties', 'result', 'const'));
      const hasData = list(at(contract, reply, 'required')).includes('data');
      return [result, hasData ? list(at(contract, reply, 'properties', 'data', 'required')).map(String) : []];
    }),
  );
}

function list(item: unknown): readonly unknown[] {
  return Array.isArray(item) ? item : [];
}
