/** What both collections leave to whoever runs them. */
export const urlVariable = 'callbackUrl';
export const tokenVariable = 'callbackToken';

/** Where `npm start` serves. */
export const defaultUrl = 'http://127.0.0.1:8080/callback';

export const mediaType = 'application/json';

export function fromVariable(name: string): string {
  return `{{${name}}}`;
}

/** Not the operator's token, whatever that is. */
export const wrongToken = `not-${fromVariable(tokenVariable)}`;
