import type { InboundAnswer } from './inbound.keys'

/**
 * Thrown inside a transaction to end it with nothing written and this answer. It must be thrown:
 * after a duplicate key the transaction is over, and a commit would only start it again.
 */
export class Unwritten extends Error {
  constructor(readonly answer: InboundAnswer) {
    super(answer.status)
  }
}

export const duplicate: InboundAnswer = { status: 'duplicate', wake: false }
export const ignored: InboundAnswer = { status: 'ignored', wake: false }
export const accepted: InboundAnswer = { status: 'accepted', wake: true }
