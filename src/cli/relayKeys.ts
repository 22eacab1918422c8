/** `seamless relay keys`: who may call a relay. */
import type { Command } from 'commander';
import { isKeyName, keyNameForm, newToken } from '../relay/keys.ts';
import { isScope, scopes, type Scope } from '../relay/scopes.ts';
import { openRelayStoreAt } from '../relay/store/open.ts';
import type { Key, RelayStore } from '../relay/store/store.ts';
import { type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { type OutboxFlags, outboxGiven, outboxOptions } from './outboxOptions.ts';

export function relayKeysCommands(relay: Command, environment: Environment, { out, err }: Terminal): void {
  const keys = relay
    .command('keys')
    .description('who may call; works beside running relays, which learn of it within seconds');
  const subcommand = (usage: string, description: string): Command =>
    outboxOptions(keys.command(usage)).description(description);

  async function using<Result>(
    flags: OutboxFlags,
    mustExist: boolean,
    work: (store: RelayStore) => Promise<Result>,
    problems: string[] = [],
  ): Promise<Result> {
    const url = outboxGiven(flags, environment, problems);
    if (problems.length > 0) throw new InvalidInput(problems);
    const store = await openRelayStoreAt(url, { mustExist });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  subcommand('create <name>', 'make a key, and print it: it is kept nowhere')
    .requiredOption('--scope <scopes>', `what it may do: ${scopes.join(', ')}; several are separated by commas`)
    .option('--operator <names>', 'for these operators alone, separated by commas: what is below /operators/NAME')
    .action((name: string, flags: OutboxFlags & { scope: string; operator?: string }) => {
      const problems = isKeyName(name) ? [] : [`the key's name must be ${keyNameForm}, not ${JSON.stringify(name)}`];
      const given = scopesGiven(flags.scope, problems);
      const operators = operatorsGiven(flags.operator, problems);
      return using(
        flags,
        false,
        async (store) => {
          const token = newToken();
          if (!(await store.addKey({ name, scopes: given, ...operators }, token)))
            throw new Refused(`there is, or was, a key ${name}: choose another name`);
          out(token);
          err(
            `This is the key ${name}, shown once. It may: ${given.join(', ')}${operators.operators ? `, for ${operators.operators.join(', ')} alone` : ''}`,
          );
        },
        problems,
      );
    });

  subcommand('list', 'list all keys').action((flags: OutboxFlags) =>
    using(flags, true, async (store) => {
      for (const key of await store.keys()) out(line(key));
    }),
  );

  subcommand('revoke <name>', 'let a key count no more').action((name: string, flags: OutboxFlags) =>
    using(flags, true, async (store) => {
      if (!(await store.revokeKey(name))) throw new Refused(`there is no key ${name} that counts`);
      for (const key of await store.keys()) if (key.name === name) out(line(key));
    }),
  );
}

function scopesGiven(text: string, problems: string[]): Scope[] {
  const words = text.split(',').map((word) => word.trim());
  const given = words.filter(isScope);
  if (given.length < words.length)
    problems.push(`--scope must be of ${scopes.join(', ')}, separated by commas, not ${JSON.stringify(text)}`);
  return [...new Set(given)];
}

function operatorsGiven(text: string | undefined, problems: string[]): Pick<Key, 'operators'> {
  if (text === undefined) return {};
  const names = text.split(',').map((name) => name.trim());
  if (!names.every((name) => /^[a-z0-9][a-z0-9-]{0,31}$/.test(name)))
    problems.push(`--operator must be names of operators, separated by commas, not ${JSON.stringify(text)}`);
  return { operators: names };
}

function line({ name, scopes: given, operators, createdAtMs, revokedAtMs }: Key): string {
  const created = `created ${new Date(createdAtMs).toISOString()}`;
  return [
    name,
    given.join(),
    operators?.join() ?? 'all operators',
    created,
    revokedAtMs === undefined ? 'valid' : `revoked ${new Date(revokedAtMs).toISOString()}`,
  ].join('\t');
}
