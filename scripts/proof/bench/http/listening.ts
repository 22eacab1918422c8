import { contracts, v1 } from '../../../../src/contract/contracts.ts';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callbackPath } from '../../../../generated/v1/protocol.ts';

/** What every contender's callbacks come with. */
export const token = 'bench-token';

/** And by which those of one contender are signed. */
export const signingSecret = `whsec_${Buffer.from('thirty-two bytes for the benches').toString('base64')}`;

/** Resolves where bets go. */
export function listening(listener: RequestListener): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}${callbackPath}`),
    );
  });
}

/** The contract under test: v1, or what CONTRACT names. */
export const contract = contracts[process.env['CONTRACT'] ?? 'v1'] ?? v1;
