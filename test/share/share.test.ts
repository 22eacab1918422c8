import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bruToEnvJsonV2, bruToJsonV2, collectionBruToJson } from '@usebruno/lang';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { catalogueOf } from '../../src/certification/catalogue.ts';
import { contracts, v1 } from '../../src/contract/contracts.ts';
import { kitFile } from '../../scripts/fromFile.ts';
import { playersIn } from '../../scripts/contract/share/players.ts';
import { readme } from '../../scripts/contract/share/readme.ts';
import { postmanCollection } from '../../scripts/contract/share/postman.ts';
import { type Samples, samplesIn } from '../../scripts/contract/share/samples.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';
import { copyProject, type ProjectCopy } from '../generator/projectCopy.ts';
import { type CollectionRun, runCollection } from './runCollection.ts';

const all = Object.values(contracts);

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

const [folder, remove] = scratch();
afterAll(remove);

const archiveOf = (version: string): string => `seamless-callback-${version}-draft.zip`;

/** Where `npm run share` puts the archive of each contract, released or not, run in this folder with this environment and umask. */
async function built(name: string, environment: Record<string, string>, cwd: string, umask: string): Promise<string> {
  const output = join(folder, name);
  const command = `umask ${umask}; exec "$0" "$1" --draft --output "$2"`;
  const child = spawn('sh', ['-c', command, process.execPath, resolve('scripts/contract/share.ts'), output], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(readdirSync(output)).toEqual(all.map(({ version }) => archiveOf(version)));
  return output;
}

let built1: string;
let built2: string;
beforeAll(async () => {
  [built1, built2] = await Promise.all([
    built('here', { TZ: 'Pacific/Kiritimati' }, process.cwd(), '022'),
    built('elsewhere', { TZ: 'America/Los_Angeles', LC_ALL: 'C' }, tmpdir(), '077'),
  ]);
});

/** What is in a contract's pack, by its path there. */
function filesIn(version: string): ReadonlyMap<string, string> {
  const archive = unzipSync(readFileSync(join(built1, archiveOf(version))));
  return new Map(Object.entries(archive).map(([path, bytes]) => [path.replace(/^[^/]*\//, ''), strFromU8(bytes)]));
}

describe.each(all)('contract $name:', (own) => {
  const { name: contractName, version, results, adapter } = own;
  const contract = readFileSync(`generated/${contractName}/openapi.json`, 'utf8');
  const samples = samplesIn(contract);
  const all = samples.commands.flatMap((command) => command.samples);
  let file: (path: string) => string;
  let paths: readonly string[];
  beforeAll(() => {
    const files = filesIn(version);
    paths = [...files.keys()];
    file = (path) => {
      const text = files.get(path);
      if (text === undefined) throw new Error(`the pack has no ${path}, but ${paths.join(', ')}`);
      return text;
    };
  });

  describe('the partner pack', () => {
    it('is the same to the byte in another folder, time zone, locale and umask', () => {
      const [here, elsewhere] = [built1, built2].map((output) => readFileSync(join(output, archiveOf(version))));
      expect(here?.equals(elsewhere ?? Buffer.of())).toBe(true);
    });

    it('has the contract in both notations, the documentation, and what changed', () => {
      expect(file('contract/openapi.json')).toBe(contract);
      expect(parse(file('contract/openapi.yaml'))).toEqual(JSON.parse(contract));
      expect(file('contract/callbacks.json')).toBe(readFileSync(`generated/${contractName}/callbacks.json`, 'utf8'));
      expect(file('CHANGELOG.md')).toMatch(
        new RegExp(`^# Changelog\\n\\n## Contract ${version.replaceAll('.', '\\.')} - .*\\n\\n###`),
      );
      expect(file('CHANGELOG.md')).not.toContain('## Kit');
      for (const other of Object.values(contracts).filter(({ name }) => name !== contractName))
        expect(file('CHANGELOG.md')).not.toContain(`## Contract ${other.version}`);
      expect(file('docs.html')).toContain('<html');
    });

    it('tells in its README how to make every player that an example names', () => {
      for (const { account, examples } of playersIn(samples))
        expect(file('README.md')).toMatch(new RegExp(`^\\| \`${account}\` \\|.*\`${examples.at(-1)}\` \\|$`, 'm'));
      expect(new Set(playersIn(samples).flatMap(({ examples }) => examples)).size).toBe(
        all.filter(({ httpStatus }) => httpStatus === 200).length,
      );
      expect(file('README.md')).toMatch(
        /^\| `failing99` \| with a balance of \d+; no player provokes a 99, so 0 or 42 passes too \|/m,
      );
      expect(file('README.md')).toMatch(/--poor-account poor99 --blocked-account blocked99/);
      expect(file('README.md')).toContain(`certify --contract ${contractName} --url`);
    });

    it('says first that it is a draft, when it is one', () => {
      expect(file('README.md')).toMatch(/^# .*, a draft\n\nThis contract is not released/);
      expect(file('AGENTS.md')).toMatch(/^# .*, a draft\)\n\nThis contract is not released/);
      expect(file('llms.txt')).toMatch(/^# .*, a draft\n\n> .*\n\nThis contract is not released/);
      expect(file('docs.html')).toContain(`${version}, a draft`);
      expect(readme(contractName, samples, [], false)).toMatch(/^# Seamless Callback API [0-9.]+\n\nWhat/);
    });

    it('lists every file in llms.txt and in its README, and nothing that is not there', () => {
      const listed = [...file('llms.txt').matchAll(/^- \[[^\]]+\]\(([^)]+)\): \S/gm)].map(([, path = '']) => path);
      for (const path of listed) {
        expect(paths.some((one) => (path.endsWith('/') ? one.startsWith(path) : one === path))).toBe(true);
        expect(file('README.md')).toContain(`| \`${path}\` |`);
      }
      const folders = listed.filter((path) => path.endsWith('/'));
      const unlisted = paths.filter((one) => !listed.includes(one) && !folders.some((path) => one.startsWith(path)));
      expect(unlisted.filter((one) => !one.endsWith('.svg'))).toEqual([]);
    });

    it('has an llms.txt in the form of llmstxt.org: a title, a summary, lists of links', () => {
      expect(file('llms.txt')).toMatch(/^# [^\n]+\n\n> [^\n]+\n\n/);
      const [, ...parts] = file('llms.txt').split(/^## .+\n\n/m);
      expect(parts.length).toBeGreaterThan(3);
      for (const part of parts) expect(part.trim()).toMatch(/^(- \[[^\]]+\]\([^)]+\): .+\n?)+$/);
    });

    it('links between its Markdown files only to what is there', () => {
      let links = 0;
      for (const path of paths.filter((one) => one.endsWith('.md') && !one.startsWith('bruno/'))) {
        const text = file(path).replaceAll(/^ *```.*?^ *```|`[^`\n]*`/gms, '');
        for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
          if (/^https:/.test(link)) continue;
          links += 1;
          expect([path, link, paths.includes(join(dirname(path), link))]).toEqual([path, link, true]);
        }
      }
      expect(links).toBeGreaterThan(10);
    });

    it('tells assistants of every check, result and field, of the SQL, and of certification', () => {
      const text = file('AGENTS.md');
      for (const code of Object.values(results)) expect(text).toContain(`| ${code} |`);
      for (const { command, samples: examples } of samples.commands) {
        expect(text).toContain(`| \`${command}\` |`);
        for (const { body } of examples.slice(0, 1))
          for (const field of Object.keys((JSON.parse(body) as { data: object }).data))
            expect(text).toContain(`| \`${field}\` |`);
      }
      for (const told of [`\`${samples.tokenHeader}\``, '"trans_status"', '"account": "test1234","balance"'])
        expect(text).toContain(told);
      expect(text).toMatch(/^\| `Webhook-Signature` \| .*HMAC-SHA256.*whsec_/m);
      expect(text).toMatch(/INSERT INTO movement .*'tombstone'/s);
      expect(text).toContain(`certify --contract ${contractName} --url`);
      expect(text).toContain(`\`${kitFile}\`, which comes beside`);
      expect(text).not.toMatch(/\{\{|undefined|<table/);
    });

    it('has the guides in Markdown, without a tag of HTML, and every case of certification', () => {
      const guides = paths.filter((path) => path.startsWith('docs/') && path.endsWith('.md'));
      expect(guides).toEqual(
        [...readdirSync('openapi/guides'), 'certification.md']
          .filter((name) => name.endsWith('.md'))
          .map((name) => `docs/${name}`),
      );
      for (const guide of guides) expect(file(guide)).not.toMatch(/<\/?(table|div|pre|img)\b|\{\{|#section/);
      for (const { id } of catalogueOf(own)) expect(file('docs/certification.md')).toContain(`\`${id}\``);
    });

    it('names no folder of the machine on which it was made', () => {
      for (const bytes of Object.values(unzipSync(readFileSync(join(built1, archiveOf(version))))))
        expect(strFromU8(bytes).includes(process.cwd())).toBe(false);
    });
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

  function postman(): { readonly item: readonly { readonly name: string; readonly item: readonly PostmanItem[] }[] } {
    return JSON.parse(file('postman/collection.json')) as ReturnType<typeof postman>;
  }

  describe('the Postman collection', () => {
    let serving: Serving;
    let first: CollectionRun;
    beforeAll(async () => {
      const database = `sqlite:${join(folder, `${contractName}.db`)}`;
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
      serving = await startServe(['--database', database, '--token', 'the-token', '--contract', contractName]);
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
      const broken = postmanCollection(only(samples, 'bet')).replace(
        /\\"amount\\": ([0-9.]+)/,
        String.raw`\"amount\": \"$1\"`,
      );
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

    it.runIf(contract.includes('status.long-id'))(
      'sends an id above 2^53 to the digit, where ids are numbers',
      async () => {
        const [idField = ''] = adapter.idFields;
        const text = contract.replaceAll(`"${idField}": "9007199254740993"`, `"${idField}": 9007199254740993`);
        const { failures, replies } = await run(postmanCollection(only(samplesIn(text), 'status')));
        expect(failures).toEqual([]);
        expect(replies.get('status.long-id')).toContain(`"${idField}":9007199254740993,`);
      },
    );
  });
});

describe('npm run share', () => {
  let project: ProjectCopy;
  beforeEach(() => void (project = copyProject()));
  afterEach(() => project.remove());
  const { name, version } = v1;
  const contract = readFileSync(`generated/${name}/openapi.json`, 'utf8');
  const share = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/contract/share.ts', name, '--output', '.', ...args], {
      cwd: project.folder,
      encoding: 'utf8',
    });

  /** As right after a release, whatever is under way here. */
  const released = (): void => {
    project.write(`openapi/callbacks/v1/released/${version}.json`, contract);
    project.write(
      'CHANGELOG.md',
      project.read('CHANGELOG.md').replace(`${version} - unreleased`, `${version} - 2026-01-31`),
    );
  };

  it('packs a released contract', () => {
    released();
    expect(share()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(project.folder)).toContain(`seamless-callback-${version}.zip`);
  }, 60_000);

  it('packs the contracts that are released, and says of the others what they lack', () => {
    released();
    rmSync(join(project.folder, 'openapi/callbacks/v4/released'), { recursive: true, force: true });
    const args = ['scripts/contract/share.ts', '--output', '.'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: project.folder, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^share: v4: .*\nTo pack it all the same, as a draft: npm run share -- v4 --draft\n$/);
    expect(readdirSync(project.folder).filter((file) => file.endsWith('.zip'))).toEqual([
      `seamless-callback-${version}.zip`,
    ]);
  }, 60_000);

  it('refuses what is not generated, not what was released, without a date or not released, and says what to do', () => {
    released();
    project.change('openapi/callbacks/v1/openapi.yaml', 'summary: The one endpoint', 'summary: The only endpoint');
    const refused = [share().stderr];
    project.node('scripts/contract/generate.ts');
    refused.push(share().stderr);
    project.write(
      'CHANGELOG.md',
      project.read('CHANGELOG.md').replace(new RegExp(`(## Contract ${version}) - .*`), '$1 - unreleased'),
    );
    project.write(`openapi/callbacks/v1/released/${version}.json`, project.read('generated/v1/openapi.json'));
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

function only(samples: Samples, command: string): Samples {
  return { ...samples, commands: samples.commands.filter((other) => other.command === command) };
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
