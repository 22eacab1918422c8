/** What Ajv finds wrong in a file, in words for who writes it. */
import type { ErrorObject } from 'ajv/dist/2020.js';

/** Where in the file, as `operators[3].url` for `/operators/3/url`, and what is wrong there. A pattern is told by its description. */
export function problemOf(error: ErrorObject): string {
  const { instancePath } = error;
  const where =
    instancePath
      .slice(1)
      .replaceAll(/\/(\d+)/g, '[$1]')
      .replaceAll('/', '.') || 'the file';
  return `${where} ${whatIsWrong(error)}`;
}

const types: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
};

function whatIsWrong({ keyword, params, parentSchema = {}, message = '' }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return `has ${String(params['additionalProperty'])}, which is not known`;
    case 'required':
      return `must have ${String(params['missingProperty'])}`;
    case 'enum':
      return `must be one of ${String(params['allowedValues']).replaceAll(',', ', ')}`;
    case 'pattern':
      return `must be ${String(parentSchema['description'])}`;
    case 'type':
      return `must be ${types[String(params['type'])] ?? String(params['type'])}`;
    case 'minItems':
      return 'must name at least one';
    case 'maxItems':
      return `must name at most ${String(params['limit'])}`;
    case 'minLength':
      return 'must not be empty';
    case 'minimum':
      return `must be ${String(params['limit'])} or more`;
    case 'maximum':
      return `must be ${String(params['limit'])} or less`;
    default:
      return message;
  }
}
