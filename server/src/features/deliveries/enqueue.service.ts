import { splitText } from '@lianxin/shared'
import type { Clock } from '../../platform/clock'
import { isDuplicateKey, runAgain } from '../../platform/database'
import type { Keyring } from '../../platform/keyring'
import { getGroup } from '../groups'
import { pickSender } from './senders'
import { DeliveryModel, newDelivery, objectId, type DeliveryDocument } from './delivery.model'
import { deliveryPriority, directChatKey, fingerprintOf, groupChatKey } from './delivery.rules'
import type { ClientSession } from 'mongoose'
import type { DeliveryOutbox, OutgoingMessage } from './outbox'

type Address = Pick<DeliveryDocument, 'chatKey' | 'groupId' | 'contactId' | 'accountId'>

async function addressOf(
  keyring: Keyring,
  { target, kind }: OutgoingMessage,
  session?: ClientSession,
): Promise<Address> {
  if (target.kind === 'direct') {
    const { accountId, contactId } = target
    const chatKey = directChatKey(keyring, accountId, contactId)
    return { chatKey, groupId: null, contactId, accountId }
  }
  const group = await getGroup(target.groupId, session)
  return {
    chatKey: groupChatKey(target.groupId),
    groupId: objectId(target.groupId),
    contactId: null,
    accountId: group && pickSender(kind, group, new Set()),
  }
}

function rowsOf(message: OutgoingMessage, address: Address, now: Date): DeliveryDocument[] {
  const { key, kind, ref } = message
  return splitText(message.text).map((text, index) =>
    newDelivery({
      ...address,
      key: index === 0 ? key : `${key}#${index + 1}`,
      kind,
      priority: message.priority ?? deliveryPriority[kind],
      orderAt: now,
      part: index + 1,
      text,
      fingerprint: fingerprintOf(text),
      ref: ref ? { type: ref.type, id: objectId(ref.id) } : null,
      notBefore: message.notBefore ?? now,
      notAfter: message.notAfter ?? null,
      createdAt: now,
    }),
  )
}

/** Makes the outbox that other features queue their messages in. */
export function createOutbox(deps: { clock: Clock; keyring: Keyring }): DeliveryOutbox {
  const { clock, keyring } = deps
  return {
    async enqueue(message, session) {
      const rows = rowsOf(message, await addressOf(keyring, message, session), clock.now())
      for (const row of rows) {
        const { key, ...fields } = row
        try {
          // An upsert rather than an insert: a duplicate would abort the caller's transaction.
          await DeliveryModel.updateOne(
            { key },
            { $setOnInsert: fields },
            { upsert: true, ...(session && { session }) },
          )
        } catch (error) {
          // Lost a race: the other one said it. A transaction is aborted by that and starts again.
          if (!isDuplicateKey(error)) throw error
          if (session) throw runAgain(error)
        }
      }
    },
  }
}
