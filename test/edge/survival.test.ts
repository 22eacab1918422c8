import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { callbackPath } from '../../generated/v1/protocol.ts';
import { createCallbackListener } from '../../src/edge/listener.ts';
import { createCallbackRouter } from '../../src/edge/router.ts';
import type { CallbackHandlers } from '../../src/edge/handler.ts';
import type { V1 } from '../../src/contract/types.ts';
import { v1 } from '../../src/contract/contracts.ts';
import type { CallbackEvent, ServerOptions } from '../../src/edge/core.ts';
import { limits } from '../../src/process/limits.ts';
import { listen } from '../../src/edge/listen.ts';
import { token } from '../support/edges.ts';
import { exchange, whole } from '../support/rawSocket.ts';

const failed = { result: 99, status: 'ERROR' } as const;
/** Balances wait until they are let go. */
let letGo: () => void;
let held: Promise<void>;
const handlers: CallbackHandlers<V1> = {
  authenticate: async () => failed,
  balance: async () => {
    await held;
    return { result: 0, status: 'OK', data: { balance: 100n } };
  },
  bet: async () => failed,
  win: async () => failed,
  cancel: async () => failed,
  status: async () => failed,
};

/** What an operator's own program does to a response before the endpoint has it. */
type Before = (response: ServerResponse) => void;

const edges: Record<string, (options: ServerOptions, before: Before) => RequestListener> = {
  router: (options, before) => {
    const app = express().use((_request, response, next) => {
      before(response);
      next();
    });
    return app.use(callbackPath, createCallbackRouter(v1, handlers, options));
  },
  listener: (options, before) => {
    const listener = createCallbackListener(v1, handlers, options);
    return (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
      before(response);
      listener(request, response);
    };
  },
};

let server: Server;
let ended: unknown[];
let warned: MockInstance;
const noteEnd = (error: unknown): void => void ended.push(error);
beforeEach(() => {
  ended = [];
  held = new Promise((resolve) => (letGo = resolve));
  warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
  for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, noteEnd);
});
afterEach(() => {
  for (const event of ['uncaughtException', 'unhandledRejection']) process.off(event, noteEnd);
  warned.mockRestore();
  server.closeAllConnections();
  server.close();
});

const serve = (listener: RequestListener): Promise<string> => listen((server = createServer(listener)), 0, '127.0.0.1');
const balance = whole('{"command":"balance","data":{"account":"a"},"timestamp":"1","check":"21"}');

describe.each(Object.entries(edges))('on the edge by the %s', (_name, edge) => {
  it.each<[how: string, failing: () => void | Promise<void>]>([
    [
      'throws',
      () => {
        throw new Error('the observer failed');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the observer failed'))],
  ])(
    'what is shed is answered, and the process goes on, when the observer %s',
    async (_how, failing) => {
      const observe = (event: CallbackEvent): void | Promise<void> => {
        if (!event.notes?.includes('shed')) return undefined;
        letGo();
        return failing();
      };
      const url = await serve(edge({ tokens: [token], observe }, () => undefined));
      // More than are let in, also while the allowance grows back.
      const requests = 2 * (limits.callbacks + limits.burst);
      const { answers } = await exchange(url, balance.repeat(requests), { answers: requests });
      const shed = answers.filter(({ body }) => body.includes('"overloaded"')).length;
      expect(shed).toBeGreaterThan(0);
      expect(answers.filter(({ body }) => body.includes('"result":0'))).toHaveLength(requests - shed);
      expect([warned.mock.calls.length, ended]).toEqual([shed, []]);
    },
    60_000,
  );

  it.each<[what: string, before: Before]>([
    [
      'can not be written',
      (response) => {
        response.writeHead = () => {
          throw new Error('a header that nobody can send');
        };
      },
    ],
    [
      'was written by what stands before it',
      (response) => {
        const write = response.writeHead.bind(response);
        response.writeHead = () => {
          write(204);
          return write(200);
        };
      },
    ],
  ])('an answer whose head %s ends its connection, not the process', async (_what, breaking) => {
    letGo();
    let broken = true;
    const url = await serve(edge({ tokens: [token] }, (response) => broken && breaking(response)));
    expect(await exchange(url, balance)).toEqual({ answers: [], received: '', closed: true });
    expect(warned).toHaveBeenCalledOnce();
    broken = false;
    expect((await exchange(url, balance, { answers: 1 })).answers).toMatchObject([{ httpStatus: 200 }]);
    expect(ended).toEqual([]);
  });
});
