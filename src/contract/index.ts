/** The contracts as values with their types, exact JSON and money, and signatures. */
export type { Adapter, Asked, DecodedData, Order, Subject } from './adapter.ts';
export type {
  Callback,
  Cancel,
  Caught,
  CheckName,
  Enquiry,
  Movement,
  Outcome,
  Play,
  StatusQuestion,
} from './callback.ts';
export { type CheckList, checkReader } from './checks.ts';
export { type Codec, codecOf, type Decoded } from './codec.ts';
export type { AnyContract, CallbacksDocument, Contract, DeliveryPolicy, ExactPath, ResultName } from './contract.ts';
export type { Violation } from './violation.ts';
export { contracts, v1, v4 } from './contracts.ts';
export { type ParsedJson, parseJson } from './json.ts';
export { displayMoney, formatMoney, parseMoney } from './money.ts';
export { replyViolations } from './schema.ts';
export {
  type SignatureProblem,
  signatureProblems,
  type SignatureVerifier,
  signatureVerifier,
  type Signer,
  signerWith,
} from './signature.ts';
export type {
  AmountMinor,
  CallbackData,
  CallbackReply,
  CallbackRequest,
  CheckOf,
  Command,
  CommandOf,
  Messages,
  ReceivedReply,
  V1,
  V4,
} from './types.ts';
