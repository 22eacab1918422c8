/** How a request names transactions, validated by hand. */
import { numberText } from '../../../src/contract/json.ts';
import { parseDecimal } from '../../../src/contract/money.ts';
import type { Has } from './defects.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Names {
  /** What it is about. */
  readonly id: string;
  /** A cancel's own. */
  readonly ownId?: string;
}

/** The ids of a request that has some, or what is wrong with them. */
export function readNames(
  command: string,
  idField: 'trans_id' | 'trans_guid',
  data: Fields,
  has: Has,
): Names | string[] {
  if (idField === 'trans_guid') return command === 'cancel' ? readCancel(data, has) : readTransaction(data, has);
  const id = readId(data[idField], has);
  return id === undefined ? ['data.trans_id must be a whole number from 1 to 2^63-1'] : { id };
}

function readTransaction(data: Fields, has: Has): Names | string[] {
  const id = readGuid(data['trans_guid'], has);
  return id === undefined ? [`data.trans_guid ${mustBe}`] : { id };
}

function readCancel(data: Fields, has: Has): Names | string[] {
  const { trans_guid: own, cancel_trans_guid: target, cancle_trans_guid: misspelt } = data;
  if (has('misspelling-refused') && misspelt !== undefined) return ['data.cancle_trans_guid is unknown'];
  if (misspelt !== undefined && target !== undefined && misspelt !== target && !has('misspelling-preferred'))
    return ['data.cancle_trans_guid must be cancel_trans_guid'];
  const named = misspelt ?? target;
  const ownId = own === undefined && has('cancel-id-missing-accepted') ? 'none' : readGuid(own, has);
  const id = named === undefined && has('target-missing-accepted') ? ownId : readGuid(named, has);
  if (ownId === undefined) return [`data.trans_guid ${mustBe}`];
  if (id === undefined) return [`data.cancel_trans_guid ${mustBe}`];
  if (id === ownId && named !== undefined && !has('cancel-of-itself-taken') && !has('cancel-of-itself-unknown'))
    return ['data.cancel_trans_guid must not be that of the cancel itself'];
  return { id, ownId };
}

const mustBe = 'must be 1 to 64 characters, none of them a control character, without blanks at its ends';

/** The id as it is. */
function readGuid(item: unknown, has: Has): string | undefined {
  if (has('any-guid-accepted')) return typeof item === 'string' ? item : numberText(item);
  if (typeof item !== 'string' || !item.isWellFormed()) return undefined;
  const length = Array.from(item).length;
  if (length < 1 || length > 64 || item !== item.trim() || /[\x00-\x1f\x7f-\x9f]/.test(item)) return undefined;
  if (has('guid-uuid-only') && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(item)) return undefined;
  if (has('guid-ascii-only') && !/^[\x20-\x7e]*$/.test(item)) return undefined;
  return has('guid-of-50') && length > 50 ? undefined : item;
}

const largestId = 2n ** 63n - 1n;

/** The digits of an id without loss. */
function readId(item: unknown, has: Has): string | undefined {
  if (has('any-id-accepted') && typeof item === 'string') return item;
  if (has('any-id-accepted')) return numberText(item);
  if (has('id-through-integer') && typeof item !== 'string') return String(Math.trunc(Number(numberText(item) ?? 0)));
  if (has('id-string-trimmed') && typeof item === 'string') return item.trim().replace(/^0+/, '');
  if (typeof item === 'string' && (has('string-id-refused') || !/^[1-9][0-9]{0,18}$/.test(item))) return undefined;
  const text = typeof item === 'string' ? item : numberText(item);
  if (text === undefined) return undefined;
  const id = parseDecimal(text, 0);
  if (id === undefined || id < 1n || id > largestId) return undefined;
  if (has('long-id-refused') && id > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return has('ids-through-floats') ? String(Number(id)) : String(id);
}
