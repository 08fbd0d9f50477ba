/** What a message is for; decides how urgent it is and whether quiet hours hold it. */
export const deliveryKinds = ['receipt', 'reply', 'rating', 'digest'] as const
export type DeliveryKind = (typeof deliveryKinds)[number]

/** Smaller goes first: somebody is waiting for a receipt, nobody for a digest. */
export const deliveryPriority: Record<DeliveryKind, number> = {
  receipt: 1,
  reply: 1,
  rating: 2,
  digest: 3,
}
