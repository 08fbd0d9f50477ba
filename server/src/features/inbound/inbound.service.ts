import { parseIntent } from '@lianxin/shared'
import { AppError } from '../../platform/app-error'
import { inTransaction } from '../../platform/database'
import { createAnswering } from './inbound.answer'
import { createBinding } from './inbound.binding'
import type { InboundDeps } from './inbound.deps'
import {
  isLate,
  keysOf,
  REMEMBERED_MS,
  TOO_OLD_MS,
  type InboundAnswer,
  type InboundMessage,
} from './inbound.keys'
import { ensureContact, knowsReplay, rememberGroup, takeMessage } from './inbound.model'
import { placeOf, type Place } from './inbound.place'
import { createTexts } from './inbound.texts'
import { createTrialLook } from './inbound.trial'
import { accepted, duplicate, ignored, Unwritten } from './inbound.unwritten'

/** How long we remember in which group somebody spoke to us. */
const CONTACT_REMEMBERED_MS = 180 * 86_400_000

export interface InboundService {
  /**
   * Takes a message that is addressed to the bot: what it asks for, the answer to it and the note
   * that it was taken are one transaction. A repeat, however late and however racing, changes
   * nothing and answers nothing.
   */
  take(message: InboundMessage): Promise<InboundAnswer>
  /** Keeps a picture from a private chat. @throws AppError photo.* */
  takePhoto(bytes: Uint8Array): Promise<{ id: string }>
}

/** Makes the part that takes in what residents say in chats. */
export function createInboundService(deps: InboundDeps): InboundService {
  const { clock, keyring, outbox, photos } = deps
  const texts = createTexts(deps)
  const answer = createAnswering(deps, texts)
  const bind = createBinding(deps, texts)
  const look = createTrialLook(deps, texts)

  async function takeOnce(
    message: InboundMessage,
    place: Place,
    withoutPhotos: boolean,
  ): Promise<InboundAnswer> {
    const now = clock.now()
    const { id, replayKey } = keysOf(keyring, message)
    const { accountId } = message
    return inTransaction(async (session) => {
      // The id of a replayed message may be a new one; a second bot in the room has its own ids.
      const others = isLate(message, now) ? 'any' : { not: accountId }
      const isKnown = await knowsReplay(replayKey, others, session)
      const expiresAt = new Date(now.getTime() + REMEMBERED_MS)
      const isNew =
        !isKnown && (await takeMessage({ id, replayKey, accountId, expiresAt }, session))
      if (!isNew) throw new Unwritten(duplicate)
      const said = await answer({ message, place, session, withoutPhotos })
      if (!said) throw new Unwritten(ignored)
      await outbox.enqueue(
        {
          key: `inbound:${id}`,
          target: place.target,
          text: said.text,
          kind: 'receipt',
          ...(said.ticketId ? { ref: { type: 'ticket', id: said.ticketId } } : {}),
        },
        session,
      )
      return accepted
    })
  }

  async function takeSafely(message: InboundMessage, place: Place): Promise<InboundAnswer> {
    try {
      return await takeOnce(message, place, false)
    } catch (error) {
      if (error instanceof Unwritten) return error.answer
      // A picture was forgotten meanwhile. The words count more than the picture.
      if (!(error instanceof AppError) || error.code !== 'photo.unknown') throw error
    }
    try {
      return await takeOnce(message, place, true)
    } catch (error) {
      if (error instanceof Unwritten) return error.answer
      throw error
    }
  }

  return {
    async take(message) {
      const now = clock.now()
      if (now.getTime() - new Date(message.sentAt).getTime() > TOO_OLD_MS) return ignored
      const intent = parseIntent(message.text, message.quotedText)
      if (intent.kind === 'bind' && message.chat.type === 'group')
        return bind(message, message.chat.roomId, intent.code)
      if (intent.kind === 'look' && message.chat.type === 'direct')
        return look(message, message.chat.contactId, intent.code)
      const place = await placeOf(deps, message)
      if (!place) return ignored
      const expiresAt = new Date(now.getTime() + CONTACT_REMEMBERED_MS)
      // Before the transaction, which then only ever updates: two upserts at once would collide.
      if (message.photoIds.length > 0) await ensureContact(place.contactTag, expiresAt)
      const outcome = await takeSafely(message, place)
      // Nothing is remembered of somebody who has just asked for that.
      const anonymous = intent.kind === 'suggest' && intent.anonymous
      if (outcome.status === 'accepted' && place.kind === 'group' && place.groupId && !anonymous)
        await rememberGroup(place.contactTag, place.groupId, expiresAt)
      return outcome
    },
    takePhoto: (bytes) => photos.upload(bytes),
  }
}
