/** What a key may do. `send` moves money and asks operators, `read` looks, `operate` retries, resolves, pauses and reloads. */
export const scopes = ['send', 'read', 'operate'] as const;
export type Scope = (typeof scopes)[number];

export function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}
