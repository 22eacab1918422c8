import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import {
  mayBeNobody,
  type Printed,
  scratch,
  seamless,
  seamlessAsNobody,
  type Serving,
  startServe,
} from '../support/commandLine.ts';

let folder: string;
let remove: () => void;
let serving: Serving | undefined;
let file: string;
beforeEach(() => {
  [folder, remove] = scratch();
  file = `${folder}/wallet.db`;
});
afterEach(async () => {
  serving?.process.kill('SIGKILL');
  await serving?.exited;
  serving = undefined;
  remove();
});

const on = (path: string, ...args: string[]) => seamless([...args, '--database', `sqlite:${path}`]);
const serveOn = async (path: string): Promise<Serving> =>
  (serving = await startServe(['--token', 't', '--database', `sqlite:${path}`]));
const refused = ({ code, out, err }: Printed): string => {
  expect([code, out, err.split('\n').length], err).toEqual([2, '', 1]);
  return err;
};
let lastId = 0;
const bet = async ({ url }: Serving): Promise<unknown> => {
  const body = {
    command: 'bet',
    data: { account: 'test1234', trans_id: ++lastId, round_id: 'r', amount: 10 },
    timestamp: '1',
    check: '21,22',
  };
  return (
    await fetch(url, {
      method: 'POST',
      headers: { 'callback-token': 't', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json();
};
const accepted = (balance: number) => ({ result: 0, status: 'OK', data: { balance } });
const failed = { result: 99, status: 'ERROR' };
const readiness = async ({ insideUrl }: Serving): Promise<[number, string]> => {
  const response = await fetch(new URL('/readyz', insideUrl));
  return [response.status, await response.text()];
};

describe('a file with a second name', () => {
  it('is served by none of them, exit 2: each would have a log of its own', async () => {
    await on(file, 'accounts', 'create', 'anna', '--balance', '70');
    linkSync(file, `${folder}/second.db`);
    for (const path of [file, `${folder}/second.db`]) {
      for (const args of [
        ['serve', '--token', 't', '--port', '0'],
        ['audit'],
        ['accounts', 'list'],
        ['accounts', 'credit', 'anna', '1'],
        ['accounts', 'create', 'bert'],
        ['backup', `${folder}/backup.db`],
      ]) {
        expect(refused(await on(path, ...args))).toMatch(/2 names \(hard links\).*Remove the others/);
      }
    }
    rmSync(`${folder}/second.db`);
    expect(await on(file, 'accounts', 'list')).toMatchObject({ code: 0, out: 'anna\tactive\t70.00' });
  });

  it('is no longer served when it gets it: 99, not ready, until it is gone', async () => {
    const server = await serveOn(file);
    expect(await bet(server)).toEqual(accepted(990));
    linkSync(file, `${folder}/second.db`);
    expect([await bet(server), await readiness(server)]).toEqual([failed, [503, expect.stringContaining('hard link')]]);
    expect(refused(await on(`${folder}/second.db`, 'serve', '--token', 't', '--port', '0'))).toContain('hard links');
    rmSync(`${folder}/second.db`);
    expect([(await readiness(server))[0], await bet(server)]).toEqual([200, accepted(980)]);
  });

  it('is no outbox either', async () => {
    await (await openOutboxAt(`sqlite:${folder}/outbox.db`)).close();
    linkSync(`${folder}/outbox.db`, `${folder}/second.db`);
    await expect(openOutboxAt(`sqlite:${folder}/second.db`)).rejects.toThrow('hard links');
    expect(refused(await seamless(['deliveries', 'list', '--outbox', `sqlite:${folder}/second.db`]))).toContain(
      'hard links',
    );
  });
});

describe('a symbolic link', () => {
  it('to the file or its folder is the file: one server, one log, one set of locks', async () => {
    const server = await serveOn(file);
    symlinkSync('wallet.db', `${folder}/link.db`);
    symlinkSync(folder, `${folder}/folder`);
    const beside = readdirSync(folder);
    for (const path of [`${folder}/link.db`, `${folder}/folder/wallet.db`, `${folder}/folder/link.db`]) {
      expect(refused(await on(path, 'serve', '--token', 't', '--port', '0'))).toContain('another server is at work');
      expect(await on(path, 'accounts', 'credit', 'test1234', '10')).toMatchObject({ code: 0 });
      expect(await on(path, 'audit')).toMatchObject({ code: 0 });
    }
    expect(readdirSync(folder)).toEqual(beside);
    expect(await bet(server)).toEqual(accepted(1020));
    expect(await on(`${folder}/link.db`, 'backup', `${folder}/backup.db`)).toMatchObject({ code: 0 });
    expect((await on(`${folder}/backup.db`, 'accounts', 'list')).out).toContain('1020.00');
  });

  it('to a file that is not there yet is where that file is begun', async () => {
    symlinkSync('deep/wallet.db', `${folder}/link.db`);
    expect(refused(await on(`${folder}/link.db`, 'audit'))).toContain('not there');
    expect(await on(`${folder}/link.db`, 'accounts', 'create', 'anna')).toMatchObject({ code: 0 });
    expect(await on(`${folder}/deep/wallet.db`, 'accounts', 'list')).toMatchObject({
      code: 0,
      out: 'anna\tactive\t0.00',
    });
    symlinkSync('loop.db', `${folder}/loop.db`);
    for (const args of [['audit'], ['accounts', 'create', 'anna']])
      expect(refused(await on(`${folder}/loop.db`, ...args))).toContain('loop.db');
  });
});

describe('a server whose file is', () => {
  const replace = (): void => {
    renameSync(file, `${file}.kept`);
    renameSync(`${folder}/other.db`, file);
  };
  const losses: [how: string, lose: () => void, mend: () => void][] = [
    ['replaced by another', replace, () => renameSync(`${file}.kept`, file)],
    ['moved away', () => renameSync(file, `${file}.kept`), () => renameSync(`${file}.kept`, file)],
    [
      'without its write-ahead log',
      () => renameSync(`${file}-wal`, `${file}-kept`),
      () => renameSync(`${file}-kept`, `${file}-wal`),
    ],
    [
      'without its shared memory',
      () => renameSync(`${file}-shm`, `${file}-kept`),
      () => renameSync(`${file}-kept`, `${file}-shm`),
    ],
  ];

  it.each(losses)(
    '%s answers 99, moves nothing, says why it is not ready, and goes on when it is put back',
    async (_how, lose, mend) => {
      await on(`${folder}/other.db`, 'accounts', 'create', 'test1234', '--balance', '5000');
      const server = await serveOn(file);
      expect([await bet(server), (await readiness(server))[0]]).toEqual([accepted(990), 200]);
      lose();
      expect(await Promise.all([bet(server), bet(server)])).toEqual([failed, failed]);
      const [status, why] = await readiness(server);
      expect([status, why]).toEqual([503, expect.stringMatching(/(removed|replaced) while it is in use/)]);
      mend();
      expect([await bet(server), (await readiness(server))[0]]).toEqual([accepted(980), 200]);
      expect(await on(file, 'audit')).toMatchObject({ code: 0, err: expect.stringContaining('3 entries') as string });
    },
  );
});

describe('a file that was moved away under a living server', () => {
  const moved = () => `${folder}/moved.db`;
  const writes = [
    ['serve', '--token', 't', '--port', '0', '--inside-port', '0'],
    ['accounts', 'credit', 'test1234', '500'],
    ['accounts', 'create', 'anna'],
  ];

  it('is written to by nobody under its new name, and has lost nothing when it is put back', async () => {
    const server = await serveOn(file);
    expect(await bet(server)).toEqual(accepted(990));
    renameSync(file, moved());
    for (const args of writes)
      expect(refused(await on(moved(), ...args))).toMatch(/moved\.db.*another process has it open.*put the file back/);
    expect(readdirSync(folder).filter((name) => name.startsWith('moved'))).toEqual(['moved.db']);
    renameSync(moved(), file);
    expect([await bet(server), (await readiness(server))[0]]).toEqual([accepted(980), 200]);
    expect(await on(file, 'accounts', 'credit', 'test1234', '5')).toMatchObject({
      code: 0,
      out: 'test1234\tactive\t985.00',
    });
    expect(await on(file, 'audit')).toMatchObject({ code: 0, err: expect.stringContaining('4 entries') as string });
  });

  it('is not given a new log while its own was taken from beside it', async () => {
    const server = await serveOn(file);
    expect(await bet(server)).toEqual(accepted(990));
    renameSync(`${file}-wal`, `${folder}/kept`);
    expect(refused(await on(file, 'accounts', 'create', 'anna'))).toContain('another process has it open');
    renameSync(`${folder}/kept`, `${file}-wal`);
    expect([await bet(server), await on(file, 'accounts', 'create', 'anna')]).toMatchObject([
      accepted(980),
      { code: 0 },
    ]);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'is served under its new name when that server has ended by %s',
    async (signal) => {
      const server = await serveOn(file);
      expect(await bet(server)).toEqual(accepted(990));
      server.process.kill(signal);
      await server.exited;
      for (const part of ['', '-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, moved() + part);
      expect(await bet(await serveOn(moved()))).toEqual(accepted(980));
      expect(await on(moved(), 'accounts', 'create', 'anna')).toMatchObject({ code: 0 });
    },
  );
});

it('those who open a file at the same moment, new or closed before, do not take each other for such a server', async () => {
  for (const round of [1, 2]) {
    const told = await Promise.all(
      Array.from({ length: 4 }, (_, n) =>
        saidBy('accounts', 'create', `player${round}-${n}`, '--database', `sqlite:${file}`),
      ),
    );
    expect(told.join('')).not.toContain('another process has it open');
  }
});

/** What the command line prints in a process of its own, whatever its exit code. */
function saidBy(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/cli/seamless.ts', ...args], (_error, out, err) => resolve(out + err));
  });
}

describe('a path that can not be used is told in one line, exit 2:', () => {
  const all = (path: string) => [
    on(path, 'serve', '--token', 't', '--port', '0'),
    on(path, 'accounts', 'create', 'anna'),
    on(path, 'accounts', 'credit', 'anna', '1'),
    on(path, 'accounts', 'list'),
    on(path, 'audit'),
    on(path, 'backup', `${folder}/backup.db`),
    seamless(['deliveries', 'list', '--outbox', `sqlite:${path}`]),
    seamless(['deliveries', 'resolve', 'win:1', '--outbox', `sqlite:${path}`]),
  ];

  it('a folder', async () => {
    for (const printed of await Promise.all(all(folder))) expect(refused(printed)).toContain('it is a folder');
  });

  it('a file where a folder should be', async () => {
    writeFileSync(file, '');
    for (const printed of await Promise.all(all(`${file}/wallet.db`)))
      expect(refused(printed)).toContain(`${file}/wallet.db`);
  });

  it('a backup from where nothing is, or to where nothing can be written', async () => {
    expect(refused(await on(file, 'backup', `${folder}/backup.db`))).toContain(
      `${file} can't be used: it is not there`,
    );
    await on(file, 'accounts', 'create', 'anna');
    for (const to of [`${folder}/none/backup.db`, `${file}/backup.db`, folder])
      expect(refused(await on(file, 'backup', to))).toContain(to);
    expect(readdirSync(folder)).toEqual(['wallet.db']);
  });

  it.skipIf(!mayBeNobody)(
    'missing rights to the file, or to its folder (another user: only as root)',
    async () => {
      await on(file, 'accounts', 'create', 'anna');
      const asNobody = (...args: string[]) => refused(seamlessAsNobody([...args, '--database', `sqlite:${file}`]));
      chmodSync(folder, 0o755);
      chmodSync(file, 0o600);
      expect(asNobody('audit')).toContain('permission denied');
      expect(asNobody('backup', '/tmp/never.db')).toContain('permission denied');
      chmodSync(file, 0o644);
      expect(asNobody('accounts', 'credit', 'anna', '1')).toContain('permission denied');
      expect(asNobody('backup', `${folder}/backup.db`)).toContain('backup.db');
      chmodSync(file, 0o666);
      expect(asNobody('serve', '--token', 't', '--port', '0'), 'its log needs the folder').toContain(
        'permission denied',
      );
      expect(
        refused(seamlessAsNobody(['accounts', 'create', 'anna', '--database', `sqlite:${folder}/deep/new.db`])),
      ).toContain('permission denied');
      expect([existsSync('/tmp/never.db'), readdirSync(folder)]).toEqual([false, ['wallet.db']]);
      mkdirSync(`${folder}/own`);
      chownSync(`${folder}/own`, 65_534, 65_534);
      expect(seamlessAsNobody(['backup', `${folder}/own/backup.db`, '--database', `sqlite:${file}`])).toMatchObject({
        code: 0,
      });
    },
    60_000,
  );
});
