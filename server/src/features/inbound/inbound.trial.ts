import type { InboundDeps } from './inbound.deps'
import { contactTagOf, type InboundAnswer, type InboundMessage } from './inbound.keys'
import { takeCoded } from './inbound.taking'
import type { Texts } from './inbound.texts'
import { accepted, ignored, Unwritten } from './inbound.unwritten'

/**
 * Makes the part that takes a code for a digest typed in private: the digest comes back in that
 * chat as the groups will get it, with a message of our own before it rather than a mark within,
 * so that every part is the very text that is going to be known by its echo.
 */
export function createTrialLook(deps: InboundDeps, texts: Texts) {
  const { keyring, outbox, trials } = deps

  async function redeem(
    message: InboundMessage,
    contactId: string,
    code: string,
  ): Promise<'shown' | 'wrong'> {
    const { accountId } = message
    return takeCoded(deps, message, async (id, session) => {
      const parts = await trials.redeem(code, session)
      const said = parts ? [texts.trialHead(parts.length), ...parts] : [texts.wrongTrialCode()]
      const target = { kind: 'direct', accountId, contactId } as const
      for (const [index, text] of said.entries())
        await outbox.enqueue(
          { key: `inbound:${id}:${index}`, target, text, kind: 'reply' },
          session,
        )
      return parts ? 'shown' : 'wrong'
    })
  }

  return async function look(
    message: InboundMessage,
    contactId: string,
    code: string,
  ): Promise<InboundAnswer> {
    const contact = contactTagOf(keyring, message)
    if (!(await trials.mayTry(contact))) return ignored
    try {
      if ((await redeem(message, contactId, code)) === 'wrong') await trials.noteWrong(contact)
      return accepted
    } catch (error) {
      if (error instanceof Unwritten) return error.answer
      throw error
    }
  }
}
