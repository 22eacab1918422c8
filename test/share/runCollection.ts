import { Collection, VariableScope } from 'postman-collection';
import { Runner } from 'postman-runtime';

export interface CollectionRun {
  /** What came back, by the request's name. */
  readonly replies: ReadonlyMap<string, string>;
  readonly assertions: number;
  /** Each as `request: what failed`. */
  readonly failures: readonly string[];
}

/** Imports the collection and the environment, sets its variables, and sends every request as Postman does. */
export async function runCollection(
  collection: string,
  environment: string,
  variables: Readonly<Record<string, string>>,
): Promise<CollectionRun> {
  const scope = new VariableScope(JSON.parse(environment));
  for (const [name, value] of Object.entries(variables)) scope.set(name, value);
  const replies = new Map<string, string>();
  const failures: string[] = [];
  let assertions = 0;
  let current = 'before the first request';
  const fails = (what: string): void => void failures.push(`${current}: ${what}`);
  await new Promise<void>((resolve, reject) => {
    new Runner().run(new Collection(JSON.parse(collection)), { environment: scope }, (error, run) => {
      if (error) {
        reject(error);
        return;
      }
      run.start({
        request: (failed, _cursor, response, _request, { name }) => {
          current = name;
          if (failed) fails(failed.message);
          if (response) replies.set(name, response.text());
        },
        assertion: (_cursor, made) => {
          assertions += made.length;
          for (const { name, passed, error: reason } of made) if (!passed) fails(`${name}: ${reason?.message ?? ''}`);
        },
        exception: (_cursor, thrown) => fails(thrown.message),
        done: (unfinished) => (unfinished ? reject(unfinished) : resolve()),
      });
    });
  });
  return { replies, assertions, failures };
}
