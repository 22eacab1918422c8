import type { AnyContract } from '../contract/contract.ts';
import { type Case, caseOf, type Requirement } from './case.ts';
import { amounts } from './cases/amounts.ts';
import { apart } from './cases/apart.ts';
import { cancelIdAnswers } from './cases/cancelIdAnswers.ts';
import { cancelIds } from './cases/cancelIds.ts';
import { cancels } from './cases/cancels.ts';
import { cancelsBefore } from './cases/cancelsBefore.ts';
import { dialectOf } from './cases/dialects.ts';
import { door } from './cases/door.ts';
import { drift } from './cases/drift.ts';
import { form } from './cases/form.ts';
import { guids } from './cases/guids.ts';
import { hangUps } from './cases/hangUps.ts';
import { ids } from './cases/ids.ts';
import { inactive } from './cases/inactive.ts';
import { lenient } from './cases/lenient.ts';
import { panel } from './cases/panel.ts';
import { parallel } from './cases/parallel.ts';
import { players } from './cases/players.ts';
import { protocol } from './cases/protocol.ts';
import { repeats } from './cases/repeats.ts';
import { replies } from './cases/replies.ts';
import { restart } from './cases/restart.ts';
import { rounds } from './cases/rounds.ts';
import { scenarios } from './cases/scenarios.ts';
import { signature } from './cases/signature.ts';
import { state } from './cases/state.ts';
import { sums } from './cases/sums.ts';
import { time } from './cases/time.ts';
import { token } from './cases/token.ts';
import { wins } from './cases/wins.ts';

const requirements: readonly Requirement[] = [
  ...panel,
  ...time,
  ...amounts,
  ...sums,
  ...drift,
  ...repeats,
  ...wins,
  ...rounds,
  ...hangUps,
  ...inactive,
  ...players,
  ...apart,
  ...parallel,
  ...cancelsBefore,
  ...cancels,
  ...cancelIds,
  ...cancelIdAnswers,
  ...protocol,
  ...form,
  ...state,
  ...ids,
  ...guids,
  ...token,
  ...signature,
  ...door,
  ...lenient,
  ...restart,
];

/** Every case of the contract, in the order in which they are run. */
export function catalogueOf(contract: AnyContract): readonly Case[] {
  return casesOf(contract, [...requirements, ...replies(contract)]);
}

/** What may be played in place of the catalogue, by name. */
const profiles: Readonly<Record<string, (contract: AnyContract) => readonly Requirement[]>> = { panel: scenarios };

export const profileNames = Object.keys(profiles);

/** The cases of a profile, for one run; none where there is no such profile. */
export function profileOf(contract: AnyContract, name: string): readonly Case[] {
  return casesOf(contract, profiles[name]?.(contract) ?? []);
}

function casesOf(contract: AnyContract, all: readonly Requirement[]): readonly Case[] {
  const words = dialectOf(contract);
  return all
    .filter(({ only }) => only === undefined || only === contract.name)
    .map((requirement) => caseOf(requirement, words));
}

/** The cases that any of the patterns names: an id, or the beginning of one with a star, as in `money.*`. */
export function chosen(catalogue: readonly Case[], patterns: readonly string[]): readonly Case[] {
  if (patterns.length === 0) return catalogue;
  const matches = (id: string, pattern: string): boolean =>
    pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
  return catalogue.filter(({ id }) => patterns.some((pattern) => matches(id, pattern)));
}
