/** What a field must be, in the words of the API's document (`x-form`): its patterns are for programs. */
import document from '../../generated/relay/openapi.json' with { type: 'json' };

type Replacement = readonly [validators: string, ours: string];

const replacements = replacementsIn(document);

function replacementsIn(part: unknown): Replacement[] {
  if (typeof part !== 'object' || part === null) return [];
  const inside = Object.values(part).flatMap(replacementsIn);
  if (!('pattern' in part && 'x-form' in part)) return inside;
  return [[`match pattern "${String(part.pattern)}"`, `be ${String(part['x-form'])}`], ...inside];
}

/** What the validator says, without patterns. */
export function inWords(message: string): string {
  return replacements.reduce((text, [validators, ours]) => text.replaceAll(validators, ours), message);
}
