/** Requests made from the contract's schemas: within it, and one step beside it. */
import fc from 'fast-check';
import type { Document, Schema } from './documents.ts';

/** A number as it is written; what floats do to it is the receiver's to get right. */
export class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Item = null | boolean | string | Digits | Item[] | { [name: string]: Item };

type Components = Document['components']['schemas'];

function bodiesOf({ webhooks, components }: Document, command: string): fc.Arbitrary<string> {
  const schema = webhooks[command]?.post.requestBody.content['application/json'].schema ?? {};
  const valid = within(schema, components.schemas);
  return fc.oneof(
    { weight: 9, arbitrary: valid.map(written) },
    { weight: 9, arbitrary: valid.chain(changed).map(written) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(valid.map(written), fc.nat(), fc.nat(127))
        .map(([text, at, byte]) => withByte(text, at, byte)),
    },
  );
}

/** A value of the contract, with its numbers as they are written there. */
function asWritten(value: unknown): Item {
  if (typeof value === 'number') return new Digits(String(value));
  if (Array.isArray(value)) return value.map(asWritten);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asWritten(inner)]));
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** What the schema allows, its examples often, so that requests meet players and transactions that are there. */
function within(schema: Schema, components: Components): fc.Arbitrary<Item> {
  if (schema.$ref !== undefined) return within(components[schema.$ref.split('/').at(-1) ?? ''] ?? {}, components);
  if (schema.const !== undefined) return fc.constant(asWritten(schema.const));
  if (schema.properties) return objectOf(schema, components);
  if (schema.enum) return fc.constantFrom(...schema.enum.map(asWritten));
  const kinds = [schema.type ?? []].flat().map((type) => ofType(type, schema, components));
  const examples = (schema.examples ?? []).map(asWritten);
  return examples.length === 0 ? fc.oneof(...kinds) : fc.oneof(fc.constantFrom<Item[]>(...examples), ...kinds);
}

function ofType(type: string, schema: Schema, components: Components): fc.Arbitrary<Item> {
  switch (type) {
    case 'string':
      return stringOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(within(schema.items ?? {}, components), { maxLength: 3 });
    case 'null':
      return fc.constant(null);
    default:
      return fc.constant({});
  }
}

function objectOf({ properties = {}, required = [] }: Schema, components: Components): fc.Arbitrary<Item> {
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, within(schema, components)])),
    { requiredKeys: [...required] },
  );
  return fc.oneof(
    { weight: 4, arbitrary: known },
    {
      weight: 1,
      arbitrary: fc.tuple(known, unknownField).map(([item, [name, value]]) => ({ [name]: value, ...item })),
    },
  );
}

const anything: fc.Arbitrary<Item> = fc.oneof(
  fc.constantFrom<Item[]>(
    null,
    true,
    false,
    '',
    ' ',
    'x',
    '1',
    '0',
    '-1',
    'a b',
    '\u0000',
    '\ud800',
    'é',
    '😀'.repeat(70),
    [],
    ['21'],
    {},
    { account: 'x' },
  ),
  fc
    .constantFrom(
      '0',
      '-0',
      '-1',
      '1',
      '0.5',
      '0.05',
      '0.001',
      '1.10',
      '1e2',
      '1E-2',
      '1e-3',
      '1e400',
      '-1e400',
      '9007199254740993',
      '9223372036854775807',
    )
    .map((text) => new Digits(text)),
  fc
    .constantFrom(
      '9223372036854775808',
      '1e18',
      '10000000000000000',
      '10000000000000000.01',
      '10000000000000000.001',
      '0.10000000000000001',
      '1.0000000000000000',
    )
    .map((text) => new Digits(text)),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

const unknownField = fc.tuple(
  fc
    .string({ maxLength: 12 })
    .filter((name) => !(name in {}) && !['command', 'data', 'timestamp', 'check'].includes(name)),
  anything,
);

function stringOf({ pattern, minLength = 0, maxLength = 300 }: Schema): fc.Arbitrary<string> {
  const texts =
    pattern === undefined
      ? fc.string({ unit: 'binary', minLength, maxLength })
      : fc.stringMatching(new RegExp(pattern, 'u'));
  return texts.filter((text) => {
    // In code points, as JSON Schema counts.
    const { length } = Array.from(text);
    return length >= minLength && length <= maxLength;
  });
}

/** In hundredths: some whole, since there are currencies that have no others. */
const sizes = [fc.bigInt(0n, 100_000n), fc.bigInt(0n, 1_000n).map((whole) => whole * 100n)];

function numberOf({ format, minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema): fc.Arbitrary<Digits> {
  if (format === 'int64') return fc.bigInt(BigInt(minimum), 2n ** 63n - 1n).map((id) => new Digits(String(id)));
  if (format !== 'decimal')
    return fc
      .integer({ min: minimum, max: Math.min(maximum, Number.MAX_SAFE_INTEGER) })
      .map((number) => new Digits(String(number)));
  return fc
    .tuple(fc.oneof(...sizes, fc.bigInt(0n, BigInt(maximum) * 100n - 1n)), fc.constantFrom(0, 1, 2))
    .map(([minor, form]) => {
      const cents = String(minor % 100n).padStart(2, '0');
      const plain = `${minor / 100n}.${cents}`;
      return new Digits([plain, `${plain}00`, `${minor}e-2`][form] ?? plain);
    });
}

/** One field, or the whole, left out or replaced. */
function changed(item: Item): fc.Arbitrary<Item> {
  return fc
    .tuple(fc.constantFrom(...placesIn(item)), fc.oneof(fc.constant(undefined), anything))
    .map(([place, value]) => replaced(item, place, value) ?? null);
}

function placesIn(item: Item): string[][] {
  if (item === null || typeof item !== 'object' || Array.isArray(item) || item instanceof Digits) return [[]];
  return [[], ...Object.entries(item).flatMap(([name, inner]) => placesIn(inner).map((place) => [name, ...place]))];
}

function replaced(item: Item, [name, ...rest]: readonly string[], value: Item | undefined): Item | undefined {
  if (name === undefined) return value;
  const fields = Object.entries(item as Record<string, Item>).map(
    ([key, inner]) => [key, key === name ? replaced(inner, rest, value) : inner] as const,
  );
  return Object.fromEntries(fields.filter((field): field is [string, Item] => field[1] !== undefined));
}

function written(item: Item): string {
  if (item instanceof Digits) return item.text;
  if (Array.isArray(item)) return `[${item.map(written).join(',')}]`;
  if (item === null || typeof item !== 'object') return JSON.stringify(item);
  return `{${Object.entries(item)
    .map(([name, inner]) => `${JSON.stringify(name)}:${written(inner)}`)
    .join(',')}}`;
}

function withByte(text: string, at: number, byte: number): string {
  const place = at % text.length;
  // As it is sent: UTF-8 has nothing for half of a character that was cut in two.
  return (text.slice(0, place) + String.fromCharCode(byte) + text.slice(place + 1)).toWellFormed();
}

/** The body of a request of any command of the contract; about half of them are changed in one place. */
export function bodies(document: Document): fc.Arbitrary<string> {
  return fc.oneof(...Object.keys(document.webhooks).map((command) => bodiesOf(document, command)));
}
