/** The contract in code: its constants, its types, and exact JSON and money. */
export * from '../../generated/v1/protocol.ts';
export { type CheckList, parseChecks } from './checks.ts';
export { type Decoded, decodeReply, decodeRequest, encodeReply, encodeRequest, type Violation } from './codec.ts';
export { type ParsedJson, parseJson } from './json.ts';
export { displayMoney, formatMoney, parseMoney } from './money.ts';
export { replyViolations } from './schema.ts';
export type {
  AmountMinor,
  CallbackData,
  CallbackReply,
  CallbackRequest,
  DeliveryPolicy,
  ReceivedReply,
} from './types.ts';
export { deliveryOf } from './types.ts';
