/** The contract in code: its constants, its types, and exact JSON and money. */
export * from '../../generated/protocol.ts';
export { parseChecks } from './checks.ts';
export { decodeReply, decodeRequest, encodeReply, encodeRequest, type Violation } from './codec.ts';
export { parseJson } from './json.ts';
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
