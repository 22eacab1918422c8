/** Text that came from elsewhere, made fit to be looked at. */

/**
 * Shows what would act instead of being read: control characters (a terminal obeys them, XML 1.0 forbids
 * them), marks that turn the direction of writing, halves of characters. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\n\t]|\p{Bidi_Control}|[\uFFFE\uFFFF]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\uFFFD';
  });
}

/** For places that have one line: a table, an attribute. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/gu, ' ').trim();
}

/** JSON in which nothing acts either, with the same content: what JSON leaves as it is becomes an escape of its own. */
export function visibleJson(json: string): string {
  return json.replace(
    /[^\P{Cc}\n]|\p{Bidi_Control}|[\uFFFE\uFFFF]/gu,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * A URL, or what was meant for one, without what may be secret: user, password, query. Of what can't be read as a URL only
 * the beginning is left, since nobody knows what a part of it was meant to be.
 */
export function withoutSecrets(url: string): string {
  if (!/[:@?#]/.test(url)) return url;
  const read = /^[a-z]+:\/\/[^/]/i.test(url) ? URL.parse(url) : null;
  if (!read || read.pathname.includes('@')) return `${/^[a-z]+:\/*/i.exec(url)?.[0] ?? ''}…`;
  return `${read.protocol}//${read.host}${read.pathname}${read.search === '' ? '' : '?…'}`;
}
