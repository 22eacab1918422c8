import type { Named } from '../docs/placeholders.ts';

export const draftMark = ', a draft';
export const draftWarning = 'This contract is not released and may still change: build nothing on it that goes live.';

/** The contract as its documents tell it when it is not released: with a mark on its version, and a warning before all else. */
export function asDraft({ name, contract }: Named): Named {
  const { info } = contract;
  const told = {
    ...info,
    version: `${info.version}${draftMark}`,
    description: `${draftWarning}\n\n${info.description}`,
  };
  return { name, contract: { ...contract, info: told } };
}
