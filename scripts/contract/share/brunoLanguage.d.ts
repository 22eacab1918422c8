/** Bruno's own reader and writer of its files, as far as it is used here. It comes without types. */
declare module '@usebruno/lang' {
  export interface BrunoHeader {
    readonly name: string;
    readonly value: string;
    readonly enabled: boolean;
  }

  export interface BrunoRequest {
    readonly meta: { readonly name: string; readonly type: 'http'; readonly seq: number };
    readonly http: { readonly method: string; readonly url: string; readonly body: 'json'; readonly auth: 'none' };
    readonly headers: readonly BrunoHeader[];
    readonly body: { readonly json: string };
    readonly tests: string;
    readonly docs: string;
  }

  interface BrunoCollection {
    readonly meta?: { readonly name: string; readonly seq: number };
    readonly headers?: readonly BrunoHeader[];
    readonly docs?: string;
  }

  interface BrunoEnvironment {
    readonly variables: readonly (BrunoHeader & { readonly secret: boolean })[];
  }

  export function jsonToBruV2(request: BrunoRequest): string;
  export function bruToJsonV2(text: string): BrunoRequest;
  export function jsonToCollectionBru(collection: BrunoCollection): string;
  export function collectionBruToJson(text: string): BrunoCollection;
  export function envJsonToBruV2(environment: BrunoEnvironment): string;
  export function bruToEnvJsonV2(text: string): BrunoEnvironment;
}
