/** A copy of the project in which the contract may be changed and everything regenerated. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ProjectCopy {
  readonly folder: string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Replaces `from`, which must be there. */
  change(file: string, from: string, to: string): void;
  /** Runs a script of the copy, or one written into it, and returns what it prints. */
  node(...args: string[]): string;
  remove(): void;
}

export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  for (const part of [
    'openapi',
    'scripts',
    'src',
    'generated',
    'test/support',
    'package.json',
    'tsconfig.json',
    'CHANGELOG.md',
    'LICENSE',
  ]) {
    cpSync(part, join(folder, part), { recursive: true });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  return {
    folder,
    read,
    write,
    change: (file, from, to) => {
      if (!read(file).includes(from)) throw new Error(`${file} does not contain ${from}`);
      write(file, read(file).replace(from, to));
    },
    node: (...args) => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** What a command that fails prints, and its exit code. */
export function failure(run: () => string): string {
  try {
    return `it did not fail: ${run()}`;
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return `exit ${status}\n${stderr}`;
  }
}

/** What is generated of contract v1, by file. */
export function generatedIn(project: ProjectCopy): Record<string, string> {
  const files = readdirSync(join(project.folder, 'generated/v1'));
  return Object.fromEntries(files.map((file) => [file, project.read(`generated/v1/${file}`)]));
}
