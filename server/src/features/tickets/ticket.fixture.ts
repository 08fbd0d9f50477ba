import mongoose from 'mongoose'
import type { Role } from '@lianxin/shared'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { createDeliveries } from '../deliveries'
import { steadySenders } from '../deliveries/test-support/world'
import { bindGroup, type GroupRecord } from '../groups'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService } from '../people'
import { createPhotoService } from '../photos'
import { createWorkdayService } from '../workdays'
import { createTicketFeature, type TicketFeature } from './ticket.service'
import type { RaiseInput } from './ticket.types'

/** A clock that stands where it is put, in Shanghai time (`2026-11-22T10:02:00`). */
export class StandingClock {
  private at = new Date('2026-11-22T10:02:00+08:00')
  now = () => new Date(this.at)
  set(shanghai: string) {
    this.at = new Date(`${shanghai}+08:00`)
  }
}

interface World {
  feature: TicketFeature
  clock: StandingClock
  orgs: { district: OrgRecord; street: OrgRecord; grid: OrgRecord; other: OrgRecord }
  group: GroupRecord
  /** Makes a person with a post, able to act. */
  person(name: string, role: Role, org: OrgRecord): Promise<PersonActor>
  raise(input?: Partial<RaiseInput>): ReturnType<TicketFeature['service']['raise']>
  /** A document as it lies in the database. */
  stored(number: string): Promise<Record<string, unknown>>
  /** What is waiting to be said, oldest first. */
  queued(): Promise<
    { kind: string; text: string; groupId: string | null; contactId: string | null }[]
  >
  close(): Promise<void>
}

/** A small district on the engine of this run, with every real part that matters touch. */
export async function createWorld(): Promise<World> {
  const database = testDatabase()
  await connectDatabase(database.uri, database.dbName)
  const clock = new StandingClock()
  const keyring = createKeyring('a secret for tests only, 32 characters or more')
  const people = createPeopleService(keyring)
  const district = await createOrg('青禾区', 'district', null, 0)
  const street = await createOrg('柳岸街道', 'street', district, 0)
  const grid = await createOrg('望江三网格', 'grid', street, 0)
  const other = await createOrg('石桥街道', 'street', district, 1)
  const group = await bindGroup('room-1@chatroom', '望江第三支部群', grid)
  const feature = createTicketFeature({
    clock,
    keyring,
    deliveries: createDeliveries({ clock, keyring, senders: steadySenders() }).outbox,
    people,
    workdays: createWorkdayService({ clock }),
    photos: createPhotoService({ clock, keyring }),
    digests: {
      refOf: async (id) => (id === DIGEST ? { issueNo: 47, pointCount: 4 } : null),
    },
    replies: { placeOf: async () => null },
    reminders: { announce: async () => {} },
  })
  const collection = (name: string) => mongoose.connection.collection(name)
  return {
    feature,
    clock,
    orgs: { district, street, grid, other },
    group,
    async person(name, role, org) {
      const { id, posts } = await people.create({
        name,
        phone: null,
        passwordHash: null,
        posts: [{ role, org }],
      })
      return { kind: 'person', id, name, posts, sessionId: 'session' }
    },
    raise: (input = {}) =>
      feature.service.raise({
        originKey: null,
        text: '三号楼东侧路灯不亮，晚上老人出门看不清。',
        orgId: grid.id,
        channel: 'group',
        sourceLabel: group.topic,
        reporter: { kind: 'contact', contactId: 'wxid-wang', name: '王秀兰' },
        chat: { type: 'group', groupId: group.id },
        ...input,
      }),
    async stored(number) {
      const found = await collection('tickets').findOne({ number })
      if (!found) throw new Error(`no ${number}`)
      return found
    },
    async queued() {
      const rows = await collection('deliveries').find().sort({ _id: 1 }).toArray()
      return rows.map((row) => ({
        kind: String(row['kind']),
        text: String(row['text']),
        groupId: row['groupId'] ? String(row['groupId']) : null,
        contactId: row['contactId'] ? String(row['contactId']) : null,
      }))
    },
    async close() {
      await disconnectDatabase()
      await database.drop()
    },
  }
}

/** The one digest that the fixture knows: issue 47, with four points. */
export const DIGEST = 'd'.repeat(24)
