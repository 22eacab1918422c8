import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/contracts.ts';
import { scratch, seamless } from '../support/commandLine.ts';

let folder: string;
let remove: () => void;
beforeEach(() => void ([folder, remove] = scratch()));
afterEach(() => remove());

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const nameIn = (project: string): unknown => (JSON.parse(read(`${project}/package.json`)) as { name: string }).name;

describe('seamless init', () => {
  it('makes a project, and prints what to paste next', async () => {
    const { code, out, err } = await seamless(['init', `${folder}/my operator`]);
    expect([code, out.split('\n')]).toEqual([0, [`cd '${folder}/my operator'`, 'npm install', 'npm run dev']]);
    expect(err).toContain(`${folder}/my operator was made, a project called my-operator.`);
    expect(nameIn('my operator')).toBe('my-operator');
    expect(readdirSync(folder)).toEqual(['my operator']);
  });

  it.each(Object.values(contracts))(
    'gives every command of contract $name a function of its own, and serves that contract',
    async ({ name, commands }) => {
      await seamless(['init', `${folder}/p`, '--contract', name]);
      expect(readdirSync(`${folder}/p/src/handlers`).toSorted()).toEqual(
        commands.map((command) => `${command}.ts`).toSorted(),
      );
      expect(read('p/src/handlers/status.ts')).toContain("trans_status: 'CANCELED'");
      expect(read('p/src/handlers/bet.ts')).toContain(`CallbackHandlers<${name.toUpperCase()}>['bet']`);
      expect(read('p/src/wallet.ts')).toContain(`createCallbackListener(${name}, handlers, options)`);
      await seamless(['init', `${folder}/k`, '--wallet', 'kit', '--contract', name]);
      expect(read('k/src/wallet.ts')).toContain(`createWalletListener([${name}], wallet, options)`);
    },
  );

  it('is for contract v1 when none is named', async () => {
    await seamless(['init', `${folder}/p`]);
    expect(read('p/src/wallet.ts')).toContain('createCallbackListener(v1,');
  });

  it('leaves no placeholder, and keeps the token of this machine out of what is committed', async () => {
    const kinds = Object.keys(contracts).flatMap((contract) =>
      ['own', 'kit'].map((wallet) => ({ folderName: `${wallet}-${contract}`, wallet, contract })),
    );
    for (const { folderName, wallet, contract } of kinds) {
      await seamless(['init', `${folder}/${folderName}`, '--wallet', wallet, '--contract', contract]);
      for (const file of readdirSync(`${folder}/${folderName}`, { recursive: true, withFileTypes: true }).filter(
        (entry) => entry.isFile(),
      )) {
        // GitHub's own expressions look alike, with spaces.
        expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toMatch(/\{\{\w/);
      }
      const token = /CALLBACK_TOKEN=(.*)/.exec(read(`${folderName}/.env`))?.[1];
      expect(token).toMatch(/^[0-9a-f]{32}$/);
      expect(read(`${folderName}/.env.example`)).not.toContain(token);
      expect(read(`${folderName}/.gitignore`).split('\n')).toContain('.env');
    }
  });

  it('pins what the kit pins, to the same versions', async () => {
    await seamless(['init', `${folder}/p`]);
    const kit = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
    const own = JSON.parse(read('p/package.json')) as Record<string, Record<string, string>>;
    expect(own['engines']).toEqual(kit['engines']);
    expect(own['dependencies']).toEqual({
      express: kit['dependencies']?.['express'],
      'seamless-callback-kit': kit['version'],
    });
    expect(own['devDependencies']).toMatchObject({ typescript: kit['devDependencies']?.['typescript'] });
  });

  it('keeps a packed kit in the project, where its container and its CI find it', async () => {
    const packed = gzipSync('{ "name": "seamless-callback-kit" }');
    writeFileSync(`${folder}/kit-1.tgz`, packed);
    expect(await seamless(['init', `${folder}/p`, '--kit', `${folder}/kit-1.tgz`])).toMatchObject({ code: 0 });
    expect(JSON.parse(read('p/package.json'))).toMatchObject({
      dependencies: { 'seamless-callback-kit': 'file:kit-1.tgz' },
    });
    expect(readFileSync(`${folder}/p/kit-1.tgz`).equals(packed)).toBe(true);
    expect(read('p/Dockerfile')).toContain('COPY package.json package-lock.json *.tgz ./');
    expect(read('p/.dockerignore').split('\n')).toContain('!*.tgz');
    expect(read('p/.gitignore')).not.toContain('tgz');
  });

  it.each(['package.json', 'LICENSE', 'generated/v1/openapi.json'])(
    'refuses %s in place of a packed kit',
    async (file) => {
      const { code, err } = await seamless(['init', `${folder}/p`, '--kit', `./${file}`]);
      expect([code, err]).toEqual([2, expect.stringContaining("is not the kit's packed file")]);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('fills a folder that is there and empty', async () => {
    mkdirSync(`${folder}/empty`);
    expect(await seamless(['init', `${folder}/empty`])).toMatchObject({ code: 0 });
    expect(readdirSync(`${folder}/empty`).filter((name) => name.includes('empty'))).toEqual([]);
    expect(nameIn('empty')).toBe('empty');
  });

  it('fills a clone that holds nothing yet', async () => {
    mkdirSync(`${folder}/clone/.git`, { recursive: true });
    expect(await seamless(['init', `${folder}/clone`])).toMatchObject({ code: 0 });
    expect(readdirSync(`${folder}/clone`)).toEqual(expect.arrayContaining(['.git', 'package.json']));
  });

  it('says over each function what holds unasked', async () => {
    await seamless(['init', `${folder}/p`]);
    const said = (command: string): string => read(`p/src/handlers/${command}.ts`).replaceAll(/\s+\*?\s*/g, ' ');
    expect(said('bet')).toContain('21 and 31 are answered also when they are not asked; 22 only when it is.');
    expect(said('bet')).toContain(
      'a repeat moves nothing: the same once more answers 0, another amount, account or round 99.',
    );
    expect(said('cancel')).toContain('21 and 42 are answered also when they are not asked; 22 only when it is.');
    expect(said('cancel')).not.toContain('repeat moves');
    expect(said('win')).toContain('sends it up to 4 times, 2000 to 4000 ms apart. Unanswered');
    expect(said('status')).toContain("5n and '5' are the same transaction");
    expect(said('balance')).toContain('21 is answered also when it is not asked');
    expect(said('balance')).not.toContain('same transaction');
  });

  it('says over a function of contract v4 what holds of its cancels and ids', async () => {
    await seamless(['init', `${folder}/p`, '--contract', 'v4']);
    const said = (command: string): string => read(`p/src/handlers/${command}.ts`).replaceAll(/\s+\*?\s*/g, ' ');
    expect(said('cancel')).toContain('21 and 43 are answered also when they are not asked; 22 only when it is.');
    expect(said('cancel')).toContain('the same cancel once more answers 0 and moves nothing');
    expect(said('cancel')).toContain('43 the transaction to undo is known');
    expect(said('status')).toContain('21 and 42 are answered also');
    expect(said('win')).toContain(
      'sends it up to 51 times, 2000 to 4000 ms apart, until 0 or a result that settles it.',
    );
    expect(said('bet')).not.toContain('bigint or a string');
    expect(read('p/README.md')).toContain('records a cancel under its own id, too');
  });

  it('overwrites nothing, exit 2', async () => {
    mkdirSync(`${folder}/full`);
    writeFileSync(`${folder}/full/mine.txt`, 'mine');
    writeFileSync(`${folder}/file`, 'mine');
    for (const [taken, reason] of [
      ['full', 'is not empty'],
      ['file', 'is a file'],
    ] as const) {
      const { code, out, err } = await seamless(['init', `${folder}/${taken}`]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(reason);
    }
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(['file', 'full', 'full/mine.txt']);
    expect(read('full/mine.txt')).toBe('mine');
  });

  it('says what is wrong with a name, a wallet or a kit, exit 2, and makes nothing', async () => {
    for (const [args, reason] of [
      [['___'], 'makes no package name'],
      [['express'], "can't be called express, as a package that it needs"],
      [['p', '--wallet', 'mine'], 'Allowed choices are own, kit'],
      [['p', '--kit', './nowhere.tgz'], 'npm pack'],
      [['p', '--contract', 'v2'], 'It must be v1 or v4'],
    ] as const) {
      const [name, ...flags] = args;
      const { code, err } = await seamless(['init', `${folder}/${name}`, ...flags]);
      expect([args, code]).toEqual([args, 2]);
      expect(err).toContain(reason);
    }
    expect(await seamless(['init', ''])).toMatchObject({
      code: 2,
      err: expect.stringContaining('name a folder') as string,
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
