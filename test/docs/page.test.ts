import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { contracts, v1 } from '../../src/contract/contracts.ts';
import { apiNames, generatedApi } from '../../scripts/contract/apis.ts';
import { generatedContract } from '../../scripts/contract/contracts.ts';
import { indexPage } from '../../scripts/contract/docs/index.ts';
import { apiPage, docsPage } from '../../scripts/contract/docs/page.ts';
import { commandsOf, type Contract, type Example, resolve } from '../../scripts/contract/generate/contract.ts';
import { copyProject } from '../generator/projectCopy.ts';
import { loads } from './loads.ts';

/** What a reader without JavaScript sees, entities resolved. */
const shown = (html: string): string =>
  html
    .slice(html.indexOf('<body>'), html.indexOf('<script type="module">'))
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

describe.each(Object.values(contracts))(
  'the page of contract $name',
  ({ name: contractName, commands, delivery, adapter }) => {
    let page: string;
    let document: Contract;
    beforeAll(async () => {
      page = await docsPage(contractName);
      document = await generatedContract(contractName);
    });

    it('loads nothing from anywhere', () => {
      expect(loads(page)).toEqual([]);
    });

    it('forbids the browser to load anything, before anything could', () => {
      const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page);
      expect(policy?.[1]).toMatch(/^default-src 'none';/);
      expect(policy?.[1]).not.toMatch(/https?:|\*|connect-src|'self'/);
      expect(page).toContain('"disableTelemetry":true');
      expect(policy?.index).toBeLessThan(page.search(/<(script|style|link|img)\b/));
    });

    it('is the same, byte for byte, when it is made again', async () => {
      expect((await docsPage(contractName)) === page).toBe(true);
    });

    it('tells the policy of every command', () => {
      for (const command of commands) {
        const { checks, deadlineMs, attempts } = delivery[command];
        expect(shown(page)).toContain(`${command}${checks}${deadlineMs / 1000} s${attempts}`);
      }
    });

    it('tells the limits of every field of a request, for who prints it', () => {
      const rows = shown(page.replaceAll('</tr>', '\n')).split('\n');
      let fields = 0;
      for (const { requestSchema, dataSchema } of commandsOf(document)) {
        const { timestamp, check } = document.components.schemas[requestSchema]?.properties ?? {};
        for (const [name, field] of Object.entries({
          timestamp,
          check,
          ...document.components.schemas[dataSchema]?.properties,
        })) {
          const { type, minimum, maximum, minLength, maxLength, pattern } = resolve(document, field ?? {});
          const row = rows.find((line) => line.startsWith(`${name}${[type].flat().join(' or ')}`));
          for (const limit of [minimum, maximum, minLength, maxLength, pattern])
            if (limit !== undefined) expect(row).toContain(String(limit));
          fields += 1;
        }
      }
      expect(fields).toBeGreaterThan(commands.length * 3);
    });

    it('shows every example with its name, its request and its reply', () => {
      const text = shown(page).replaceAll(/\s/g, '');
      let pairs = 0;
      for (const { post } of Object.values(document.webhooks)) {
        const { examples, 'x-invalid-examples': invalid } = post.requestBody.content['application/json'];
        const replies: Record<string, Example> = {
          ...post.responses['200']?.content['application/json'].examples,
          ...post.responses['400']?.content['application/json'].examples,
        };
        for (const [name, { summary, value }] of Object.entries<Example>({ ...examples, ...invalid })) {
          const status = invalid && name in invalid ? 400 : 200;
          const pair = `${name}${summary ?? ''}Request${JSON.stringify(value)}Reply,HTTP${status}${JSON.stringify(replies[name]?.value)}`;
          expect(text).toContain(pair.replaceAll(/\s/g, ''));
          pairs += 1;
        }
      }
      expect(pairs).toBeGreaterThan(commands.length * 5);
    });

    it('links to its own places only by what is behind the #, and to none that is not there', () => {
      const body = page.slice(page.indexOf('<body>'), page.indexOf('<script type="module">'));
      const links = [...body.matchAll(/<a\b[^>]*? href="([^"]*)"/g)]
        .map(([, target = '']) => target)
        .filter((target) => !target.startsWith('https:'));
      expect(links.filter((target) => !target.startsWith('#'))).toEqual([]);
      const places = links.map((target) => target.slice(1)).filter((place) => place.startsWith('section/'));
      expect(places.length).toBeGreaterThan(10);
      expect(places.filter((place) => !body.includes(` id="${place}"`))).toEqual([]);
    });

    it('has every placeholder filled', () => {
      expect(shown(page)).not.toMatch(/\{\{[#^/]?[\w-]+(:\w+)?\}\}/);
    });

    it('names transactions as its own contract does, and as no other', () => {
      const others = Object.values(contracts).flatMap((other) => other.adapter.idFields.slice(0, 1));
      const own = adapter.idFields[0] ?? '';
      expect(shown(page)).toContain(`"${own}"`);
      for (const other of others.filter((field) => field !== own))
        expect(shown(page)).not.toMatch(new RegExp(`\\b${other}\\b`));
    });
  },
);

describe.each(apiNames)('the page of the API %s', (name) => {
  it('loads nothing from anywhere, and tells every operation', async () => {
    const page = await apiPage(name);
    expect(loads(page)).toEqual([]);
    const { paths } = (await generatedApi(name)) as unknown as {
      paths: Record<string, Record<string, { summary: string }>>;
    };
    const summaries = Object.values(paths).flatMap((path) => Object.values(path).map(({ summary }) => summary));
    expect(summaries.length).toBeGreaterThan(15);
    for (const summary of summaries) expect(page).toContain(summary);
  });
});

it('the first page leads to that of each contract and API, and loads nothing', async () => {
  const index = await indexPage(Object.keys(contracts), apiNames);
  for (const { name, version } of Object.values(contracts)) {
    expect(index).toContain(`href="${name}/index.html"`);
    expect(index).toContain(`version ${version}`);
  }
  for (const name of apiNames) expect(index).toContain(`href="${name}/index.html"`);
  expect(loads(index)).toEqual([]);
});

describe('the guides', () => {
  const folder = 'openapi/guides';
  const guides = readdirSync(folder).map((file) => ({ file, text: readFileSync(`${folder}/${file}`, 'utf8') }));

  it.each(guides)('$file leaves result codes, deadlines and attempts to the contract', ({ file, text }) => {
    const recipes = /```(?:php|python|go|java)\n.*?```/gs;
    const said = (file.endsWith('.svg') ? text.replaceAll(/<[^>]*>/g, ' ') : text).replaceAll(recipes, '');
    const codes = Object.values(contracts)
      .flatMap(({ results }) => Object.values(results))
      .filter((code) => code > 0)
      .join('|');
    expect(said).not.toMatch(new RegExp(`(?<![\\w.])(${codes})(?!\\w|\\.\\d)`));
    expect(said).not.toMatch(/\b\d+(\.\d+)? ?(ms|s|seconds?|attempts?|times|tries|retries)\b/);
  });
});

describe('npm run docs', () => {
  it('says what a changed contract says', () => {
    const project = copyProject();
    try {
      project.change(
        'openapi/callbacks/v1/commands/bet.yaml',
        `deadlineMs: ${v1.delivery.bet.deadlineMs}`,
        'deadlineMs: 1750',
      );
      project.change('openapi/callbacks/v1/commands/win.yaml', 'attempts: 4', 'attempts: 51');
      project.change(
        'openapi/schemas/replies.yaml',
        'The player is not allowed to play at present.',
        'The player is resting.',
      );
      project.node('scripts/contract/generate.ts');
      project.node('scripts/contract/docs.ts', 'v1');
      const text = shown(project.read('dist/docs/v1/index.html'));
      expect(existsSync(`${project.folder}/dist/docs/v4`)).toBe(false);
      expect(text).toContain('no answer comes within 1.75 s');
      expect(text).toContain('win21,22,414 s51');
      expect(text).toContain('The player is resting.');
    } finally {
      project.remove();
    }
  });

  it('says what there is where a contract is not known, exit 2', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/contract/docs.ts', 'v2'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, 'docs: there is no contract v2, but v1, v4\n']);
  });

  it('names the guide and the placeholder that it does not know', () => {
    const project = copyProject();
    try {
      project.write('openapi/guides/9-new.md', '# New\n\n{{deadline:jackpot}}\n');
      const run = (): unknown =>
        execFileSync(process.execPath, ['scripts/contract/docs.ts'], { cwd: project.folder, stdio: 'pipe' });
      expect(run).toThrow(/openapi\/guides\/9-new\.md: unknown placeholder \{\{deadline:jackpot\}\}.*deadline:bet/s);
    } finally {
      project.remove();
    }
  });
});
