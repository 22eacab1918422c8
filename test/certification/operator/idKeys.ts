/** By what the operator takes two ids for one. */
import { crc32 } from 'node:zlib';
import type { Defect, Has } from './defects.ts';
import type { Asked } from './request.ts';

const keys: readonly (readonly [Defect, (id: string) => string])[] = [
  ['guid-cut-to-50', (id) => Array.from(id).slice(0, 50).join('')],
  ['guid-cut-to-64-bytes', (id) => Buffer.from(id).subarray(0, 64).toString()],
  ['guid-last-40', (id) => Array.from(id).slice(-40).join('')],
  ['guid-case-insensitive', (id) => id.toLowerCase()],
  ['guid-case-beyond-ascii', (id) => id.replaceAll(/[^\p{ASCII}]/gu, (letter) => letter.toLowerCase())],
  ['guid-accents-ignored', (id) => id.normalize('NFD').replaceAll(/\p{M}/gu, '')],
  ['guid-normalised', (id) => id.normalize('NFC')],
  ['guid-widths-ignored', (id) => id.normalize('NFKC')],
  ['guid-three-byte-utf8', (id) => id.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?')],
  ['guid-blanks-joined', (id) => id.replaceAll(/\s+/g, ' ')],
  ['guid-invisible-ignored', (id) => id.replaceAll(/\p{Cf}/gu, '')],
  [
    'guid-url-decoded',
    (id) => id.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  ],
  ['guid-tags-stripped', (id) => id.replaceAll(/<[^>]*>/g, '')],
  ['guid-entities-decoded', (id) => id.replaceAll('&amp;', '&')],
  ['guid-quotes-stripped', (id) => id.replaceAll(/['"\\]/g, '')],
  ['guid-as-number', (id) => (/^[+-]?\d+(\.\d+)?(e\d+)?$/i.test(id) ? String(Number(id)) : id)],
  ['guid-by-checksum', (id) => String(crc32(id))],
  [
    'guid-by-hash',
    (id) => String(Array.from(id).reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) | 0, 0)),
  ],
  ['id-of-53-bits', (id) => String(BigInt(id) % 2n ** 53n)],
  ['id-of-15-digits', (id) => id.slice(-15).replace(/^0+/, '')],
];

export function keyOf({ id, idWasString }: Asked, has: Has): string {
  if (idWasString && has('string-id-distinct')) return `"${id}"`;
  const key = keys.find(([defect]) => has(defect))?.[1];
  return key ? key(id) : id;
}
