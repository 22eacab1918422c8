/** A callback endpoint as a partner would write it by hand: right by default, and wrong in the ways it is told to be. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { AnyContract } from '../../../src/contract/contract.ts';
import { v1 } from '../../../src/contract/contracts.ts';
import { parseJson } from '../../../src/contract/json.ts';
import type { Defect, Has } from './defects.ts';
import type { Accounts } from './ledger.ts';
import { type HttpReply, type Outcome, render, results, violation } from './reply.ts';
import { type Asked, isObject, readRequest } from './request.ts';
import { isSigned } from './signature.ts';
import { Wallet } from './wallet.ts';

export { type Defect, defects } from './defects.ts';

export interface TestOperator {
  readonly url: string;
  stop(): Promise<void>;
  /** Loses what is in memory only. */
  restart(): Promise<void>;
  /** In cents; read beside the protocol. */
  balanceOf(account: string): bigint | undefined;
}

export interface OperatorOptions {
  readonly contract?: AnyContract;
  readonly token?: string;
  /** Every callback has to be signed by it, when it is given. */
  readonly signingSecret?: string | undefined;
  readonly accounts: Accounts;
  readonly defects?: readonly Defect[];
}

export async function startOperator(options: OperatorOptions): Promise<TestOperator> {
  const { contract = v1, token = 't', signingSecret, accounts, defects = [] } = options;
  const chosen = new Set(defects);
  const has: Has = (defect) => chosen.has(defect);
  const wallet = new Wallet(accounts, has);
  const door = new LoadShedder(contract, wallet, { token, signingSecret }, has);
  const server = createServer((request, response) => {
    door.answer(request).then(
      (reply) => {
        if (reply) send(response, reply);
      },
      () => send(response, render(violation(500, 'the operator failed'), undefined, has)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${contract.callbackPath}`,
    restart: () => {
      wallet.restart();
      return Promise.resolve();
    },
    balanceOf: (account) => wallet.balanceOf(account),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, { httpStatus, contentType, body }: HttpReply): void {
  response.writeHead(httpStatus, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** What is validated before the wallet is asked. */
class LoadShedder {
  readonly #contract: AnyContract;
  readonly #wallet: Wallet;
  readonly #token: string;
  readonly #signingSecret: string | undefined;
  readonly #has: Has;
  readonly #served = new WeakSet<object>();
  #last: Asked | undefined;

  constructor(
    contract: AnyContract,
    wallet: Wallet,
    { token, signingSecret }: { token: string; signingSecret: string | undefined },
    has: Has,
  ) {
    this.#contract = contract;
    this.#wallet = wallet;
    this.#token = token;
    this.#signingSecret = signingSecret;
    this.#has = has;
  }

  /** Nothing where a defect never answers. */
  async answer(request: IncomingMessage): Promise<HttpReply | undefined> {
    const { socket, headers, method, url = '' } = request;
    const { callbackPath, maxBodyBytes, tokenHeader } = this.#contract;
    if (this.#has('keep-alive-broken') && this.#served.has(socket)) {
      socket.resetAndDestroy();
      return undefined;
    }
    this.#served.add(socket);

    const body = await this.#bodyOf(request);
    if (url.split('?')[0] !== callbackPath) return this.#reply(violation(404, `the callback is at ${callbackPath}`));
    const otherMethod =
      (method === 'PUT' && this.#has('any-method-accepted')) || (method === 'GET' && this.#has('get-accepted'));
    if (method !== 'POST' && !otherMethod) return this.#reply(violation(405, 'the method must be POST'));
    const byLetters = this.#has('token-header-by-letters') && !request.rawHeaders.includes('Callback-Token');
    const inQuery = this.#has('token-in-query')
      ? (new URL(url, 'http://any').searchParams.get('token') ?? undefined)
      : undefined;
    const mayKnock = this.#knows(byLetters ? undefined : (headers[tokenHeader] ?? inQuery));
    const wrongToken = {
      result: this.#has('wrong-token-99') ? results.failed : results.wrongToken,
      ...(this.#has('token-told') && { message: `the token is not ${this.#token}` }),
    };
    if (!mayKnock && body && this.#has('wrong-token-spends-id')) this.#spend(body);
    if (this.#has('chunked-refused') && headers['content-length'] === undefined)
      return this.#reply(violation(411, 'the length is missing'));
    if (this.#has('charset-refused') && headers['content-type']?.includes(';') === true)
      return this.#reply(violation(415, 'the Content-Type must be application/json'));
    const free = this.#has('reads-without-token')
      ? /"command":"(authenticate|balance|status)"/
      : this.#has('wins-without-token')
        ? /"command":"(win|cancel)"/
        : undefined;
    const readFreely = free?.test(String(body)) === true;
    if (!mayKnock && !readFreely && !this.#has('body-before-token')) return this.#reply(wrongToken);
    if (this.#signingSecret !== undefined && body && !isSigned(this.#signingSecret, headers, body, this.#has))
      return this.#reply({ ...(this.#has('wrong-signature-401') && { httpStatus: 401 }), result: results.wrongToken });
    if (!this.#has('wrong-media-type-accepted')) {
      if (!/^application\/json *(; *charset *= *"?utf-8"? *)?$/i.test(headers['content-type'] ?? ''))
        return this.#reply(violation(415, 'the Content-Type must be application/json'));
      if ((headers['content-encoding'] ?? 'identity') !== 'identity')
        return this.#reply(violation(415, 'the body must not be encoded'));
    }
    if (body === undefined)
      return this.#has('hang-on-large-body')
        ? undefined
        : this.#reply(violation(413, `the body is larger than ${maxBodyBytes} bytes`));
    return this.#answerBody(body, () => socket.destroyed, mayKnock || readFreely ? undefined : wrongToken);
  }

  /** All of it, or nothing when it is too large. */
  async #bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
    const { maxBodyBytes } = this.#contract;
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= maxBodyBytes || this.#has('large-body-accepted')) chunks.push(chunk);
    }
    return length <= maxBodyBytes || this.#has('large-body-accepted') ? Buffer.concat(chunks) : undefined;
  }

  async #answerBody(
    body: Buffer,
    left: () => boolean,
    wrongToken: Outcome | undefined,
  ): Promise<HttpReply | undefined> {
    const parsed = parseUtf8(body);
    if (!parsed) return this.#malformed();
    const { value } = parsed;
    const command = isObject(value) ? value['command'] : undefined;
    if (this.#has('prototype-command-500') && typeof command === 'string' && command in {})
      throw new TypeError(`${command} is no handler`);
    if (this.#has('quote-in-game-name-500') && /"game_name":"[^,]*'/.test(body.toString()))
      throw new Error('unterminated string');
    if (this.#has('data-list-500') && isObject(value) && Array.isArray(value['data']))
      throw new TypeError('data is a list');
    if (this.#has('deep-json-500') && body.includes('[[[[[[[[')) throw new RangeError('too deep');
    const name = isObject(value) && isObject(value['data']) ? String(value['data']['game_name']) : '';
    if (this.#has('game-name-of-100') && name.length > 100) throw new Error('data too long');
    if (this.#has('game-name-of-bmp') && /[\u{10000}-\u{10ffff}]/u.test(name))
      throw new Error('incorrect string value');
    if (this.#has('minus-zero-500') && body.includes('"amount":-0')) throw new RangeError('the amount is no amount');
    if (this.#has('null-data-500') && isObject(value) && value['data'] === null) throw new TypeError('data is null');

    const read = readRequest(parsed, this.#contract, this.#has);
    const isMinusZeroTaken = this.#has('minus-zero-taken') && body.includes('"amount":-0.0');
    const asked = isMinusZeroTaken && !Array.isArray(read) ? { ...read, amount: 100n } : read;
    if (Array.isArray(asked)) {
      const unknownCommand = typeof command === 'string' && asked[0]?.startsWith('command') === true;
      if (unknownCommand && this.#has('unknown-command-accepted')) return this.#reply({ result: results.accepted });
      if (this.#has('violation-spends-id')) this.#spend(body);
      return this.#reply(violation(400, asked.join('; ')));
    }
    if (wrongToken) return this.#reply(wrongToken);
    if (this.#has('quote-in-account-500') && /['"]/.test(asked.account)) throw new Error('unterminated string');
    if (this.#has('account-of-32') && asked.account.length > 32) throw new Error('data too long');
    if (this.#has('guid-quote-500') && asked.id.includes("'")) throw new Error('unterminated string');
    if (this.#has('huge-amount-crash') && asked.amount >= 100_000_000n)
      throw new RangeError('the amount is out of range');
    this.#last = asked;
    const outcome = await this.#wallet.carryOut({ ...asked, left });
    if (!this.#has('account-mixed-up')) return render(outcome, asked, this.#has);
    await pause(3);
    return render(
      outcome,
      asked.command === 'authenticate' ? { ...asked, account: this.#last.account } : asked,
      this.#has,
    );
  }

  /** Keeps the id of a body that was refused. */
  #spend(body: Buffer): void {
    const parsed = parseUtf8(body);
    const asked = parsed && readRequest(parsed, this.#contract, (defect) => defect === 'negative-amount-accepted');
    if (asked && !Array.isArray(asked)) this.#wallet.spend(asked);
  }

  #malformed(): HttpReply | undefined {
    if (this.#has('hang-on-malformed-json')) return undefined;
    const { stack = '' } = new SyntaxError('Unexpected token in JSON');
    if (this.#has('html-error-page'))
      return {
        httpStatus: 500,
        contentType: 'text/html',
        body: `<!doctype html><title>Error</title><pre>${stack}</pre>`,
      };
    if (this.#has('stack-trace-far-in-reply')) return this.#reply(violation(400, `${'-'.repeat(5_000)}${stack}`));
    return this.#reply(violation(400, this.#has('stack-trace-in-reply') ? stack : 'the body is not valid JSON'));
  }

  #knows(token: string | string[] | undefined): boolean {
    if (token === this.#token || this.#has('no-token-check')) return true;
    if (token === undefined || token === '') return this.#has('empty-token-accepted');
    if (typeof token !== 'string') return false;
    if (this.#has('token-prefix-accepted') && this.#token.startsWith(token)) return true;
    if (this.#has('token-like')) {
      const like = token
        .replaceAll(/[^%_\w]/g, '.')
        .replaceAll('%', '.*')
        .replaceAll('_', '.');
      return new RegExp(`^${like}$`).test(this.#token);
    }
    return this.#has('token-case-insensitive') && token.toLowerCase() === this.#token.toLowerCase();
  }

  #reply(outcome: Outcome): HttpReply {
    return render(outcome, undefined, this.#has);
  }
}

function parseUtf8(body: Buffer) {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
