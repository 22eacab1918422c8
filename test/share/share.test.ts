import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bruToEnvJsonV2, bruToJsonV2, collectionBruToJson } from '@usebruno/lang';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { contractVersion, results } from '../../generated/v1/protocol.ts';
import { parseJson } from '../../src/contract/json.ts';
import { playersIn } from '../../scripts/contract/share/players.ts';
import { readme } from '../../scripts/contract/share/readme.ts';
import { postmanCollection } from '../../scripts/contract/share/postman.ts';
import { type Samples, samplesIn } from '../../scripts/contract/share/samples.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';
import { copyProject, type ProjectCopy } from '../generator/projectCopy.ts';
import { type CollectionRun, runCollection } from './runCollection.ts';

const contract = readFileSync('generated/v1/openapi.json', 'utf8');
const samples = samplesIn(parseJson(contract)?.exact);
const all = samples.commands.flatMap((command) => command.samples);

const [folder, remove] = scratch();
let archives: Buffer[];
let pack: Record<string, string>;
beforeAll(async () => {
  archives = await Promise.all([
    built('here', { TZ: 'Pacific/Kiritimati' }, process.cwd(), '022'),
    built('elsewhere', { TZ: 'America/Los_Angeles', LC_ALL: 'C' }, tmpdir(), '077'),
  ]);
  pack = Object.fromEntries(
    Object.entries(unzipSync(archives[0] ?? Buffer.of())).map(([path, bytes]) => [
      path.replace(/^[^/]*\//, ''),
      strFromU8(bytes),
    ]),
  );
});
afterAll(remove);

/** The archive that `npm run share` makes of the contract, released or not, run in this folder with this environment and umask. */
async function built(name: string, environment: Record<string, string>, cwd: string, umask: string): Promise<Buffer> {
  const output = join(folder, name);
  const command = `umask ${umask}; exec "$0" "$1" --draft --output "$2"`;
  const child = spawn('sh', ['-c', command, process.execPath, resolve('scripts/contract/share.ts'), output], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(readdirSync(output)).toEqual([`seamless-callback-${contractVersion}-draft.zip`]);
  return readFileSync(join(output, `seamless-callback-${contractVersion}-draft.zip`));
}

function file(path: string): string {
  const text = pack[path];
  if (text === undefined) throw new Error(`the pack has no ${path}, but ${Object.keys(pack).join(', ')}`);
  return text;
}

describe('the partner pack', () => {
  it('is the same to the byte in another folder, time zone, locale and umask', () => {
    expect(archives[0]?.equals(archives[1] ?? Buffer.of())).toBe(true);
  });

  it('has the contract in both notations, the documentation, and what changed', () => {
    expect(file('contract/openapi.json')).toBe(contract);
    expect(parse(file('contract/openapi.yaml'))).toEqual(JSON.parse(contract));
    expect(file('contract/callbacks.json')).toBe(readFileSync('generated/v1/callbacks.json', 'utf8'));
    expect(file('CHANGELOG.md')).toMatch(
      new RegExp(`^# Changelog\\n\\n## Contract ${contractVersion.replaceAll('.', '\\.')} - .*\\n\\n###`),
    );
    expect(file('CHANGELOG.md')).not.toContain('## Kit');
    expect(file('docs.html')).toContain('<html');
  });

  it('tells in its README how to make every player that an example names', () => {
    for (const { account, examples } of playersIn(samples))
      expect(file('README.md')).toMatch(new RegExp(`^\\| \`${account}\` \\|.*\`${examples.at(-1)}\` \\|$`, 'm'));
    expect(new Set(playersIn(samples).flatMap(({ examples }) => examples)).size).toBe(
      all.filter(({ httpStatus }) => httpStatus === 200).length,
    );
    expect(file('README.md')).toMatch(
      /^\| `failing99` \| with a balance of 10000; no player provokes a 99, so 0 or 42 passes too \|/m,
    );
    expect(file('README.md')).toMatch(/--poor-account poor99 --blocked-account blocked99/);
  });

  it('says first that it is a draft, when it is one', () => {
    expect(file('README.md')).toMatch(/^# .*, a draft\n\nThis contract is not released/);
    expect(readme([], false)).toMatch(/^# Seamless Callback API [0-9.]+\n\nWhat/);
  });

  it('names no folder of the machine on which it was made', () => {
    for (const text of Object.values(pack)) expect(text.includes(process.cwd())).toBe(false);
  });
});

describe('npm run share', () => {
  let project: ProjectCopy;
  beforeEach(() => void (project = copyProject()));
  afterEach(() => project.remove());
  const share = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/contract/share.ts', '--output', '.', ...args], {
      cwd: project.folder,
      encoding: 'utf8',
    });

  /** As right after a release, whatever is under way here. */
  const released = (): void => {
    project.write(`openapi/callbacks/v1/released/${contractVersion}.json`, contract);
    project.write(
      'CHANGELOG.md',
      project.read('CHANGELOG.md').replace(`${contractVersion} - unreleased`, `${contractVersion} - 2026-01-31`),
    );
  };

  it('packs a released contract', () => {
    released();
    expect(share()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(project.folder)).toContain(`seamless-callback-${contractVersion}.zip`);
  });

  it('refuses what is not generated, not what was released, without a date or not released, and says what to do', () => {
    released();
    project.change('openapi/callbacks/v1/openapi.yaml', 'summary: The one endpoint', 'summary: The only endpoint');
    const refused = [share().stderr];
    project.node('scripts/contract/generate.ts');
    refused.push(share().stderr);
    project.write(
      'CHANGELOG.md',
      project.read('CHANGELOG.md').replace(new RegExp(`(## Contract ${contractVersion}) - .*`), '$1 - unreleased'),
    );
    project.write(`openapi/callbacks/v1/released/${contractVersion}.json`, project.read('generated/v1/openapi.json'));
    refused.push(share().stderr);
    released();
    rmSync(join(project.folder, 'openapi/callbacks/v1/released'), { recursive: true });
    refused.push(share().stderr);
    for (const [index, mend] of [
      'npm run generate',
      'raise info.version',
      'CHANGELOG.md has no date',
      'npm run contract:release',
    ].entries())
      expect(refused[index]).toContain(mend);
    expect(readdirSync(project.folder).filter((file) => file.endsWith('.zip'))).toEqual([]);
  }, 60_000);
});

describe('the Bruno collection', () => {
  it('reads back as what the Postman collection says: the same requests, headers and tests', () => {
    const { tokenHeader, commands } = samples;
    expect(collectionBruToJson(file('bruno/collection.bru')).headers).toContainEqual({
      name: tokenHeader,
      value: '{{callbackToken}}',
      enabled: true,
    });
    expect(bruToEnvJsonV2(file('bruno/environments/operator.bru')).variables).toMatchObject([
      { name: 'callbackUrl', secret: false },
      { name: 'callbackToken', value: '', secret: true },
    ]);
    for (const [index, { name, item }] of postman().item.entries()) {
      expect(name).toBe(commands[index]?.command);
      for (const { name: request, request: sent, event } of item) {
        const bruno = bruToJsonV2(file(`bruno/${name}/${request}.bru`));
        expect(bruno.http).toEqual({ method: 'post', url: sent.url.raw, body: 'json', auth: 'none' });
        expect(bruno.body.json.trim()).toBe(sent.body.raw);
        expect(bruno.headers.find((header) => header.name === tokenHeader)?.value).toBe(
          sent.auth?.apikey.find(({ key }) => key === 'value')?.value,
        );
        expect(bruno.tests.split('\n').slice(2)).toEqual(event[0].script.exec.slice(4));
      }
    }
  });
});

interface PostmanItem {
  readonly name: string;
  readonly request: {
    readonly url: { readonly raw: string };
    readonly body: { readonly raw: string };
    readonly auth?: { readonly apikey: readonly { key: string; value: string }[] };
  };
  readonly event: readonly [{ readonly script: { readonly exec: readonly string[] } }];
  readonly response: readonly [{ readonly code: number; readonly body: string }];
}

function postman(): { readonly item: readonly { readonly name: string; readonly item: readonly PostmanItem[] }[] } {
  return JSON.parse(file('postman/collection.json')) as ReturnType<typeof postman>;
}

describe('the Postman collection', () => {
  let serving: Serving;
  let first: CollectionRun;
  beforeAll(async () => {
    const database = `sqlite:${join(folder, 'wallet.db')}`;
    for (const { account, state, balance } of playersIn(samples).filter(({ state }) => state !== 'unknown')) {
      const made = await seamless([
        'accounts',
        'create',
        account,
        '--balance',
        String(balance),
        ...(state === 'inactive' ? ['--inactive'] : []),
        '--database',
        database,
      ]);
      expect(made.err).toBe('');
    }
    serving = await startServe(['--database', database, '--token', 'the-token']);
    first = await run(file('postman/collection.json'));
  });
  afterAll(async () => {
    serving.process.kill('SIGTERM');
    await serving.exited;
  });

  const run = (collection: string, callbackToken = 'the-token'): Promise<CollectionRun> =>
    runCollection(collection, file('postman/environment.json'), { callbackUrl: serving.url, callbackToken });

  it('has one request for every paired example of the contract, with the example as its body and the paired reply saved', () => {
    const items = postman().item.flatMap(({ item }) => item);
    const pairs = items.map(({ name, request, response }) => ({
      name,
      request: JSON.parse(request.body.raw) as unknown,
      replies: response.map(({ code, body }) => ({ httpStatus: code, reply: JSON.parse(body) as unknown })),
    }));
    expect(pairs).toEqual(pairsOf(JSON.parse(contract) as Document));
  });

  it('passes against the reference server whose players were prepared, every request with all its tests', () => {
    expect(first.failures).toEqual([]);
    expect([...first.replies.keys()]).toEqual(all.map(({ name }) => name));
    expect(first.assertions).toBe(5 * all.length);
  });

  it('reaches acceptance, and each refusal that players and token alone decide', () => {
    const reached = (name: string): unknown =>
      (JSON.parse(first.replies.get(name) ?? '{}') as { result?: unknown }).result;
    expect(reached('bet.accepted')).toBe(results.accepted);
    expect(reached('cancel.accepted')).toBe(results.accepted);
    expect(reached('status.unknown-account')).toBe(results.unknownAccount);
    expect(reached('win.inactive-account')).toBe(results.inactiveAccount);
    expect(reached('bet.wrong-token')).toBe(results.wrongToken);
  });

  it('passes again on the same players', async () => {
    expect((await run(file('postman/collection.json'))).failures).toEqual([]);
  });

  it('fails when a request is broken, and names it', async () => {
    const broken = postmanCollection(only(samples, 'bet')).replace('\\"amount\\": 1000', '\\"amount\\": \\"1000\\"');
    expect(new Set((await run(broken)).failures.map((failure) => failure.split(':')[0]))).toEqual(
      new Set(['bet.accepted']),
    );
  });

  it('fails with a token that the operator does not know', async () => {
    const { failures } = await run(postmanCollection(only(samples, 'bet')), 'another');
    expect(failures).toContainEqual(
      expect.stringMatching(/^bet\.accepted: the result is 0 or .*: expected 100 to be one of/),
    );
    expect(failures).not.toContainEqual(expect.stringMatching(/^[a-z]+\.wrong-token/));
  });

  it('sends an id above 2^53 to the digit', async () => {
    const text = contract.replaceAll('"trans_id": "9007199254740993"', '"trans_id": 9007199254740993');
    const { failures, replies } = await run(postmanCollection(only(samplesIn(parseJson(text)?.exact), 'status')));
    expect(failures).toEqual([]);
    expect(replies.get('status.long-id')).toContain('"trans_id":9007199254740993,');
  });
});

function only({ tokenHeader, commands }: Samples, command: string): Samples {
  return { tokenHeader, commands: commands.filter((other) => other.command === command) };
}

interface Content {
  readonly content?: {
    readonly 'application/json': Readonly<
      Record<'examples' | 'x-invalid-examples', Readonly<Record<string, { readonly value: unknown }>> | undefined>
    >;
  };
}

interface Document {
  readonly webhooks: Readonly<
    Record<
      string,
      { readonly post: { readonly requestBody: Content; readonly responses: Readonly<Record<string, Content>> } }
    >
  >;
}

/** Every request that the contract shows, with the replies of the same name. */
function pairsOf({ webhooks }: Document): object[] {
  return Object.values(webhooks).flatMap(({ post }) => {
    const shown = post.requestBody.content?.['application/json'];
    return Object.entries({ ...shown?.examples, ...shown?.['x-invalid-examples'] }).map(([name, { value }]) => ({
      name,
      request: value,
      replies: Object.entries(post.responses).flatMap(([httpStatus, { content }]) => {
        const reply = content?.['application/json'].examples?.[name];
        return reply ? [{ httpStatus: Number(httpStatus), reply: reply.value }] : [];
      }),
    }));
  });
}
