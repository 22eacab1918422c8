/** What is said to an operator in a conversation, and all that is seen of its answers. */
import type { AnyContract } from '../../../src/contract/contract.ts';

export const token = 'Secret-token';

export type Part = () => Promise<string>;

export type Id = number | string;

/** How one contract names transactions: by texts where a cancel has an id of its own, which is the same at every repeat. */
interface Names {
  of(id: Id): object;
  cancelled(account: string, id: Id): object;
}

function namesIn({ adapter }: AnyContract): Names {
  if (!adapter.cancelHasId) return { of: (id) => ({ trans_id: id }), cancelled: (_account, id) => ({ trans_id: id }) };
  return {
    of: (id) => ({ trans_guid: String(id) }),
    cancelled: (account, id) => ({ trans_guid: `cancel-${account}-${id}`, cancel_trans_guid: String(id) }),
  };
}

/** Parts that belong together, behind their name. */
export type Steps = readonly (readonly [name: string, ...parts: Part[]])[];

export type Speaker = ReturnType<typeof speakerFor>;

export function speakerFor(url: string, contract: AnyContract) {
  const names = namesIn(contract);

  async function post(body: string, headers: Record<string, string> = {}, method = 'POST'): Promise<string> {
    const given = { 'callback-token': token, 'content-type': 'application/json', ...headers };
    try {
      const response = await fetch(url, { method, headers: given, body, signal: AbortSignal.timeout(1_000) });
      const text = await response.text();
      // A stack differs from one machine to the next.
      return `${response.status} ${response.headers.get('content-type') ?? ''} ${text.includes('    at ') || text.includes('\\n') ? 'a stack trace' : text}`;
    } catch (error) {
      return error instanceof DOMException ? 'late' : 'disconnected';
    }
  }
  const send = (command: string, data: object, check: string): Promise<string> =>
    post(JSON.stringify({ command, data, timestamp: '1600000001', check }));
  const bet =
    (account: string, id: Id, amount: number, check = '21,22,41,31', round = `r${id}`): Part =>
    () =>
      send('bet', { account, ...names.of(id), round_id: round, amount }, check);
  const win =
    (account: string, id: Id, amount: number, check = '21,22,41', round = `r${id}`): Part =>
    () =>
      send('win', { account, ...names.of(id), round_id: round, amount }, check);
  const cancel =
    (account: string, id: Id, check = '21,22,42'): Part =>
    () =>
      send('cancel', { account, ...names.cancelled(account, id) }, check);
  const status =
    (account: string, id: Id, check = '21,42'): Part =>
    () =>
      send('status', { account, ...names.of(id) }, check);
  const balance =
    (account: string, check = '21,22'): Part =>
    () =>
      send('balance', { account }, check);
  const authenticate =
    (account: string, check = '21'): Part =>
    () =>
      send('authenticate', { account }, check);
  const raw =
    (body: string, headers: Record<string, string> = {}, method = 'POST'): Part =>
    () =>
      post(body, headers, method);
  const idAs = (command: string, account: string, id: string): Part =>
    raw(
      `{"command":"${command}","data":{"account":"${account}","trans_id":${id},"round_id":"r","amount":1},"timestamp":"1","check":""}`,
    );
  /** Together; the order of the answers is chance. */
  const parallel =
    (...parts: Part[]): Part =>
    async () =>
      (await Promise.all(parts.map((part) => part()))).toSorted().join(' | ');
  const times = (count: number, part: (n: number) => Part): Part[] =>
    Array.from({ length: count }, (_item, n) => part(n));
  const odd = (data: object, change: object = {}): Part =>
    raw(
      JSON.stringify({
        command: 'bet',
        data: { account: 'quin', ...names.of(900), round_id: 'r', amount: 1, ...data },
        timestamp: '1',
        check: '21,22,41,31',
        ...change,
      }),
    );

  return { contract, names, send, bet, win, cancel, status, balance, authenticate, raw, idAs, parallel, times, odd };
}
