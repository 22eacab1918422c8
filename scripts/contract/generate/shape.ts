import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { DeliveryPolicy } from '../../../src/contract/contract.ts';

const wholeNumberFrom = (minimum: number): object => ({ type: 'integer', minimum });

const delivery = {
  type: 'object',
  required: ['checks', 'deadlineMs', 'attempts', 'whenUnresolved'],
  additionalProperties: false,
  properties: {
    checks: { type: 'string', pattern: '^(\\d+(, ?\\d+)*)?$', description: 'the numbers of checks, as in "21,22"' },
    deadlineMs: wholeNumberFrom(1),
    attempts: wholeNumberFrom(1),
    delayMs: {
      type: 'object',
      required: ['min', 'max'],
      additionalProperties: false,
      properties: { min: wholeNumberFrom(0), max: wholeNumberFrom(0) },
    },
    until: { enum: ['accepted'] },
    whenUnresolved: { enum: ['nothing', 'cancel'] },
  } satisfies Record<keyof DeliveryPolicy, object>,
  if: { properties: { attempts: { minimum: 2 } } },
  then: { required: ['delayMs'] },
};

const operation = {
  type: 'object',
  required: ['summary', 'description', 'x-delivery', 'requestBody', 'responses'],
  properties: { 'x-delivery': delivery },
};

/** What `Contract` says, as far as a slip of the pen in it would otherwise be found late or never. */
const contract = {
  type: 'object',
  required: ['info', 'webhooks', 'components'],
  properties: {
    info: {
      type: 'object',
      required: ['version'],
      properties: {
        version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$', description: 'three numbers, as in 1.0.0' },
      },
    },
    webhooks: {
      type: 'object',
      additionalProperties: { type: 'object', required: ['post'], properties: { post: operation } },
    },
    components: {
      type: 'object',
      required: ['schemas'],
      properties: {
        schemas: { type: 'object', additionalProperties: { $ref: 'https://json-schema.org/draft/2020-12/schema' } },
      },
    },
  },
};

const validate = new Ajv2020({ strict: false, allErrors: true, verbose: true, logger: false }).compile(contract);

/** What keeps a bundle from being a contract to generate from, a line each; empty when nothing does. */
export function mistakesIn(bundled: unknown): string[] {
  validate(bundled);
  const mistakes = new Map<string, string>();
  for (const error of validate.errors ?? []) {
    // A choice is told by the first of its branches.
    if (['if', 'anyOf'].includes(error.keyword)) continue;
    const place = placeOf(error);
    if (!mistakes.has(place)) mistakes.set(place, `${place} ${inWords(error)}`);
  }
  return [...mistakes].map(([place, told]) =>
    place.startsWith('components.') ? `${told}. \`npm run lint:contract\` tells file and line` : told,
  );
}

/** As in `webhooks.bet.post.x-delivery.deadlineMs`, also for what is missing or too much there. */
function placeOf({ instancePath, params }: ErrorObject): string {
  const last: unknown = params['missingProperty'] ?? params['additionalProperty'];
  const keys = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return [...keys, ...(typeof last === 'string' ? [last] : [])].join('.');
}

function inWords({ keyword, message, parentSchema, data }: ErrorObject): string {
  if (keyword === 'required') return 'is missing';
  if (keyword === 'additionalProperties') return 'is not known';
  const description: unknown = parentSchema?.['description'];
  const allowed: unknown = parentSchema?.['enum'];
  const must =
    typeof description === 'string'
      ? `must be ${description}`
      : Array.isArray(allowed)
        ? `must be one of ${allowed.join(', ')}`
        : message;
  return `${must}; it is ${JSON.stringify(data)}`;
}
