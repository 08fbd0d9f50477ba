export type { DeliveryOutbox, DeliveryTarget, OutgoingMessage } from './outbox'
