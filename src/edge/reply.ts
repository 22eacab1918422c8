import type { ServerResponse } from 'node:http';
import { warn } from '../contract/observer.ts';
import type { HttpReply } from './core.ts';

/** Sends a reply as it is: nothing is derived from it that a provider would not look at. */
export function sendReply(response: ServerResponse, { httpStatus, body }: HttpReply, requestId?: string): void {
  // The server has refused it meanwhile, since its rest was broken.
  if (response.headersSent) return;
  try {
    response.writeHead(httpStatus, {
      ...(requestId !== undefined && { 'X-Request-Id': requestId }),
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  } catch (error) {
    // What stands before the endpoint may have written already, or set what can't be sent. A callback without an answer is
    // one whose outcome is unknown: the provider cancels or repeats it.
    warn(error);
    response.destroy();
  }
}
