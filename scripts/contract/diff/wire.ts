import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '../generate/contract.ts';
import { redocly } from '../redocly.ts';
import type { Change, Impact } from './change.ts';

/** One change as Redocly tells it. */
interface Told {
  readonly kind: 'added' | 'removed' | 'modified';
  readonly impact: Impact;
  readonly property?: string;
  readonly verdicts: readonly { readonly message: string }[];
  readonly base?: { readonly pointer: string };
  readonly revision?: { readonly pointer: string };
}

/** What differs in requests, replies and security, rated by Redocly for partners who receive the callbacks. */
export async function wireChanges(base: Contract, revision: Contract): Promise<Change[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'contracts-'));
  try {
    const files = [join(scratch, 'base.json'), join(scratch, 'revision.json')] as const;
    await writeFile(files[0], JSON.stringify(asReceived(base)));
    await writeFile(files[1], JSON.stringify(asReceived(revision)));
    const { changes } = JSON.parse(await redocly(['diff', ...files, '--format', 'json', '--fail-on', 'none'])) as {
      changes: Told[];
    };
    return changes.map(inOurWords);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/**
 * Redocly takes whoever reads a contract for the sender under `paths`, for the receiver under `webhooks`, and
 * a schema that stands under both for both. Our partners only receive, so the path goes among the webhooks;
 * and as it is the same commands once more, what it carries is left out.
 */
function asReceived({ paths, webhooks, info, components, ...rest }: Contract): object {
  return {
    ...rest,
    info: { ...info, version: '' },
    webhooks: { ...webhooks, ...paths },
    components: { ...components, schemas: { ...components.schemas, CallbackRequest: {}, CallbackReply: {} } },
  };
}

function inOurWords({ kind, impact, property, verdicts, base, revision }: Told): Change {
  const where = (revision ?? base)?.pointer.replace('#/webhooks/~1', '#/paths/~1') ?? '#';
  const what = verdicts.map(({ message }) => message).join(' ');
  return { impact, where, what: what || (property === undefined ? kind : `${property} ${kind}`) };
}
