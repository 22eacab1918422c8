import { expect, it } from 'vitest';
import v1 from '../../generated/v1/openapi.json' with { type: 'json' };
import v4 from '../../generated/v4/openapi.json' with { type: 'json' };

interface Field extends Record<string, unknown> {
  readonly type?: string | string[];
  readonly $ref?: string;
  readonly properties?: Record<string, Field>;
}
const schemas = [v1, v4].flatMap(({ info, components }) =>
  Object.entries(components.schemas as unknown as Record<string, Field>).map(
    ([name, schema]) => [`${info.version} ${name}`, schema] as const,
  ),
);

const limits: Record<string, string[][]> = {
  string: [['maxLength', 'minLength'], ['maxLength', 'pattern'], ['maxLength'], ['enum'], ['const']],
  number: [['minimum', 'maximum']],
  integer: [['minimum', 'maximum'], ['minimum', 'format'], ['const']],
  object: [['properties']],
  array: [['items', 'maxItems']],
  // Both of its values are as good.
  boolean: [[]],
};

const fields = schemas.flatMap(([name, schema]) => [
  [name, schema] as const,
  ...Object.entries(schema.properties ?? {}).map(([key, field]) => [`${name}.${key}`, field] as const),
]);

it.each(fields.filter(([, field]) => !field.$ref && !field['anyOf'] && !field['oneOf']))(
  '%s has a type, a description, limits and an example',
  (_name, field) => {
    expect(field['description']).toBeTypeOf('string');
    for (const type of [field.type ?? 'none'].flat()) {
      expect(Object.keys(limits)).toContain(type);
      expect(limits[type]?.some((keys) => keys.every((key) => key in field))).toBe(true);
    }
    if (field.type !== 'object') expect('examples' in field || 'const' in field).toBe(true);
  },
);
