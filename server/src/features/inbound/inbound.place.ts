import type { DeliveryTarget } from '../deliveries'
import type { ReporterQuery, TicketChat } from '../tickets'
import type { InboundDeps, KnownSpeaker } from './inbound.deps'
import { contactTagOf, type InboundMessage } from './inbound.keys'
import { recallContact } from './inbound.model'

/** Where a message was said, by whom, and which branch it concerns. */
export interface Place {
  kind: 'group' | 'direct'
  chat: TicketChat
  target: DeliveryTarget
  /** Group of the digests that a point number means; null: not known. */
  groupId: string | null
  /** Branch that answers; null: a private word from someone we cannot place. */
  orgId: string | null
  sourceLabel: string
  contactTag: string
  person: KnownSpeaker | null
  /** Asks for the speaker's own matters. */
  speaker: Omit<ReporterQuery, 'number'>
}

/**
 * Places a message. In private: the branch of a known person, else that of the group in which
 * this contact last spoke to us.
 * @returns null for a room that no branch has bound
 */
export async function placeOf(deps: InboundDeps, message: InboundMessage): Promise<Place | null> {
  const { contactId } = message.sender
  const person = await deps.people.byContact(contactId)
  const contactTag = contactTagOf(deps.keyring, message)
  const common = { contactTag, person }
  if (message.chat.type === 'group') {
    const group = await deps.groups.byRoom(message.chat.roomId)
    if (!group) return null
    const chat: TicketChat = { type: 'group', groupId: group.id }
    return {
      ...common,
      kind: 'group',
      chat,
      target: { kind: 'group', groupId: group.id },
      groupId: group.id,
      orgId: group.orgId,
      sourceLabel: group.topic,
      speaker: { chat, contactId, personId: person?.id ?? null },
    }
  }
  const memory = await recallContact(contactTag)
  const group = memory?.groupId ? await deps.groups.byId(String(memory.groupId)) : null
  const chat: TicketChat = { type: 'direct', accountId: message.accountId, contactId }
  return {
    ...common,
    kind: 'direct',
    chat,
    target: { kind: 'direct', accountId: message.accountId, contactId },
    groupId: group?.id ?? null,
    orgId: person?.posts[0]?.orgId ?? group?.orgId ?? null,
    sourceLabel: `私聊${deps.botName}`,
    speaker: { chat, contactId, personId: person?.id ?? null },
  }
}
