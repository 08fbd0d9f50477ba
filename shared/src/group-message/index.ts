export {
  readAddressed,
  type AddressContext,
  type AddressedBy,
  type AddressedMessage,
  type IncomingMessage,
} from './address'
export { parseIntent, parseSuggestion, type Intent, type SuggestIntent } from './intent'
