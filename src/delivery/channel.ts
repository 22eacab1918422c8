/** The way to one operator, as it is configured at present. */
import { contractNamed } from '../contract/contracts.ts';
import type { AnyContract, DeliveryPolicy } from '../contract/contract.ts';
import { usualDecimals } from '../contract/money.ts';
import type { Command } from '../contract/types.ts';
import { type Attempt, attemptsOn } from './attempt.ts';
import type { Clock } from './clock.ts';
import { type Connections, openConnections } from './connections.ts';
import type { OperatorSettings } from './operators.ts';
import { type Letters, lettersIn } from './orders.ts';
import { UnusableOutbox } from './outbox/outbox.ts';

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
  readonly #tongues = new Map<string, Tongue>();

  constructor(settings: OperatorSettings, clock: Clock) {
    this.settings = settings;
    this.#clock = clock;
    const { mostAtOnce = usualMostAtOnce, connections = mostAtOnce, contract } = settings;
    this.#connections = openConnections(connections, contract.maxBodyBytes);
    this.in(contract.name);
  }

  /** Throws `UnusableOutbox` for a contract that this kit does not speak. */
  in(name: string): Tongue {
    const known = this.#tongues.get(name);
    if (known) return known;
    const { contract: present, currencyDecimals = usualDecimals } = this.settings;
    const contract = name === present.name ? present : contractNamed(name);
    if (!contract) throw new UnusableOutbox(`this kit does not speak contract ${name}`);
    const tongue = {
      attempt: attemptsOn(this.settings, contract, this.#connections.transport, this.#clock),
      letters: lettersIn(contract, currencyDecimals),
      policies: policiesOf(contract, this.settings),
    };
    this.#tongues.set(name, tongue);
    return tongue;
  }

  /** Resolves when what is under way has ended. */
  close(): Promise<void> {
    return this.#connections.close();
  }
}

function boundsIn({ attempts, delayMs }: DeliveryPolicy): string {
  const apart = delayMs ? `, ${delayMs.min / 1_000} to ${delayMs.max / 1_000} s apart` : '';
  return attempts === 1 ? `1 attempt${apart}` : `1 to ${attempts} attempts${apart}`;
}

/** As the contract has them, or with less patience where that is set. Throws `RangeError` for more. */
function policiesOf({ delivery }: AnyContract, { name, patience = {} }: OperatorSettings): Tongue['policies'] {
  const policyOf = (command: Command): DeliveryPolicy => {
    const policy = delivery[command];
    const { attempts = policy.attempts, delayMs = policy.delayMs } = patience[command] ?? {};
    const within =
      Number.isInteger(attempts) &&
      attempts >= 1 &&
      attempts <= policy.attempts &&
      (!delayMs ||
        (policy.delayMs !== undefined &&
          delayMs.min >= policy.delayMs.min &&
          delayMs.min <= delayMs.max &&
          delayMs.max <= policy.delayMs.max));
    if (!within)
      throw new RangeError(
        `operator ${name}: the attempts and delays of ${command} are not within its contract, which has ${boundsIn(policy)}`,
      );
    return { ...policy, attempts, ...(delayMs && { delayMs }) };
  };
  return {
    authenticate: policyOf('authenticate'),
    balance: policyOf('balance'),
    bet: policyOf('bet'),
    win: policyOf('win'),
    cancel: policyOf('cancel'),
    status: policyOf('status'),
  };
}
