/** Players over a failing wire, with a book of their own. */
export { type FaultKind, faultKinds, type FaultRates, startFaultyWire } from './faults.ts';
export { bookOf } from './reconcile.ts';
export { simulate, type SimulationOptions, type SimulationReport } from './simulate.ts';
