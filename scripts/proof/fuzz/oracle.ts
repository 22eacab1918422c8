/** Says what a server must say of a request, from the contract alone: no line of it is shared with the servers. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import contract from '../../../generated/v1/openapi.json' with { type: 'json' };

/** The fields that are outside the contract; none when the request is within it. */
type InvalidFields = readonly string[];

const ajv = new Ajv2020({
  strict: false,
  strictNumbers: true,
  allErrors: true,
  formats: { decimal: true, int64: true },
  schemas: [{ $id: 'contract', ...contract }],
});
const validators = new Map(Object.keys(contract.webhooks).map((command) => [command, compiled(command)]));

function compiled(command: string): ValidateFunction {
  return ajv.compile({ $ref: `contract#/webhooks/${command}/post/requestBody/content/application~1json/schema` });
}

export function invalidFields(text: string): InvalidFields {
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
  const validate = 'command' in body && typeof body.command === 'string' ? validators.get(body.command) : undefined;
  if (!validate) return ['command'];
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
  return [...exactness(data, sources), ...unpaired({ timestamp }, ''), ...unpaired(data, 'data.')];
}

/** Text that UTF-8 can't carry. */
function unpaired(fields: Readonly<Record<string, unknown>>, prefix: string): InvalidFields {
  const texts = ['timestamp', 'account', 'round_id', 'game_code', 'game_name', 'game_type'];
  return texts.filter((name) => /\p{Surrogate}/u.test(String(fields[name]))).map((name) => prefix + name);
}

/** What floats can't tell: the cents of an amount, and the last digits of an id. */
function exactness(data: Readonly<Record<string, unknown>>, sources: ReadonlyMap<string, string>): InvalidFields {
  const wrong: string[] = [];
  if (typeof data['amount'] === 'number') {
    const cents = shifted(sources.get('amount') ?? '', 2);
    if (cents === undefined || cents >= 10n ** 18n) wrong.push('data.amount');
  }
  const id = typeof data['trans_id'] === 'string' ? data['trans_id'] : sources.get('trans_id');
  if (data['trans_id'] !== undefined) {
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
