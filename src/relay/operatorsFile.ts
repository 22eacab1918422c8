/** The operators file: whom the relay delivers to. Tokens and secrets stand in files of their own, which it names. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { contractNamed, contracts } from '../contract/contracts.ts';
import { mostDecimals } from '../contract/money.ts';
import { reasonOf } from '../contract/reason.ts';
import { isSigningSecret, signingSecretForm } from '../contract/signature.ts';
import type { Command } from '../contract/types.ts';
import type { OperatorSettings, Patience } from '../delivery/operators.ts';
import { problemOf } from './fileProblem.ts';

/** An operator as the file has it. */
interface OperatorEntry {
  readonly name: string;
  readonly contract: string;
  readonly url: string;
  readonly tokenFiles: readonly string[];
  readonly signatureFile?: string;
  readonly currencyDecimals?: number;
  readonly patience?: { readonly [C in Command]?: Patience };
  readonly mostAtOnce?: number;
  readonly connections?: number;
  readonly mostQueued?: number;
  readonly paused?: boolean;
}

interface OperatorsFile {
  readonly operators: readonly OperatorEntry[];
}

/** It can't be used as it is. Each problem says where and what. */
export class BadOperatorsFile extends Error {
  override readonly name = 'BadOperatorsFile';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** What a file said, with all that it names. */
export interface ReadOperators {
  readonly operators: readonly OperatorSettings[];
  /** Differs when anything in it, or in a file that it names, does. */
  readonly fingerprint: string;
}

const whole = (minimum: number, maximum: number): object => ({ type: 'integer', minimum, maximum });

const patience = {
  type: 'object',
  additionalProperties: false,
  properties: {
    attempts: whole(1, 1_000),
    delayMs: {
      type: 'object',
      additionalProperties: false,
      required: ['min', 'max'],
      properties: { min: whole(0, 3_600_000), max: whole(0, 3_600_000) },
    },
  },
};

const commands = ['authenticate', 'balance', 'bet', 'win', 'cancel', 'status'] satisfies Command[];

const urlForm = 'a URL, as in https://operator.example/callback';

const entry = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'contract', 'url', 'tokenFiles'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,31}$', description: '1 to 32 of a-z, 0-9 and -' },
    contract: { enum: Object.keys(contracts) },
    url: { type: 'string', pattern: '^https?://[^\\s]+$', description: urlForm },
    tokenFiles: { type: 'array', minItems: 1, maxItems: 10, items: { type: 'string', minLength: 1 } },
    signatureFile: { type: 'string', minLength: 1 },
    currencyDecimals: whole(0, mostDecimals),
    patience: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(commands.map((command) => [command, patience])),
    },
    mostAtOnce: whole(1, 10_000),
    connections: whole(1, 10_000),
    mostQueued: whole(0, 10_000_000),
    paused: { type: 'boolean' },
  } satisfies Record<keyof OperatorEntry, object>,
};

const validate = new Ajv2020({ allErrors: true, verbose: true }).compile<OperatorsFile>({
  type: 'object',
  additionalProperties: false,
  required: ['operators'],
  properties: { operators: { type: 'array', minItems: 1, items: entry } },
});

/** Reads the file and what it names, from the file's folder on. Rejects with `BadOperatorsFile`. */
export async function readOperators(file: string): Promise<ReadOperators> {
  const texts: string[] = [];
  const read = async (name: string): Promise<string> => {
    const text = await readFile(name, 'utf8').catch((error: unknown) => {
      throw new BadOperatorsFile([reasonOf(error)]);
    });
    texts.push(text);
    return text;
  };
  const parsed = parse(await read(file));
  if (!validate(parsed)) throw new BadOperatorsFile((validate.errors ?? []).map(problemOf));
  const problems = repeatedNames(parsed.operators);
  const operators: OperatorSettings[] = [];
  for (const [index, operator] of parsed.operators.entries()) {
    const where = `operators[${index}]`;
    const secretIn = async (field: string, name: string): Promise<string> => {
      const secret = await read(resolve(dirname(file), name)).catch((error: unknown) => {
        problems.push(`${where}.${field}: ${reasonOf(error)}`);
        return undefined;
      });
      return secret?.trim() ?? '';
    };
    operators.push(await settingsOf(operator, where, secretIn, problems));
  }
  if (problems.length > 0) throw new BadOperatorsFile(problems);
  return { operators, fingerprint: JSON.stringify(texts) };
}

async function settingsOf(
  { contract: contractName, tokenFiles, signatureFile, ...rest }: OperatorEntry,
  where: string,
  secretIn: (field: string, name: string) => Promise<string>,
  problems: string[],
): Promise<OperatorSettings> {
  const contract = contractNamed(contractName);
  if (!contract) throw new Error(`there is no contract ${contractName}`);
  if (!URL.canParse(rest.url)) problems.push(`${where}.url must be ${urlForm}`);
  const before = problems.length;
  const tokens: string[] = [];
  for (const [index, name] of tokenFiles.entries()) tokens.push(await secretIn(`tokenFiles[${index}]`, name));
  if (problems.length === before && !tokens.every((token) => /^[!-~]+$/.test(token)))
    problems.push(`${where}.tokenFiles must each hold one token, of printable characters without spaces`);
  if (signatureFile === undefined) return { ...rest, contract, tokens };
  const signingSecret = await secretIn('signatureFile', signatureFile);
  if (problems.length === before && !isSigningSecret(signingSecret))
    problems.push(`${where}.signatureFile must hold one secret: ${signingSecretForm}`);
  return { ...rest, contract, tokens, signingSecret };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadOperatorsFile([`it is no JSON: ${reasonOf(error)}`]);
  }
}

function repeatedNames(operators: readonly OperatorEntry[]): string[] {
  const seen = new Set<string>();
  return operators.flatMap(({ name }, index) => {
    if (seen.has(name)) return [`operators[${index}].name is ${name}, as of another`];
    seen.add(name);
    return [];
  });
}
