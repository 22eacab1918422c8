/** The way to one operator, as it is configured at present. */
import { type AnyContract, byCommand, type DeliveryPolicy } from '../contract/contract.ts';
import { usualDecimals } from '../contract/money.ts';
import type { Command } from '../contract/types.ts';
import { type Attempt, attemptsOn } from './attempt.ts';
import type { Clock } from './clock.ts';
import { type Connections, openConnections } from './connections.ts';
import type { OperatorSettings, Patience } from './operators.ts';
import { type Letters, lettersIn } from './orders.ts';
import { UnusableOutbox } from './outbox/outbox.ts';
import { UnderWay } from './underWay.ts';

export const usualMostAtOnce = 100;
export const usualMostQueued = 10_000;

/** What is spoken in one contract. */
interface Tongue {
  readonly attempt: Attempt;
  readonly letters: Letters;
  readonly policies: { readonly [C in Command]: DeliveryPolicy };
}

/** Settings, and what is made of them. Of another contract than the present one is what was begun in it. */
export class Channel {
  readonly settings: OperatorSettings;
  readonly #connections: Connections;
  readonly #clock: Clock;
  readonly #spoken: ReadonlyMap<string, AnyContract>;
  readonly #underWay = new UnderWay();
  readonly #tongues = new Map<string, Tongue>();

  /** `spoken`: the contracts of what may have been begun, by name. Throws `RangeError` for settings that can't be used. */
  constructor(settings: OperatorSettings, clock: Clock, spoken: ReadonlyMap<string, AnyContract>) {
    demandPatience(settings);
    this.settings = settings;
    this.#clock = clock;
    this.#spoken = spoken;
    const { mostAtOnce = usualMostAtOnce, connections = mostAtOnce, contract } = settings;
    this.#connections = openConnections(connections, contract.maxBodyBytes);
    this.in(contract.name);
  }

  /** Throws `UnusableOutbox` for a contract that is not spoken here. */
  in(name: string): Tongue {
    const known = this.#tongues.get(name);
    if (known) return known;
    const { contract: present, currencyDecimals = usualDecimals } = this.settings;
    const contract = name === present.name ? present : this.#spoken.get(name);
    if (!contract) throw new UnusableOutbox(`contract ${name} is not spoken here`);
    const tongue = {
      attempt: this.#counted(attemptsOn(this.settings, contract, this.#connections.transport, this.#clock)),
      letters: lettersIn(contract, currencyDecimals),
      policies: policiesOf(contract, this.settings),
    };
    this.#tongues.set(name, tongue);
    return tongue;
  }

  /** Resolves when what is under way has ended: an attempt may need a connection for its second token. */
  async close(): Promise<void> {
    await this.#underWay.ended();
    await this.#connections.close();
  }

  #counted(attempt: Attempt): Attempt {
    return async (...args) => {
      this.#underWay.begin();
      try {
        return await attempt(...args);
      } finally {
        this.#underWay.end();
      }
    };
  }
}

/** Throws `RangeError` for more patience than the contract has. */
function demandPatience({ name, contract, patience = {} }: OperatorSettings): void {
  for (const command of contract.commands) {
    const policy = contract.delivery[command];
    const { attempts, delayMs } = patience[command] ?? {};
    if ((attempts === undefined || hasAttempts(policy, attempts)) && (!delayMs || hasDelays(policy, delayMs))) continue;
    throw new RangeError(
      `operator ${name}: the attempts and delays of ${command} are not within its contract, which has ${boundsIn(policy)}`,
    );
  }
}

/** As the contract has them, or with less patience where that is set: for the present contract, and in another as far as that has it. */
function policiesOf(contract: AnyContract, { patience = {} }: OperatorSettings): Tongue['policies'] {
  return byCommand(contract, (command) => {
    const policy = contract.delivery[command];
    const { attempts, delayMs } = patience[command] ?? {};
    return {
      ...policy,
      ...(attempts !== undefined && hasAttempts(policy, attempts) && { attempts }),
      ...(delayMs && hasDelays(policy, delayMs) && { delayMs }),
    };
  });
}

function hasAttempts(policy: DeliveryPolicy, attempts: number): boolean {
  return Number.isInteger(attempts) && attempts >= 1 && attempts <= policy.attempts;
}

function hasDelays({ delayMs: bounds }: DeliveryPolicy, { min, max }: NonNullable<Patience['delayMs']>): boolean {
  return bounds !== undefined && min >= bounds.min && min <= max && max <= bounds.max;
}

function boundsIn({ attempts, delayMs }: DeliveryPolicy): string {
  const apart = delayMs ? `, ${delayMs.min / 1_000} to ${delayMs.max / 1_000} s apart` : '';
  return attempts === 1 ? `1 attempt${apart}` : `1 to ${attempts} attempts${apart}`;
}
