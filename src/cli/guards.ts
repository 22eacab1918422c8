/** A provider's guards, as a person reads and writes them. */
import { displayMoney, parseMoney } from '../contract/money.ts';
import { isGuardName, type Provider } from '../wallet/providers.ts';
import { type Guard, guardLimits, guardModes, type GuardName, type Guards } from '../wallet/terms.ts';

/** One for each guard, as `guardChanges` takes it. */
export function guardLines({ terms: { guards, currency }, currencyDecimals }: Provider): string[] {
  return Object.entries(guardLimits).flatMap(([name, countedIn]) => {
    if (!isGuardName(name)) return [];
    const { mode, limit } = guards[name];
    const most = {
      nothing: [],
      money: [`${displayMoney(limit, currencyDecimals)} ${currency}`],
      times: [`${limit} times`],
    }[countedIn];
    return [[name, mode, ...most].join('\t')];
  });
}

/** What `GUARD=MODE` and `GUARD=MODE:LIMIT` change of a provider's guards; a limit that is not named stays. What can't be read is added to the problems. */
export function guardChanges(
  texts: readonly string[],
  { terms: { guards }, currencyDecimals }: Provider,
  problems: string[],
): Partial<Guards> {
  const changes = texts.flatMap((text): [GuardName, Guard][] => {
    const [, name, mode, limit] = /^([^=]*)=([^:]*)(?::(.*))?$/.exec(text) ?? [];
    const kept = guardModes.find((known) => known === mode);
    if (!isGuardName(name) || !kept) {
      problems.push(
        `${JSON.stringify(text)} must be GUARD=MODE or GUARD=MODE:LIMIT, as in largest-win=enforce:20000: a guard is ${Object.keys(guardLimits).join(', ')}, a mode ${guardModes.join(', ')}`,
      );
      return [];
    }
    const most = limit === undefined ? guards[name].limit : limitGiven(name, limit, currencyDecimals, problems);
    return [[name, { mode: kept, limit: most }]];
  });
  return Object.fromEntries(changes);
}

function limitGiven(name: GuardName, text: string, decimals: number, problems: string[]): bigint {
  const countedIn = guardLimits[name];
  const limit = countedIn === 'nothing' ? undefined : parseMoney(text, countedIn === 'money' ? decimals : 0);
  if (limit !== undefined && limit > 0n) return limit;
  problems.push(
    {
      nothing: `${name} has no limit; say only its mode, as in ${name}=enforce`,
      money: `the limit of ${name} must be an amount of money above 0 with at most ${decimals} decimals, not ${JSON.stringify(text)}`,
      times: `the limit of ${name} must be a whole number above 0, not ${JSON.stringify(text)}`,
    }[countedIn],
  );
  return 0n;
}
