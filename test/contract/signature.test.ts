import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/contracts.ts';
import {
  isSigningSecret,
  signatureHeaders,
  signatureToleranceSeconds,
  signatureVerifier,
  signerWith,
} from '../../src/contract/signature.ts';

const secretOf = (text: string): string => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`;
const [old, next] = [secretOf('the old one'), secretOf('the next one')];
const now = 1_795_742_400_000;
const body = Buffer.from('{"command":"bet","data":{"account":"ännä"}}');
const right = signerWith(old)('msg_1', body, now);
const verify = signatureVerifier([old]);
const { id, timestamp, signature } = signatureHeaders;

describe('a signature', () => {
  it('is what Standard Webhooks say', () => {
    const key = Buffer.from(old.slice('whsec_'.length), 'base64');
    const over = Buffer.concat([Buffer.from('msg_1.1795742400.'), body]);
    expect(right).toEqual({
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1795742400',
      'webhook-signature': `v1,${createHmac('sha256', key).update(over).digest('base64')}`,
    });
  });

  it('of the example in the standard is the one that it gives', () => {
    const example = signerWith('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    expect(example('msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', 1_614_265_330_000)[signature]).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('is right for the bytes that were signed', () => {
    expect(verify(right, body, now)).toBeUndefined();
  });

  it.each([
    ['another byte', Buffer.concat([body, Buffer.from(' ')])],
    ['none', Buffer.alloc(0)],
  ])('is wrong for %s', (_what, other) => {
    expect(verify(right, other, now)).toBe('wrong-signature');
  });

  it('is over bytes, and not over what they read as', () => {
    const [one, other] = [Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xfe, 0x22])];
    expect(one.toString()).toBe(other.toString());
    expect(verify(signerWith(old)('msg_1', one, now), other, now)).toBe('wrong-signature');
  });

  it.each([
    [-signatureToleranceSeconds, undefined],
    [-signatureToleranceSeconds - 1, 'stale-signature'],
    [signatureToleranceSeconds, undefined],
    [signatureToleranceSeconds + 1, 'stale-signature'],
  ])('that is %d s off is %s', (offSeconds, problem) => {
    expect(verify(signerWith(old)('msg_1', body, now + offSeconds * 1_000), body, now)).toBe(problem);
  });

  it('is right under either secret while one replaces the other, and beside others', () => {
    const both = signatureVerifier([old, next]);
    const byNext = signerWith(next)('msg_1', body, now);
    expect([both(right, body, now), both(byNext, body, now)]).toEqual([undefined, undefined]);
    expect(verify(byNext, body, now)).toBe('wrong-signature');
    const several = `v1a,AAAA ${byNext[signature]} ${right[signature]}`;
    expect(verify({ ...right, [signature]: several }, body, now)).toBeUndefined();
  });

  it.each<[string, Record<string, string | string[] | undefined>, string]>([
    ['no header', { [id]: undefined, [timestamp]: undefined, [signature]: undefined }, 'unsigned'],
    ['no id', { [id]: undefined }, 'malformed-signature'],
    ['no timestamp', { [timestamp]: undefined }, 'malformed-signature'],
    ['no signature', { [signature]: undefined }, 'malformed-signature'],
    ['an empty id', { [id]: '' }, 'malformed-signature'],
    ['an id with a full stop', { [id]: 'msg.1' }, 'malformed-signature'],
    ['an id that is not ASCII', { [id]: 'mäg_1' }, 'malformed-signature'],
    ['another id', { [id]: 'msg_2' }, 'wrong-signature'],
    ['the id twice', { [id]: 'msg_1, msg_1' }, 'malformed-signature'],
    ['the id as a list', { [id]: ['msg_1', 'msg_1'] }, 'malformed-signature'],
    ['a timestamp that is no number', { [timestamp]: 'now' }, 'malformed-signature'],
    ['a negative timestamp', { [timestamp]: '-1795742400' }, 'malformed-signature'],
    ['a timestamp in another writing', { [timestamp]: '1795742400.0' }, 'malformed-signature'],
    ['another timestamp', { [timestamp]: '1795742401' }, 'wrong-signature'],
    ['the timestamp twice', { [timestamp]: '1795742400, 1795742400' }, 'malformed-signature'],
    ['a huge timestamp', { [timestamp]: '9'.repeat(400) }, 'malformed-signature'],
    ['an empty signature', { [signature]: '' }, 'malformed-signature'],
    ['a signature without version', { [signature]: right[signature]?.slice(3) }, 'malformed-signature'],
    [
      'the signature under another version',
      { [signature]: right[signature]?.replace('v1,', 'v2,') },
      'wrong-signature',
    ],
    [
      'a signature that is too short',
      { [signature]: right[signature]?.replace('=', '').slice(0, -4) },
      'wrong-signature',
    ],
    ['a signature that is too long', { [signature]: `${right[signature]}AAAA` }, 'wrong-signature'],
    ['a signature without its padding', { [signature]: right[signature]?.replace('=', '') }, 'wrong-signature'],
    ['a signature that is not ASCII', { [signature]: 'v1,ä' }, 'malformed-signature'],
    ['the signature twice', { [signature]: `${right[signature]}, ${right[signature]}` }, 'malformed-signature'],
    ['signatures as a list', { [signature]: [right[signature] ?? ''] }, 'malformed-signature'],
    ['blanks before it', { [signature]: ` ${right[signature]}` }, 'malformed-signature'],
    [
      'a thousand wrong ones',
      {
        [signature]: Array(1_000)
          .fill(`v1,${'A'.repeat(43)}=`)
          .join(' '),
      },
      'wrong-signature',
    ],
  ])('with %s is refused', (_what, change, problem) => {
    expect(verify({ ...right, ...change }, body, now)).toBe(problem);
  });

  it('is made by no id that could not be verified', () => {
    for (const wrong of ['', 'a.b', 'a b', 'ä']) expect(() => signerWith(old)(wrong, body, now)).toThrow(RangeError);
  });
});

it.each([
  ['a secret', old, true],
  ['of 24 bytes', `whsec_${'A'.repeat(32)}`, true],
  ['of 64 bytes', `whsec_${Buffer.alloc(64).toString('base64')}`, true],
  ['of 23 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`, false],
  ['of 65 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`, false],
  ['without its beginning', old.slice(6), false],
  ['in another base64', `whsec_${'_'.repeat(32)}`, false],
  ['with a blank', `${old} `, false],
  ['that is empty', '', false],
])('a secret %s: %s', (_what, secret, is) => {
  expect(isSigningSecret(secret)).toBe(is);
  if (is) expect(signatureVerifier([secret])).toBeInstanceOf(Function);
  else expect(() => signatureVerifier([secret])).toThrow('a signing secret must be whsec_');
});

it('nothing is verified without a secret', () => {
  expect(() => signatureVerifier([])).toThrow('at least one signing secret');
});

it.each(Object.values(contracts))('contract $name names the headers, and demands none', ({ name }) => {
  const parameters = headersIn(name);
  expect(parameters.map((parameter) => parameter.name.toLowerCase())).toEqual(Object.values(signatureHeaders));
  expect(parameters.map(({ required }) => required)).toEqual([false, false, false]);
  for (const { name: header, schema, example } of parameters) {
    if (schema.pattern !== undefined) expect(example, header).toMatch(new RegExp(schema.pattern));
  }
});

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: { readonly pattern?: string };
  readonly example: string;
}

/** The contract as it is given to partners. */
function headersIn(name: string): Parameter[] {
  const { paths, components } = JSON.parse(readFileSync(`generated/${name}/openapi.json`, 'utf8')) as {
    paths: Record<string, { post: { parameters: { $ref: string }[] } }>;
    components: { parameters: Record<string, Parameter> };
  };
  const used = paths['/callback']?.post.parameters.map(({ $ref }) => $ref.split('/').at(-1) ?? '') ?? [];
  return used.flatMap((key) => components.parameters[key] ?? []);
}
