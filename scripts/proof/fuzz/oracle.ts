/** Says what a server must say of a request, from the contract alone: no line of it is shared with the servers. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ContractName, type Document, documents, players } from './documents.ts';

/** The fields that are outside the contract; none when the request is within it. */
type InvalidFields = readonly string[];

const validators: Readonly<Record<ContractName, ReadonlyMap<string, ValidateFunction>>> = {
  v1: compiled(documents.v1),
  v4: compiled(documents.v4),
};

function compiled(contract: Document): Map<string, ValidateFunction> {
  const formats = { decimal: true, int64: true } as const;
  const schemas = [{ $id: 'contract', ...contract }];
  const ajv = new Ajv2020({ strict: false, strictNumbers: true, allErrors: true, formats, schemas });
  const schemaOf = (command: string): string =>
    `contract#/webhooks/${command}/post/requestBody/content/application~1json/schema`;
  return new Map(Object.keys(contract.webhooks).map((command) => [command, ajv.compile({ $ref: schemaOf(command) })]));
}

export function invalidFields(contract: ContractName, text: string): InvalidFields {
  const sources = new Map<string, string>();
  let body: unknown;
  try {
    body = JSON.parse(text);
    // The digits of each number, by its field; of two fields with one name the last counts, as in the value.
    (
      JSON.parse as (
        text: string,
        reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown,
      ) => unknown
    )(text, (key, value, { source }) => {
      if (typeof value === 'number' && source !== undefined) sources.set(key, source);
      return value;
    });
  } catch {
    return ['the body'];
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return ['the body'];
  const validate =
    'command' in body && typeof body.command === 'string' ? validators[contract].get(body.command) : undefined;
  if (!validate) return ['command'];
  if (namesItself(body)) return ['data.cancel_trans_guid'];
  if (!validate(body)) {
    return (validate.errors ?? []).map(
      ({ instancePath, params }) =>
        [
          ...instancePath.split('/').slice(1),
          ...('missingProperty' in params ? [String(params['missingProperty'])] : []),
        ].join('.') || 'the body',
    );
  }
  const { data, timestamp } = body as { data: Readonly<Record<string, unknown>>; timestamp: unknown };
  return [
    ...exactness(contract, data, sources),
    ...unpaired(contract, { timestamp }, ''),
    ...unpaired(contract, data, 'data.'),
  ];
}

/** A cancel of v4 that is to undo itself. */
function namesItself(body: object): boolean {
  const { command, data } = body as { command?: unknown; data?: unknown };
  if (command !== 'cancel' || typeof data !== 'object' || data === null || !('cancel_trans_guid' in data)) return false;
  return 'trans_guid' in data && data.trans_guid === data.cancel_trans_guid;
}

/** Text that UTF-8 can't carry. */
function unpaired(contract: ContractName, fields: Readonly<Record<string, unknown>>, prefix: string): InvalidFields {
  return texts[contract].filter((name) => /\p{Surrogate}/u.test(String(fields[name]))).map((name) => prefix + name);
}

const common = ['timestamp', 'account', 'round_id', 'game_code', 'game_type'];
const texts: Readonly<Record<ContractName, readonly string[]>> = {
  v1: [...common, 'game_name'],
  v4: [...common, 'gplay_id', 'trans_guid', 'cancel_trans_guid'],
};

/** What floats can't tell: the minor units of an amount, and the last digits of an id. */
function exactness(
  contract: ContractName,
  data: Readonly<Record<string, unknown>>,
  sources: ReadonlyMap<string, string>,
): InvalidFields {
  const wrong: string[] = [];
  if (typeof data['amount'] === 'number') {
    const minor = shifted(sources.get('amount') ?? '', players[contract].decimals);
    if (minor === undefined || minor >= 10n ** 18n) wrong.push('data.amount');
  }
  const id = typeof data['trans_id'] === 'string' ? data['trans_id'] : sources.get('trans_id');
  if (contract === 'v1' && data['trans_id'] !== undefined) {
    const whole = shifted(id ?? '', 0);
    if (whole === undefined || whole >= 2n ** 63n) wrong.push('data.trans_id');
  }
  return wrong;
}

/** The number times a power of ten, when that is whole: its point moved through its digits. */
function shifted(text: string, places: number): bigint | undefined {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const move = places + Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + move;
  if (point > 400) return undefined;
  const kept = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const cut = point > 0 ? digits.slice(point) : digits;
  return /[1-9]/.test(cut) ? undefined : BigInt(kept);
}
