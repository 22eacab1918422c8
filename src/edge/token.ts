import { hash, timingSafeEqual } from 'node:crypto';

/** Verifies a token in a time that does not depend on how much of it is right. Several are valid during rotation. */
export function tokenVerifier(tokens: readonly string[]): (token: string | undefined) => boolean {
  const longest = Math.max(...tokens.map((token) => Buffer.byteLength(token)));
  const known = tokens.map((token) => padded(token, Buffer.alloc(longest)));
  const given = Buffer.alloc(longest);
  return (token = '') => {
    padded(token, given);
    // Every token is compared in full, so that the time does not tell which was meant either. Tokens are never empty.
    let right = false;
    for (const one of known) right = timingSafeEqual(one, given) || right;
    return right && token !== '' && Buffer.byteLength(token) <= longest;
  };
}

/** Of one length, whatever the token's is, cut off if need be; no token has a zero byte. */
function padded(token: string, room: Buffer): Buffer {
  return room.fill(0, room.write(token));
}

/** What a token is kept as: its SHA-256, in hex. */
export function tokenHash(token: string): string {
  return hash('sha256', token);
}

/** Whether it may be that of a token: of an empty one it may not. */
export function isTokenHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text) && text !== hashOfNothing;
}

/** Finds whose a token is by its hash, in a time that depends neither on whose it is nor on how much of it is right. */
export function tokenFinder<Owner>(
  owners: ReadonlyMap<string, Owner>,
): (token: string | undefined) => Owner | undefined {
  const known = Array.from(owners, ([text, owner]) => ({ hash: Buffer.from(text, 'hex'), owner }));
  return (token = '') => {
    const given = hash('sha256', token, 'buffer');
    let found: Owner | undefined;
    // All are compared, also behind the right one.
    for (const one of known) if (timingSafeEqual(one.hash, given)) found = one.owner;
    return found;
  };
}

const hashOfNothing = tokenHash('');
