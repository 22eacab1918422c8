/**
 * openapi-fetch without the Request and Response of `fetch`.
 *
 * - Leans on what openapi-fetch 0.17 does with them: it makes a request with `new Request(url, init)`, copies onto it what of `init` it
 *   does not have, hands it to `fetch`, and reads `status` and `headers` of what comes back, of which 204 has no body.
 * - Buys most of what a call costs beside the wire: `client/undici-request` in `npm run bench:delivery`.
 * - Can go when openapi-fetch has a transport of its own, or its successor stands in `client.ts`.
 */

/** For openapi-fetch's option `Request`: an object that holds nothing but what is copied onto it. */
export const noRequest: typeof Request = new Proxy(Request, { construct: () => ({}) });

/** For whoever has taken the answer by other ways. */
export const noAnswer: Response = new Response(null, { status: 204 });

/** What was given in `init` under this key. */
export function givenWith(request: Request, key: string): unknown {
  return Reflect.get(request, key);
}
