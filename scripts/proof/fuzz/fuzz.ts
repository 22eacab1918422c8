import { tokenHeader } from '../../../generated/v1/protocol.ts';
import fc from 'fast-check';
import { type ContractName, documents, players } from './documents.ts';
import { invalidFields } from './oracle.ts';
import { bodies } from './requests.ts';

/** A server under fire. */
export interface Target {
  readonly url: string;
  readonly token: string;
}

export interface Fuzzed {
  readonly within: number;
  readonly outside: number;
  /** What was answered otherwise than the contract says. */
  readonly wrong: readonly string[];
}

/** Longer than any server takes that does not hang. */
const answerWithinMs = 10_000;
const atATime = 16;

/**
 * Sends requests that follow from the seed, and holds each answer against the oracle's: every valid one is accepted, every
 * invalid one refused with its fields named. All targets must give the same answer to what is outside the contract.
 */
export async function fuzz(
  contract: ContractName,
  targets: readonly Target[],
  requests: number,
  seed: number,
  which: 'all' | 'outside-only' = 'all',
): Promise<Fuzzed> {
  const wrong: string[] = [];
  const counts = { within: 0, outside: 0 };
  const made = batches(contract, requests, seed);

  async function worker(): Promise<void> {
    for (const text of made) {
      const fields = invalidFields(contract, text);
      if (which === 'outside-only' && fields.length === 0) continue;
      counts[fields.length === 0 ? 'within' : 'outside']++;
      const answers = await Promise.all(targets.map((target) => send(target, text)));
      const [first = '', ...others] = answers;
      const problem =
        complaint(fields, first) ??
        (fields.length > 0 && others.some((other) => other !== first)
          ? `others answer ${others.join(' and ')}`
          : undefined);
      if (problem !== undefined) wrong.push(`${text}\n    ${first}\n    ${problem}`);
    }
  }
  await Promise.all(Array.from({ length: atATime }, worker));
  return { ...counts, wrong };
}

/** A few at a time: making them must not keep answers waiting, nor a long run need more memory than a short one. */
function* batches(contract: ContractName, requests: number, seed: number): Generator<string> {
  for (let done = 0; done < requests; done += 100) {
    const made = fc.sample(bodies(documents[contract]), { numRuns: Math.min(100, requests - done), seed: seed + done });
    // All examples name one player.
    yield* made.map((text) => text.replaceAll(players.v1.name, players[contract].name));
  }
}

async function send({ url, token }: Target, text: string): Promise<string> {
  const headers = { [tokenHeader]: token, 'content-type': 'application/json' };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: text,
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return `${response.status} ${await response.text()}`;
  } catch (error) {
    return `no answer: ${String(error)}`;
  }
}

/** What a provider hears of a win that a guard holds. */
const held = '500 {"result":99,"status":"ERROR","message":"the outcome is unknown"}';

function complaint(fields: readonly string[], answer: string): string | undefined {
  const [, status, body = ''] = /^([0-9]{3}) (\{.*\})$/s.exec(answer) ?? [];
  if (status === undefined) return 'is not an answer of the protocol';
  if (fields.length === 0) return status === '200' || answer === held ? undefined : 'should be HTTP 200';
  const { result, message = '', data } = JSON.parse(body) as { result?: number; message?: string; data?: unknown };
  if (status !== '400' || result !== 99 || data !== undefined) return 'should be HTTP 400 with 99 and without data';
  const unnamed = fields.filter((field) => !message.includes(field));
  return unnamed.length === 0 ? undefined : `should name ${unnamed.join(', ')}`;
}
