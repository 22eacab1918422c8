/** Those that send bets to an operator, each in its way. */
import { Pool } from 'undici';
import { v1 } from '../../../../src/contract/contracts.ts';
import { createCallbackClient } from '../../../../src/delivery/client.ts';
import { createDelivery } from '../../../../src/delivery/delivery.ts';
import type { OperatorSettings } from '../../../../src/delivery/operators.ts';
import { openOutboxAt } from '../../../../src/delivery/outbox/open.ts';
import { movement, type SendBet } from './load.ts';

export interface Contender {
  readonly send: SendBet;
  close(): Promise<void>;
}

export interface Setting {
  readonly url: string;
  /** The database of an outbox, for those that have one. */
  readonly outbox: string;
  readonly concurrency: number;
  /** How many operators there are, and how many of them, the last, never answer. */
  readonly operators?: number;
  readonly hanging?: number;
}

export const contenders: Readonly<Record<string, (setting: Setting) => Promise<Contender>>> = {
  /** The least that can be sent. */
  async 'undici-request'({ url, concurrency }) {
    const pool = new Pool(url, { connections: concurrency });
    const headers = { 'callback-token': 'bench', 'content-type': 'application/json', accept: 'application/json' };
    return {
      send: async () => {
        const { account, transactionId, roundId } = movement();
        const body = `{"command":"bet","data":{"account":"${account}","call_id":0,"round_id":"${roundId}","provider_id":1,"game_code":"vswaysdogs","game_type":"Slots","amount":1,"type":1,"game_name":"The Dog House Megaways","trans_id":${transactionId}},"timestamp":"1600000001","check":"21,22,41,31"}`;
        const answer = await pool.request({ method: 'POST', path: '/callback', headers, body });
        await answer.body.text();
        return answer.statusCode === 200;
      },
      close: () => pool.close(),
    };
  },
  async client({ url }) {
    const client = createCallbackClient(v1, { url: `${url}/callback`, token: 'bench' });
    return {
      send: async () => {
        const { amountMinor: amount, account, transactionId, roundId } = movement();
        const game = {
          provider_id: 1,
          game_code: 'vswaysdogs',
          game_type: 'Slots',
          game_name: 'The Dog House Megaways',
        };
        const data = {
          account,
          call_id: 0,
          round_id: roundId,
          ...game,
          amount,
          type: 1,
          trans_id: BigInt(transactionId),
        };
        const outcome = await client.bet(data);
        return outcome.kind === 'replied' && outcome.reply.result === 0;
      },
      close: async () => undefined,
    };
  },
  async delivery({ url, outbox: at, concurrency, operators = 1, hanging = 0 }) {
    const outbox = await openOutboxAt(at);
    const named = Array.from({ length: operators }, (_, n): OperatorSettings => {
      const path = n >= operators - hanging ? 'hang' : 'callback';
      const mostAtOnce = Math.max(concurrency, 100);
      return { name: `casino${n}`, contract: v1, url: `${url}/${path}`, tokens: ['bench'], mostAtOnce };
    });
    const delivery = createDelivery({ outbox, operators: named });
    const sound = operators - hanging;
    const stop = hangOn(
      named.slice(sound).map(
        ({ name }) =>
          () =>
            delivery.to(name).win(movement()),
      ),
    );
    return {
      send: async (n) => (await delivery.to(`casino${n % sound}`).bet(movement())).kind === 'accepted',
      close: async () => {
        stop();
        await delivery.close();
        await outbox.close();
      },
    };
  },
};

/** Wins that never get an answer, 50 a second to each operator that hangs. */
function hangOn(sends: readonly (() => Promise<unknown>)[]): () => void {
  const timer = setInterval(() => {
    for (const send of sends) send().catch(() => undefined);
  }, 20);
  return () => clearInterval(timer);
}
