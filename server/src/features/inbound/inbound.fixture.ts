import mongoose from 'mongoose'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { keepWhatExpired } from '../../platform/test-support/no-expiry'
import { createCheckins } from '../checkins'
import { createDeliveries } from '../deliveries'
import { createDigests } from '../digests'
import { createEvents } from '../events'
import { steadySenders } from '../deliveries/test-support/world'
import { bindGroup, createBindingService, getGroup, getGroupByRoom } from '../groups'
import { createOrg } from '../orgs'
import { createPeopleService } from '../people'
import { createPhotoService } from '../photos'
import { createTeams } from '../teams'
import { createTicketFeature } from '../tickets'
import { createWorkdayService } from '../workdays'
import type { InboundMessage } from './inbound.keys'
import { createInboundService } from './inbound.service'

export const ROOM = 'room-1@chatroom'
/** Issues by number, as the group got them. */
const issues = [
  { id: 'd'.repeat(24), issueNo: 47, pointCount: 4 },
  { id: 'c'.repeat(24), issueNo: 46, pointCount: 2 },
]

/** A group with a branch on the engine of this run; only what digests it got is invented. */
export async function createWorld() {
  const database = testDatabase()
  await connectDatabase(database.uri, database.dbName)
  await keepWhatExpired()
  let now = new Date('2026-11-23T10:02:00+08:00')
  const clock = { now: () => new Date(now) }
  const keyring = createKeyring('a secret for tests only, 32 characters or more')
  const people = createPeopleService(keyring)
  const street = await createOrg('柳岸街道', 'street', null, 0)
  const grid = await createOrg('望江三网格', 'grid', street, 0)
  const group = await bindGroup(ROOM, '望江第三支部群', grid)
  const workdays = createWorkdayService({ clock })
  const photos = createPhotoService({ clock, keyring })
  const { outbox, forecast } = createDeliveries({ clock, keyring, senders: steadySenders() })
  const tickets = createTicketFeature({
    clock,
    keyring,
    deliveries: outbox,
    people,
    workdays,
    photos,
    digests: { refOf: async (id) => issues.find((issue) => issue.id === id) ?? null },
    replies: { placeOf: async () => null },
    reminders: { announce: async () => {} },
  })
  const secretaryRecord = await people.create({
    name: '李敏',
    phone: null,
    passwordHash: null,
    posts: [{ role: 'secretary', org: grid }],
  })
  const secretary: PersonActor = { kind: 'person', ...secretaryRecord, sessionId: 'session' }
  const binding = createBindingService({ clock, keyring })
  const { digests, trials } = createDigests({
    clock,
    keyring,
    outcomes: tickets.service,
    workdays,
    forecast,
    botName: '小桥',
    burdenQuota: 8,
    publicUrl: 'https://lianxin.example',
    senders: steadySenders(),
  })
  const { checkins } = createCheckins({
    clock,
    people,
    outbox,
    listeners: [],
    botName: '小桥',
    publicUrl: 'https://lianxin.example',
  })
  const events = createEvents({
    clock,
    keyring,
    people,
    workdays,
    notices: { tell: async () => 0 },
    teams: createTeams({ clock, people }).lookup,
    publicUrl: 'https://lianxin.example',
  })
  const inbound = createInboundService({
    clock,
    keyring,
    botName: '小桥',
    publicUrl: 'https://lianxin.example',
    tickets: tickets.service,
    outbox,
    groups: { byRoom: getGroupByRoom, byId: getGroup },
    binding,
    digests: {
      newestInGroup: async (id) => (id === group.id ? (issues[0] ?? null) : null),
      byIssueInGroup: async (id, issueNo) =>
        (id === group.id && issues.find((issue) => issue.issueNo === issueNo)) || null,
    },
    trials,
    people,
    photos,
    checkins,
    shifts: events.chat,
  })
  const collection = (name: string) => mongoose.connection.collection(name)
  let messages = 0

  /** A message as the bot hands it in; a new one each time unless told. */
  function message(text: string, more: Partial<InboundMessage> = {}): InboundMessage {
    messages += 1
    return {
      accountId: 'bot-1',
      chat: { type: 'group', roomId: ROOM },
      messageId: `m${messages}`,
      sender: { contactId: 'wxid-wang', name: '王秀兰' },
      text,
      quotedText: null,
      addressedBy: 'mention',
      photoIds: [],
      sentAt: clock.now().toISOString(),
      ...more,
    }
  }

  return {
    events,
    inbound,
    binding,
    digests,
    trials,
    secretary,
    people,
    photos,
    grid,
    group,
    message,
    /** A private message to the bot. */
    whisper: (text: string, contactId: string, more: Partial<InboundMessage> = {}) =>
      message(text, {
        chat: { type: 'direct', contactId },
        sender: { contactId, name: '林阿妹' },
        addressedBy: 'direct',
        ...more,
      }),
    pass(ms: number) {
      now = new Date(now.getTime() + ms)
    },
    /** Everything in a collection, oldest first. */
    all: (name: string) => collection(name).find().sort({ _id: 1 }).toArray(),
    tickets: () => collection('tickets').find().sort({ createdAt: 1, _id: 1 }).toArray(),
    async said(): Promise<string[]> {
      const rows = await collection('deliveries').find().sort({ _id: 1 }).toArray()
      return rows.map((row) => String(row['text']))
    },
    /** Makes a transition at the desk. */
    async act(number: string, action: string, text: string) {
      const ticket = await collection('tickets').findOne({ number })
      if (!ticket) throw new Error(`no ${number}`)
      const input = { action, text, revision: Number(ticket['revision']) }
      await tickets.handling.act(secretary, String(ticket['_id']), input, null)
    },
    async clear() {
      for (const name of [
        'tickets',
        'deliveries',
        'inbound_messages',
        'inbound_contacts',
        'checkins',
      ])
        await collection(name).deleteMany({})
    },
    async close() {
      await disconnectDatabase()
      await database.drop()
    },
  }
}
