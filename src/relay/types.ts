/** The types of the relay's API, as `openapi/relay/` states them. */
import type { components, paths } from '../../generated/relay/types.ts';

export type { paths };

type Schemas = components['schemas'];

export type Movement = Schemas['Movement'];
export type CancelRequest = Schemas['Cancel'];
export type BetOutcome = Schemas['BetOutcome'];
export type SettledOutcome = Schemas['SettledOutcome'];
export type Pending = Schemas['Pending'];
export type Answer = Schemas['Answer'];
export type StatusAnswer = Schemas['StatusAnswer'];
export type Delivery = Schemas['Delivery'];
export type DeliveryWithAttempts = Schemas['DeliveryWithAttempts'];
export type DeliveryPage = Schemas['DeliveryPage'];
export type Selection = Schemas['Selection'];
export type Worked = Schemas['Worked'];
export type Operator = Schemas['Operator'];
export type Settlement = Schemas['Settlement'];
export type SettlementPage = Schemas['SettlementPage'];
export type Problem = Schemas['Problem'];
