/** Why cases fail: what hides what they are about, and what many of them have in common. */
import type { CaseResult, Exchange } from './verdict.ts';

type Failed = CaseResult & { readonly outcome: 'failed' };

/** The cure of a cause for which the case says nothing. */
export function hintFor(last: Exchange | undefined): string | undefined {
  if (!last) return undefined;
  const { received } = last;
  if (!received)
    return 'Nothing came back: look into the log of the operator for what it did at that time; mind locks that are waited for, connections that are closed, and a worker that died.';
  if (received.httpStatus === 429)
    return 'The operator, or what stands before it, limits the rate of requests: exempt the addresses of the provider.';
  if (received.httpStatus >= 500)
    return 'The operator failed inside: its log has the exception. HTTP 500 means that nobody knows whether money moved; answer refusals with HTTP 200.';
  if (/^\s*(<|$)/.test(received.body))
    return 'The reply is not JSON: a page of the web server or framework, or nothing. Answer every callback with the JSON of the protocol.';
  return undefined;
}

/** Failures that have one cause stand together: they were refused alike, or ask for the same cure. The first of each come in their order. */
export function byCause(failures: readonly Failed[]): readonly Failed[][] {
  const refused = Map.groupBy(failures, refusalOf);
  return [
    ...Map.groupBy(failures, (failure) => {
      const refusal = refusalOf(failure);
      return refusal !== undefined && (refused.get(refusal)?.length ?? 0) > 2 ? refusal : failure.hint;
    }).values(),
  ];
}

/** How it was refused as outside the contract, but for ids and sums. */
function refusalOf({ exchanges, found }: Failed): string | undefined {
  const httpStatus = exchanges.at(-1)?.received?.httpStatus ?? 200;
  return httpStatus >= 400 && httpStatus < 500 ? found.replaceAll(/[0-9]+/g, '#') : undefined;
}
