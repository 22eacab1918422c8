/** Signatures as a partner would verify them by hand. */
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Has } from './defects.ts';

const toleranceSeconds = 300;

/** Whether the callback is signed by this secret, `whsec_` and base64. */
export function isSigned(secret: string, headers: IncomingHttpHeaders, body: Buffer, has: Has): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': given } = headers;
  if (has('signature-unchecked') || (given === undefined && has('signature-optional'))) return true;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof given !== 'string') return false;
  const ageSeconds = Date.now() / 1_000 - Number(timestamp);
  if (ageSeconds > toleranceSeconds && !has('signature-of-any-age')) return false;
  if (ageSeconds < -toleranceSeconds && !has('signature-of-the-future')) return false;
  if (has('signature-only-there')) return true;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const over = (...parts: string[]): string =>
    `v1,${createHmac('sha256', key).update(parts.join('.')).digest('base64')}`;
  const signatures = has('signature-first-only') ? given.split(' ').slice(0, 1) : given.split(' ');
  const text = has('signature-of-other-bytes') ? anew(body) : body.toString();
  const right = over(id, timestamp, text);
  if (has('signature-by-its-start')) return signatures.some((one) => one.slice(0, 12) === right.slice(0, 12));
  if (has('signature-of-any-version')) return signatures.some((one) => one.replace(/^v\d+,/, 'v1,') === right);
  return signatures.includes(right);
}

function anew(body: Buffer): string {
  try {
    return JSON.stringify(JSON.parse(body.toString()));
  } catch {
    return body.toString();
  }
}
