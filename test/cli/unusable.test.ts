import { v1 } from '../../src/contract/contracts.ts';
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { scratch, seamless } from '../support/commandLine.ts';

const [folder, remove] = scratch();
afterAll(remove);
const wallet = ['--database', `sqlite:${join(folder, 'wallet.db')}`, '--token', 't', '--inside-port', '0'];

/** An operator whose answers act on a terminal that prints them. */
let operator: Server;
let url: string;
const hostile = '\u001b[31mred\u001b[0m\u009b2J\u202eback\nline';
let closedPort: number;
beforeAll(async () => {
  operator = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(hostile),
  );
  await new Promise<void>((resolve) => operator.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${portOf(operator)}/callback`;
  const closed = createTcpServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  closedPort = portOf(closed);
  await new Promise((resolve) => closed.close(resolve));
  return () => operator.close();
});

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}

const certify = (target: string, ...more: string[]) => [
  'certify',
  '--url',
  target,
  '--token',
  'a-token',
  '--account',
  'a',
  ...more,
];
const simulate = (target: string, ...more: string[]) => [
  'simulate',
  '--url',
  target,
  '--token',
  'a-token',
  '--players',
  '1',
  ...more,
];

describe('what can not be used is told in one line that says what to do, exit 2', () => {
  it.each<[string, () => string[], RegExp]>([
    [
      'a host that nobody knows, to serve',
      () => ['serve', ...wallet, '--host', 'nowhere.invalid'],
      /nowhere\.invalid\. No host of that name/,
    ],
    [
      'an address of another machine, to serve',
      () => ['serve', ...wallet, '--host', '203.0.113.7'],
      /203\.0\.113\.7.* --host/,
    ],
    ['a port above the range, to serve', () => ['serve', ...wallet, '--port', '65536'], /--port .*65535/],
    [
      'a host that nobody knows, for the mock',
      () => ['mock', '--host', 'nowhere.invalid'],
      /nowhere\.invalid\. No host of that name/,
    ],
    ['an address of another machine, for the mock', () => ['mock', '--host', '203.0.113.7'], /203\.0\.113\.7.* --host/],
    ['a port above the range, for the mock', () => ['mock', '--port', '65536'], /--port .*65535/],
    ['a folder that can not be made, for a project', () => ['init', '/sys/project'], /another place/],
    [
      'a folder that can not be made, for reports',
      () => certify(url, '--report', '/sys/reports'),
      /--report must be a folder that can be written to/,
    ],
    [
      'a closed port, to certify',
      () => certify(`http://127.0.0.1:${closedPort}/callback`),
      /ECONNREFUSED.* Nobody listens there/,
    ],
    [
      'a closed port, to simulate',
      () => simulate(`http://127.0.0.1:${closedPort}/callback`),
      /ECONNREFUSED.* Nobody listens there/,
    ],
    [
      'https to a port that speaks http, to certify',
      () => certify(url.replace('http:', 'https:')),
      /no TLS connection.* http:\/\/ or https:\/\//,
    ],
    [
      'https to a port that speaks http, to simulate',
      () => simulate(url.replace('http:', 'https:')),
      /http:\/\/ or https:\/\//,
    ],
    [
      'a host that nobody knows, to certify',
      () => certify('http://nowhere.invalid/callback'),
      /nowhere\.invalid\. No host of that name/,
    ],
    ['a port above the range, to certify', () => certify('http://127.0.0.1:65536/callback'), /--url must be a URL/],
    ['a URL of something else, to simulate', () => simulate('ftp://127.0.0.1/callback'), /--url must be a URL/],
  ])('%s', async (_what, args, told) => {
    const { code, err } = await seamless(args());
    expect(err).toMatch(told);
    expect(err.split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});

it('a closed port, to try deliveries again, is told so, exit 2', async () => {
  const at = `http://127.0.0.1:${closedPort}/callback`;
  const outbox = `sqlite:${join(folder, 'closed.db')}`;
  const kept = await openOutboxAt(outbox);
  const delivery = createDelivery({
    outbox: kept,
    operators: [{ name: 'casino', contract: v1, url: at, tokens: ['t'] }],
  });
  expect(await delivery.to('casino').bet({ account: 'a', transactionId: '5', roundId: 'r', amountMinor: 1n })).toEqual({
    kind: 'unresolved',
  });
  await delivery.close();
  await kept.close();
  const { code, out, err } = await seamless([
    'deliveries',
    'retry',
    'casino:bet:5',
    '--outbox',
    outbox,
    '--url',
    at,
    '--token',
    'a-token',
  ]);
  expect({ code, out }).toEqual({ code: 2, out: 'casino:bet:5\tunresolved' });
  expect(err).toMatch(/^seamless: some are still unresolved: disconnected, .*ECONNREFUSED.*Nobody listens there.*$/);
}, 60_000);

describe('what could be a password is not printed', () => {
  const urls = [
    'postgres:/u:secret@h/db',
    'postgres//u:secret@h/db',
    'u:secret@h/db',
    'secret@h',
    'postgres://u:1/secret@127.0.0.1/db',
    'postgres://u:sec/secret@h/db',
    'postgres://u:1?secret@h/db',
    'postgres://u:secret@h:999999/db',
    'mysql://u:x@h/db?password=secret',
  ];

  it.each(urls)('of a database at %s', async (database) => {
    for (const args of [
      ['accounts', 'list', '--database', database],
      ['deliveries', 'list', '--outbox', database],
      [...simulate(url), '--outbox', database],
    ]) {
      const { code, out, err } = await seamless(args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).not.toContain('secret');
      expect(err.split('\n')).toHaveLength(1);
    }
  });

  it('nor by an error of the library', async () => {
    for (const open of [
      openPostgresStore('postgres://u:x/secret@h/db', 2),
      openOutboxAt('postgres://u:x/secret@h/db'),
    ]) {
      const error: unknown = await open.catch((reason: unknown) => reason);
      // With its causes and properties, as it gets into a log.
      expect((await import('node:util')).inspect(error, { depth: null })).not.toContain('secret@');
    }
  });

  it.each([
    'http:/u:secret@127.0.0.1/callback',
    'http//u:secret@h/callback',
    'u:secret@h',
    'https://u:secret/@h/callback',
    'ftp://u:secret@h/x?token=secret',
  ])('of a callback URL, %s', async (target) => {
    for (const args of [certify(target), simulate(target)]) {
      const { code, out, err } = await seamless(args);
      expect(code).toBe(2);
      expect(out + err).not.toContain('secret');
    }
  });

  it('of the callback URL that is certified', async () => {
    const { out, err } = await seamless(certify(`http://u:secret@127.0.0.1:${closedPort}/callback?key=secret`));
    expect(out).toContain(`http://127.0.0.1:${closedPort}/callback`);
    expect(out + err).not.toContain('secret');
  });

  it.each([['--databse=postgres://u:secret@h/db'], ['postgres://u:secret@h/db'], ['--tokn=secret']])(
    'where %s stands by mistake',
    async (stray) => {
      for (const args of [['serve', stray], [stray], ['accounts', stray]]) {
        const { code, err } = await seamless(args);
        expect(code).toBe(2);
        expect(err).not.toContain('secret');
      }
    },
  );
});

describe('what comes from outside is text to a terminal', () => {
  const acts = /[^\P{Cc}\n\t]|\p{Bidi_Control}/u;

  it.each([
    ['certify', certify, 1],
    ['simulate', simulate, 2],
  ] as const)('%s', async (_name, command, exit) => {
    const { code, out, err } = await seamless(command(url));
    expect(code).toBe(exit);
    expect(err).toContain('red');
    expect(out + err).not.toMatch(acts);
  });

  it('certify --json, with the same content', async () => {
    const { out } = await seamless(certify(url, '--json'));
    expect(out).not.toMatch(acts);
    expect(JSON.parse(out)).toMatchObject({ couldNotPass: expect.stringContaining('\u009b2J') as string });
  });

  it('deliveries show, an answer on its line', async () => {
    const outbox = `sqlite:${join(folder, 'outbox.db')}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', deliverOnce], {
      env: { ...process.env, OUTBOX: outbox, URL: url },
      cwd: process.cwd(),
      stdio: 'inherit',
    });
    await new Promise((resolve) => child.once('exit', resolve));
    const { code, out } = await seamless(['deliveries', 'show', 'casino:win:5', '--outbox', outbox]);
    expect(code).toBe(0);
    expect(out).toContain('red');
    expect(out).not.toMatch(acts);
    expect(
      out
        .split('\n')
        .slice(1)
        .every((line) => line.startsWith('  2')),
    ).toBe(true);
  });

  it('a name with marks that turn the direction, in the list of accounts', async () => {
    const database = wallet.slice(0, 2);
    expect(await seamless(['accounts', 'create', 'a\u202eb', ...database])).toMatchObject({ code: 0 });
    expect((await seamless(['accounts', 'list', ...database])).out).not.toMatch(acts);
  });
});

/** In a process that is ended: its win would be tried again for longer than a test. */
const deliverOnce = `
import { v1 } from './src/contract/contracts.ts';
import { createDelivery } from './src/delivery/delivery.ts';
import { openOutboxAt } from './src/delivery/outbox/open.ts';
const outbox = await openOutboxAt(process.env.OUTBOX);
const delivery = createDelivery({ outbox, operators: [{ name: 'casino', contract: v1, url: process.env.URL, tokens: ['t'] }], observe: () => setTimeout(() => process.exit(), 300) });
void delivery.to('casino').win({ account: 'a', transactionId: '5', roundId: 'r', amountMinor: 1n });
`;

it('a hint can be pasted where it is given', async () => {
  const database = wallet.slice(0, 2);
  expect((await seamless(['accounts', 'show', 'nobody', ...database])).err).toContain(
    'npm run seamless -- accounts create nobody',
  );
});
