/** Reads a Dockerfile, and does what it says as far as that goes without a container engine. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Instruction {
  readonly name: string;
  readonly text: string;
}

export interface Stage {
  readonly base: string;
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** The stages in their order; comments are left out, and lines that go on are joined. */
export function stagesOf(file: string): Stage[] {
  const lines = readFileSync(file, 'utf8')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const line of lines) {
    const [, name = '', text = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [base = '', , as] = text.split(/\s+/);
      stages.push({ base, name: as ?? String(stages.length), instructions: [] });
    } else stages.at(-1)?.instructions.push({ name, text });
  }
  return stages;
}

export interface Copied {
  /** The stage from which it comes; the build context without one. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

export function copied({ text }: Instruction): Copied {
  const words = text.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter((word) => !word.startsWith('--'));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
}

export interface Image {
  /** Where the last stage's work directory is. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  /** What is given to the entry point, where nobody says anything else. */
  readonly command: readonly string[];
}

/** Builds every stage in a folder of its own under `root`; the programs are this machine's. */
export function build(stages: readonly Stage[], context: string, root: string): Image {
  let image: Image = { folder: root, environment: {}, entrypoint: [], command: [] };
  for (const stage of stages) {
    const at = (path: string): string => join(root, stage.name, path);
    let workdir = '/';
    const environment: Record<string, string> = {};
    const command: Record<string, readonly string[]> = {};
    const does: Readonly<Record<string, (instruction: Instruction) => void>> = {
      WORKDIR: ({ text }) => mkdirSync(at((workdir = text)), { recursive: true }),
      COPY: (instruction) => {
        const { from, sources, target } = copied(instruction);
        for (const source of sources) {
          const given = from === undefined ? join(context, source) : join(root, from, source);
          cpSync(given, target === './' ? join(at(workdir), basename(source)) : join(at(workdir), target), {
            recursive: true,
            verbatimSymlinks: true,
          });
        }
      },
      RUN: ({ text }) => void execFileSync('sh', ['-c', text], { cwd: at(workdir), stdio: 'pipe' }),
      ENV: ({ text }) => {
        for (const [, name = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) environment[name] = value;
      },
      ENTRYPOINT: ({ text }) => (command['ENTRYPOINT'] = JSON.parse(text) as string[]),
      CMD: ({ text }) => (command['CMD'] = JSON.parse(text) as string[]),
    };
    for (const instruction of stage.instructions) does[instruction.name]?.(instruction);
    image = {
      folder: at(workdir),
      environment,
      entrypoint: command['ENTRYPOINT'] ?? [],
      command: command['CMD'] ?? [],
    };
  }
  return image;
}
