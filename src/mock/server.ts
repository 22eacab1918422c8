/** The mock on real HTTP: one path, every command, no state. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyContract } from '../contract/contract.ts';
import { usualDecimals } from '../contract/money.ts';
import { verifyHead, type Refusal, tooLarge, violation } from '../edge/admission.ts';
import { listen } from '../edge/listen.ts';
import { tokenVerifier } from '../edge/token.ts';
import { type Answer, answer, type AnswerSettings, openExamples, refuse } from './answer.ts';
import { type FaultRule, faultsBy, sendFault } from './faults.ts';

export interface MockOptions {
  /** What is answered from. */
  readonly contract: AnyContract;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly token: string;
  /** Of the answers that are made up; without one each is another. */
  readonly seed?: string;
  readonly faults?: readonly FaultRule[];
  /** Of the draws for `faults`. */
  readonly faultSeed?: string;
  /** Two when not given. */
  readonly currencyDecimals?: number;
}

export interface RunningMock {
  /** Where callbacks go. */
  readonly callbackUrl: string;
  /** Answers from another version of the contract's document from now on; rejects and changes nothing when it can't be used. */
  use(document: object): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the mock; rejects when it can't listen, and with `PrismMissing` when Prism is not installed. */
export async function startMock({ contract, ...options }: MockOptions): Promise<RunningMock> {
  const { callbackPath, maxBodyBytes } = contract;
  const rightToken = tokenVerifier([options.token]);
  const settings: AnswerSettings = {
    ...(options.seed !== undefined && { seed: options.seed }),
    currencyDecimals: options.currencyDecimals ?? usualDecimals,
    drawFault: faultsBy(options.faults ?? [], options.faultSeed ?? ''),
  };
  let opened = await openExamples(contract, contract.document, settings.currencyDecimals);

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const refused =
      verifyPath(request, callbackPath) ?? verifyHead(contract, request.method ?? '', request.headers, rightToken);
    if (refused) return refuse(contract, refused);
    const body = await readBody(request, maxBodyBytes);
    if (!body) return refuse(contract, tooLarge(maxBodyBytes));
    return answer(opened, body, String(request.headers['prefer'] ?? ''), settings);
  }

  const server = createServer((request, response) => {
    answerTo(request)
      .catch((error: unknown) => refuse(contract, violation(500, `the mock failed: ${String(error)}`)))
      .then((answered) => send(request, response, answered))
      .catch(() => response.destroy());
  });
  const callbackUrl = (await listen(server, options.port, options.host)) + callbackPath;
  return {
    callbackUrl,
    use: async (document) => {
      opened = await openExamples(contract, document, settings.currencyDecimals);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Some of them wait for an answer that never comes.
        server.closeAllConnections();
      }),
  };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { reply, waitMs = 0, fault }: Answer,
): Promise<void> {
  if (waitMs > 0) await unlessGone(response, waitMs);
  if (fault) {
    sendFault(fault, response, reply);
    return;
  }
  // What is left of a body that nobody wants is not worth keeping the connection for.
  if (!request.complete) response.setHeader('connection', 'close');
  response
    .writeHead(reply.httpStatus, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(reply.body),
    })
    .end(reply.body);
}

async function unlessGone(response: ServerResponse, waitMs: number): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await sleep(waitMs, undefined, { signal: gone.signal });
}

function verifyPath({ url = '' }: IncomingMessage, callbackPath: string): Refusal | undefined {
  const [path = ''] = url.split('?');
  return path.replace(/\/$/, '') === callbackPath ? undefined : violation(404, `callbacks are sent to ${callbackPath}`);
}

/** Resolves the whole body; `undefined` as soon as it is too large. One that is cut short has nobody left to be answered. */
function readBody(request: IncomingMessage, maxBodyBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    for (const ending of ['end', 'error', 'close']) request.once(ending, () => resolve(Buffer.concat(chunks)));
  });
}
