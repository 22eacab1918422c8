/** What the operator answers, as JSON. */
import { v4 } from '../../../src/contract/contracts.ts';
import type { Has } from './defects.ts';
import type { Asked } from './request.ts';

/** The codes of v4, which are those of v1 and one more. */
export const { results } = v4;

export interface Outcome {
  readonly httpStatus?: number;
  readonly result: number;
  readonly message?: string;
  /** As a JSON number. */
  readonly balance?: string;
  readonly transStatus?: 'OK' | 'CANCELED';
}

export interface HttpReply {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

const isRefusal = (result: number): boolean => result >= results.unknownAccount && result <= results.unknownTarget;

export const violation = (httpStatus: number, message: string): Outcome => ({
  httpStatus,
  result: results.failed,
  message,
});

export function render(outcome: Outcome, asked: Asked | undefined, has: Has): HttpReply {
  const { result } = outcome;
  const told = has('refusals-as-99') && isRefusal(result) ? results.failed : result;
  const data = dataOf(outcome, asked, has);
  const withStatus = !has('status-missing');
  const body = {
    result: has('result-as-string') ? String(told) : told,
    ...(withStatus && { status: result === results.accepted || has('status-ok-on-refusal') ? 'OK' : 'ERROR' }),
    ...(has('sql-in-refusal') && isRefusal(result) && { message: "SQL syntax error near 'WHERE id ='" }),
    ...(outcome.message !== undefined && !has('violation-without-message') && { message: outcome.message }),
    ...(data && (has('wrong-envelope') ? data : { data })),
  };
  return {
    httpStatus: httpStatusOf(outcome, asked, has),
    contentType: has('content-type-text') ? 'text/html' : 'application/json',
    body: JSON.stringify(body),
  };
}

function dataOf({ result, balance, transStatus }: Outcome, asked: Asked | undefined, has: Has): object | undefined {
  if (asked && transStatus !== undefined) {
    const status = transStatus === 'CANCELED' && has('status-cancelled-misspelt') ? 'CANCELLED' : transStatus;
    return { ...namesOf(asked, has), trans_status: status };
  }
  if (balance === undefined) return undefined;
  if (has('balance-missing-on-41') && result === results.alreadyProcessed) return undefined;
  if (has('balance-missing-on-31') && result === results.insufficientBalance) return undefined;
  if (has('balance-missing-on-43') && result === results.unknownTarget) return undefined;
  if (has('balance-missing-on-42') && result === results.unknownTransaction) return undefined;
  const withAccount = asked?.command === 'authenticate' && !has('account-missing');
  return {
    ...(withAccount && { account: asked.account }),
    balance:
      withAccount && has('authenticate-balance-zero') ? 0 : has('string-balance') ? balance : JSON.rawJSON(balance),
  };
}

/** How a status names what was asked about. */
function namesOf({ account, id, idField, idWasString }: Asked, has: Has): object {
  if (idField === 'trans_id') {
    const asString = (idWasString || has('id-echo-as-string')) && !has('id-echo-as-number');
    return { trans_id: asString ? id : JSON.rawJSON(id) };
  }
  const told = has('guid-echo-lower-case') ? id.toLowerCase() : id;
  const named = has('status-of-v1') ? { trans_id: told } : { trans_guid: told };
  return has('status-without-account') ? named : { account, ...named };
}

function httpStatusOf({ httpStatus = 200, result }: Outcome, asked: Asked | undefined, has: Has): number {
  if (has('violation-http-200') && httpStatus >= 400 && httpStatus < 500) return 200;
  if (has('http-400-for-refusals') && isRefusal(result)) return 400;
  if (has('http-201-for-bets') && asked?.command === 'bet' && result === results.accepted) return 201;
  return has('http-401-for-bad-token') && result === results.wrongToken ? 401 : httpStatus;
}
