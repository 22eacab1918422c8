/** The least that can be sent: what all others are held against. */
import { Pool } from 'undici';
import { type Contender, movement, type Setting } from './load.ts';

/** Sends a bet as it is on the wire; resolves whether the operator took it. */
export type Post = (body: string) => Promise<boolean>;

export function postTo({ url, connections }: Setting): Post {
  const pool = new Pool(url, { connections });
  const headers = { 'callback-token': 'bench', 'content-type': 'application/json', accept: 'application/json' };
  return async (body) => {
    const answer = await pool.request({ method: 'POST', path: '/callback', headers, body });
    await answer.body.text();
    return answer.statusCode === 200;
  };
}

export function betOnTheWire({ account, transactionId, roundId }: ReturnType<typeof movement>): string {
  return `{"command":"bet","data":{"account":"${account}","call_id":0,"round_id":"${roundId}","provider_id":1,"game_code":"vswaysdogs","game_type":"Slots","amount":1,"type":1,"game_name":"The Dog House Megaways","trans_id":${transactionId}},"timestamp":"1600000001","check":"21,22,41,31"}`;
}

export async function undiciRequest(setting: Setting): Promise<Contender> {
  const post = postTo(setting);
  return { send: () => post(betOnTheWire(movement())) };
}
