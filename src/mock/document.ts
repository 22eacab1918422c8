/** Looks into the contract's JSON document without believing anything about its shape. */

/** What stands at `path` inside `item`, references into `document` followed. */
export function at(document: unknown, item: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => followed(document, property(inner, key)), followed(document, item));
}

/** The properties of an object; of anything else none. */
export function entries(item: unknown): [name: string, value: unknown][] {
  return isObject(item) ? Object.entries(item) : [];
}

export function isObject(item: unknown): item is Record<string, unknown> {
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}

export function property(item: unknown, key: string): unknown {
  return isObject(item) && Object.hasOwn(item, key) ? item[key] : undefined;
}

function followed(document: unknown, item: unknown): unknown {
  const reference = property(item, '$ref');
  return typeof reference === 'string' ? at(document, document, ...reference.split('/').slice(1)) : item;
}
