/** Players over a failing wire, with a book of their own. */
export {
  type FaultKind,
  faultKinds,
  type FaultRates,
  type FaultyWire,
  startFaultyWire,
  type WireOptions,
} from './faults.ts';
export { type Book, bookOf, type Difference } from './reconcile.ts';
export type { CommandFigures } from './figures.ts';
export { simulate, type SimulatedOperator, type SimulationOptions, type SimulationReport } from './simulate.ts';
