/** Postman's collections and the engine that runs them, in the app and in newman, as far as the tests use them. Neither brings types that resolve. */
declare module 'postman-collection' {
  export class Collection {
    readonly name: string;
    constructor(definition: unknown);
  }

  export class VariableScope {
    constructor(definition: unknown);
    set(name: string, value: string): void;
  }
}

declare module 'postman-runtime' {
  import type { Collection, VariableScope } from 'postman-collection';

  interface Callbacks {
    request(
      error: Error | null,
      cursor: object,
      response: { text(): string } | undefined,
      request: object,
      item: { readonly name: string },
    ): void;
    assertion(
      cursor: object,
      assertions: readonly { readonly name: string; readonly passed: boolean; readonly error?: Error | null }[],
    ): void;
    exception(cursor: object, error: Error): void;
    done(error: Error | null): void;
  }

  export class Runner {
    run(
      collection: Collection,
      options: { environment: VariableScope },
      ready: (error: Error | null, run: { start(callbacks: Callbacks): void }) => void,
    ): void;
  }
}
