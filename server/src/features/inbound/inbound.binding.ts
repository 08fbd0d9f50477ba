import type { GroupRecord, Redeemed } from '../groups'
import type { InboundDeps } from './inbound.deps'
import type { InboundAnswer, InboundMessage } from './inbound.keys'
import { takeCoded } from './inbound.taking'
import type { Texts } from './inbound.texts'
import { accepted, ignored, Unwritten } from './inbound.unwritten'

/**
 * Makes the part that takes a bind code typed in a room. In a room that is bound to nobody a wrong
 * code is passed over in silence: there the bot says nothing, and a guesser learns nothing.
 */
export function createBinding(deps: InboundDeps, texts: Texts) {
  const { outbox, binding } = deps

  /** What is said in the room, or null where nothing is. */
  function answerTo(found: Redeemed): { group: GroupRecord; text: string } | null {
    if (found.status === 'bound') return { group: found.group, text: texts.bound(found.orgName) }
    if (found.status === 'foreign')
      return { group: found.group, text: texts.boundElsewhere(found.orgName) }
    return found.group && { group: found.group, text: texts.wrongBindCode() }
  }

  async function redeem(
    message: InboundMessage,
    roomId: string,
    code: string,
  ): Promise<Redeemed['status']> {
    const { accountId } = message
    return takeCoded(deps, message, async (id, session) => {
      const found = await binding.redeem(code, { roomId, accountId }, session)
      const answer = answerTo(found)
      if (!answer) throw new Unwritten(ignored)
      const target = { kind: 'group', groupId: answer.group.id } as const
      await outbox.enqueue(
        { key: `inbound:${id}`, target, text: answer.text, kind: 'receipt' },
        session,
      )
      return found.status
    })
  }

  return async function bind(
    message: InboundMessage,
    roomId: string,
    code: string,
  ): Promise<InboundAnswer> {
    if (!(await binding.mayTry(roomId))) return ignored
    try {
      if ((await redeem(message, roomId, code)) === 'wrong') await binding.noteWrong(roomId)
      return accepted
    } catch (error) {
      if (!(error instanceof Unwritten)) throw error
      if (error.answer === ignored) await binding.noteWrong(roomId)
      return error.answer
    }
  }
}
