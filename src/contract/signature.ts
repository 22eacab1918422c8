/**
 * Signed callbacks: an HMAC-SHA256 over id, timestamp and the raw body, in the headers of Standard Webhooks.
 *
 * Written on `node:crypto`. The package `standardwebhooks` (1.1.1, of 2026-08) turns a body into text before it verifies it, so that
 * other bytes can pass for those that were signed, knows one secret at a time, and makes the HMAC in JavaScript.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** In lower case, as Node gives them. */
export const signatureHeaders = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
} as const;

/** How far the time of a signature may be off, before or behind. */
export const signatureToleranceSeconds = 300;

/** What a secret must be, in words. */
export const signingSecretForm = 'whsec_ and then 24 to 64 bytes in base64';

/** Why a request does not count as signed, in words. */
export const signatureProblems = {
  unsigned: 'the callback is not signed',
  'malformed-signature': 'a header of the signature is missing, there twice, or not of its form',
  'stale-signature': `the time of the signature is more than ${signatureToleranceSeconds} seconds off`,
  'wrong-signature': 'the signature is wrong',
} as const;
export type SignatureProblem = keyof typeof signatureProblems;

/** Verifies a request by its headers, names in lower case, and its body as it came. Never throws. */
export type SignatureVerifier = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: Uint8Array,
  nowMs: number,
) => SignatureProblem | undefined;

/** Signs a body, and gives the headers that go with it. */
export type Signer = (id: string, body: string | Uint8Array, nowMs: number) => Readonly<Record<string, string>>;

/** A full stop ends the id in what is signed, so none may be in it. */
const idForm = /^[!--/-~]{1,255}$/;
const timestampForm = /^[0-9]{1,12}$/;
/** Each with its version. Two headers of one name come as one, with a comma and a blank between them, which is none of these. */
const signaturesForm = /^v[0-9a-z]+,[\w+/=-]+( v[0-9a-z]+,[\w+/=-]+)*$/;
/** Of an HMAC-SHA256, in base64. */
const version1 = /^v1,([A-Za-z0-9+/]{43}=)$/;

/** A request is signed when any of its signatures is right under any of the secrets. Throws `RangeError` without a secret, or for one that is none. */
export function signatureVerifier(secrets: readonly string[]): SignatureVerifier {
  const keys = secrets.map(keyOf);
  if (keys.length === 0) throw new RangeError('at least one signing secret is needed');
  return (headers, body, nowMs) => {
    const id = headers[signatureHeaders.id];
    const timestamp = headers[signatureHeaders.timestamp];
    const signatures = headers[signatureHeaders.signature];
    if (id === undefined && timestamp === undefined && signatures === undefined) return 'unsigned';
    if (!isLike(id, idForm) || !isLike(timestamp, timestampForm) || !isLike(signatures, signaturesForm))
      return 'malformed-signature';
    if (Math.abs(inSeconds(nowMs) - Number(timestamp)) > signatureToleranceSeconds) return 'stale-signature';
    const given = signatures.split(' ').flatMap((one) => version1.exec(one)?.[1] ?? []);
    let right = false;
    for (const key of keys) {
      const expected = Buffer.from(signatureOf(key, id, timestamp, body));
      // Each is compared, and in full, so that the time tells nothing.
      for (const one of given) right = timingSafeEqual(Buffer.from(one), expected) || right;
    }
    return right ? undefined : 'wrong-signature';
  };
}

/** Throws `RangeError` for a secret that is none. */
export function signerWith(secret: string): Signer {
  const key = keyOf(secret);
  return (id, body, nowMs) => {
    if (!idForm.test(id))
      throw new RangeError('the id of a signed request must be printable ASCII without a full stop');
    const timestamp = String(inSeconds(nowMs));
    return {
      [signatureHeaders.id]: id,
      [signatureHeaders.timestamp]: timestamp,
      [signatureHeaders.signature]: `v1,${signatureOf(key, id, timestamp, body)}`,
    };
  };
}

export function isSigningSecret(secret: string): boolean {
  return bytesOf(secret) !== undefined;
}

function keyOf(secret: string): KeyObject {
  const bytes = bytesOf(secret);
  if (!bytes) throw new RangeError(`a signing secret must be ${signingSecretForm}`);
  return createSecretKey(bytes);
}

function bytesOf(secret: string): Buffer | undefined {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] ?? '';
  const bytes = Buffer.from(base64, 'base64');
  const whole = bytes.toString('base64') === base64;
  return whole && bytes.length >= 24 && bytes.length <= 64 ? bytes : undefined;
}

function signatureOf(key: KeyObject, id: string, timestamp: string, body: string | Uint8Array): string {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
}

function isLike(header: string | readonly string[] | undefined, form: RegExp): header is string {
  return typeof header === 'string' && form.test(header);
}

function inSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
