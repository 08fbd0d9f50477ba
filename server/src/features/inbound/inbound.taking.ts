import type { ClientSession } from 'mongoose'
import { inTransaction } from '../../platform/database'
import type { InboundDeps } from './inbound.deps'
import { keysOf, REMEMBERED_MS, type InboundMessage } from './inbound.keys'
import { takeMessage } from './inbound.model'
import { duplicate, Unwritten } from './inbound.unwritten'

/**
 * Takes a message with a code in it, in one transaction with all that comes of it.
 * @param work is told by which id the message is known again
 * @throws Unwritten when it was taken before
 */
export async function takeCoded<T>(
  { clock, keyring }: Pick<InboundDeps, 'clock' | 'keyring'>,
  message: InboundMessage,
  work: (id: string, session: ClientSession) => Promise<T>,
): Promise<T> {
  const { id, replayKey } = keysOf(keyring, message)
  const { accountId } = message
  const expiresAt = new Date(clock.now().getTime() + REMEMBERED_MS)
  return inTransaction(async (session) => {
    if (!(await takeMessage({ id, replayKey, accountId, expiresAt }, session)))
      throw new Unwritten(duplicate)
    return work(id, session)
  })
}
