import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** Verifies an address, as in `192.0.2.7`, by a list of addresses and networks, as in `10.0.0.0/8`. Throws when one is neither. */
export function addressVerifier(networks: readonly string[]): (address: string | undefined) => boolean {
  const within = proxyAddr.compile([...networks]);
  return (address) => address !== undefined && within(address, 0);
}

/** Tells who sent a request: what the nearest of these proxies says, or who is connected. */
export function senderBehind(trustedProxies: readonly string[]): (request: IncomingMessage) => string | undefined {
  const trusted = addressVerifier(trustedProxies);
  return (request) => (request.socket.remoteAddress === undefined ? undefined : proxyAddr(request, trusted));
}
