/** What comes back, as the cases look at it. */
import { numberText, parseJson } from '../contract/json.ts';
import { parseMoney } from '../contract/money.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { Exchange } from './verdict.ts';

/** No connection could be made; one was made and nothing came in time; or it ended in the middle. */
export type Loss = 'unreachable' | 'hanging' | 'broken';

/** What came back, read as tolerantly as can be: what is wrong with its form is verified by cases of its own. */
export interface Answer {
  /** As it is shown: without the token, and shortened. */
  readonly exchange: Exchange;
  /** The body as it came, which is what is verified; empty when nothing came back. */
  readonly text: string;
  /** The JSON, as far as it is some. */
  readonly value: unknown;
  /** `result`, also when it is a string of digits. */
  readonly result: number | undefined;
  /** `data.balance` in minor units, also when it is a string; rounded when it has too many decimals. */
  readonly balanceMinor: AmountMinor | undefined;
  /** `data.balance` as it came, when it had too many decimals. */
  readonly unroundedBalance?: string;
  /** How the answer was lost, when nothing came back. */
  readonly loss?: Loss;
}

type Told = Pick<Answer, 'value' | 'result' | 'balanceMinor' | 'unroundedBalance'>;

/** What the body says. */
export function read(text: string, currencyDecimals: number): Told {
  const json = parseJson(text);
  const result = property(json?.value, 'result');
  const balance = property(property(json?.exact, 'data'), 'balance');
  const digits = typeof balance === 'string' ? balance : numberText(balance);
  return { value: json?.value, result: codeOf(result), ...balanceOf(digits, currencyDecimals) };
}

function codeOf(result: unknown): number | undefined {
  if (typeof result === 'number') return result;
  return typeof result === 'string' && /^[0-9]+$/.test(result) ? Number(result) : undefined;
}

/** The noise of a float is a defect of its own, and must not hide what else there is. */
function balanceOf(digits: string | undefined, decimals: number): Pick<Told, 'balanceMinor' | 'unroundedBalance'> {
  const exact = digits === undefined ? undefined : parseMoney(digits, decimals);
  if (digits === undefined || exact !== undefined) return { balanceMinor: exact };
  const rounded = parseMoney(Number(digits).toFixed(decimals), decimals);
  return { balanceMinor: rounded, ...(rounded !== undefined && { unroundedBalance: digits }) };
}

export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
