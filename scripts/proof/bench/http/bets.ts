/** Bets as they go over the wire, by one provider or by two in turn. */
import { tokenHeader } from '../../../../generated/v1/protocol.ts';
import { signerWith } from '../../../../src/contract/signature.ts';
import { spread } from '../load.ts';

export interface Senders {
  readonly url: string;
  readonly token: string;
  /** By which the bets are signed; they are not when it is not given. */
  readonly signingSecret?: string;
  /** Of a provider that speaks v4 and sends every second bet, on accounts of its own; none when it is not given. */
  readonly secondToken?: string;
}

/** Which account of the second provider the n-th bet is on. */
export const secondSpread = (n: number): string => spread(n).replace('a', 'second');

/** The next bet with each call. */
export function betsOf({ url, token, signingSecret, secondToken }: Senders): () => string {
  const { pathname, host } = new URL(url);
  const sign = signingSecret === undefined ? undefined : signerWith(signingSecret);
  const headWith = (sentToken: string): string =>
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\n${tokenHeader}: ${sentToken}\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: `;
  const head = headWith(token);
  const secondHead = secondToken === undefined ? undefined : headWith(secondToken);
  // Below 2^53, since not everybody who is compared could tell them apart beyond.
  let lastId = BigInt(Date.now()) * 1_000n;
  let sent = 0;

  /** The header lines of it. */
  function signatureOf(body: string): string {
    if (!sign) return '';
    const lines = Object.entries(sign(String(lastId), body, Date.now())).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    return lines.join('');
  }

  return () => {
    const [n, id] = [++sent, ++lastId];
    if (secondHead !== undefined && n % 2 === 0) {
      const body = `{"command":"bet","data":{"gplay_id":"8949111","account":"${secondSpread(n)}","trans_guid":"${id}","time_stamp":1771772046312,"round_id":"336097135023","provider_id":1,"game_code":"vs10emotiwins","game_type":"slot","amount":1,"type":1},"timestamp":"1600000001","check":"21,22,41,31"}`;
      return `${secondHead}${body.length}\r\n\r\n${body}`;
    }
    const body = `{"command":"bet","data":{"account":"${spread(n)}","trans_id":${id},"call_id":0,"round_id":"818395446","provider_id":1,"game_code":"vswaysdogs","game_name":"The Dog House Megaways","game_type":"Slots","amount":0.01,"type":1},"timestamp":"1600000001","check":"21,22,41,31"}`;
    return `${head}${body.length}\r\n${signatureOf(body)}\r\n${body}`;
  };
}
