/** Who may call: keys, known by their hashes. */
import { randomBytes } from 'node:crypto';
import { tokenFinder } from '../edge/token.ts';
import type { Key } from './store/store.ts';

/** A new key's token: it says what it is, so that who finds one knows what to revoke. */
export function newToken(): string {
  return `relay_${randomBytes(32).toString('base64url')}`;
}

export const keyNameForm = '1 to 64 letters, digits and any of . _ -';

export function isKeyName(name: string): boolean {
  return /^[\w.-]{1,64}$/.test(name);
}

/** What is known of whoever calls. */
export type Caller = Pick<Key, 'name' | 'scopes' | 'operators'>;

/** Finds whose request it is by its `Authorization`; nothing for none, a revoked and an unknown one. */
export type FindCaller = (authorization: string | undefined) => Caller | undefined;

export function callerFinder(keys: readonly Key[]): FindCaller {
  const valid = keys.filter(({ revokedAtMs }) => revokedAtMs === undefined);
  const find = tokenFinder<Caller>(new Map(valid.map((key) => [key.hash, key])));
  return (authorization = '') => {
    const [, token] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    return token === undefined ? undefined : find(token);
  };
}
