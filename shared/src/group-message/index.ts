export {
  readAddressed,
  type AddressContext,
  type AddressedBy,
  type AddressedMessage,
  type IncomingMessage,
} from './address'
export { parseIntent, parseSuggestion } from './intent'
export type { Intent, SuggestIntent } from './intent-kinds'
