/** Which contract a command is to speak. */
import { InvalidArgumentError, Option } from 'commander';
import type { AnyContract } from '../contract/contract.ts';
import { contractNamed, contracts, v1 } from '../contract/contracts.ts';

const names = Object.keys(contracts);

/** `--contract v4`: one of the contracts that the kit speaks; v1 when it is not given. */
export function contractOption(description: string): Option {
  return new Option('--contract <name>', `${description}: ${names.join(' or ')}`)
    .argParser((name): AnyContract => {
      const contract = contractNamed(name);
      if (contract) return contract;
      throw new InvalidArgumentError(`It must be ${names.join(' or ')}.`);
    })
    .default(v1, v1.name);
}

/** Several, separated by commas, each once; v1 where nothing is said. What is none is added to the problems. */
export function contractsGiven(
  text: string | undefined,
  problems: string[],
  name: string,
): readonly [AnyContract, ...AnyContract[]] {
  const given = [...new Set((text ?? v1.name).split(',').map((part) => part.trim()))];
  const [first = v1, ...others] = given.flatMap((one): AnyContract[] => {
    const contract = contractNamed(one);
    if (!contract) problems.push(`${name} must be ${names.join(', ')} or several of them, not ${JSON.stringify(one)}`);
    return contract ? [contract] : [];
  });
  return [first, ...others];
}
