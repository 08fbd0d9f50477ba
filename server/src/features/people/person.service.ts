import { escapePattern, type DevelopmentStage, type PartyClass, type Role } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import type { Post } from '../../http/route'
import type { Keyring } from '../../platform/keyring'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrgs, type OrgRecord } from '../orgs'
import { initialsOf } from './initials'
import { createPersonAccounts } from './person.accounts'
import { PersonModel, type PersonDocument } from './person.model'
import { phoneIndexer } from './phone-index'
import { pathsOf } from './roster.paths'
import { postsAt } from './roster.rules'

export interface PersonRecord {
  id: string
  name: string
  /** Posts in force, the first one being where the person lives or is organized. */
  posts: Post[]
  partyClass: PartyClass | null
  developmentStage: DevelopmentStage | null
  elderMode: boolean | null
  wechatBound: boolean
  consents: { purpose: string; version: string; granted: boolean; at: Date }[]
}

/** A member as lists name them. */
interface MemberRecord {
  id: string
  name: string
  org: OrgRecord
}
/** A member's place in lists: name and id. */
type MemberKey = [name: string, id: string]

export interface NewPerson {
  name: string
  phone: string | null
  passwordHash: string | null
  /** The desk that let the person choose the password. */
  passwordFrom?: { orgId: string; at: Date }
  contactId?: string
  posts: { role: Role; org: OrgRecord }[]
}

/** An index is asked for at most so many keys at a time. */
const ASKED_AT_ONCE = 300

async function toRecords(people: readonly PersonDocument[], at: Date): Promise<PersonRecord[]> {
  const orgs = await getOrgs(
    people.flatMap((person) => person.posts.map((post) => String(post.orgId))),
  )
  return people.map((person) => ({
    id: String(person._id),
    name: person.name,
    posts: postsAt(person, at).map(({ role, orgId }) => ({
      role,
      orgId: String(orgId),
      orgName: orgs.get(String(orgId))?.name ?? '',
    })),
    partyClass: person.partyClass ?? null,
    developmentStage: person.developmentStage ?? null,
    elderMode: person.elderMode,
    wechatBound: person.openidIndex !== null,
    consents: person.consents.map(({ purpose, version, granted, at: given }) => ({
      purpose,
      version,
      granted,
      at: given,
    })),
  }))
}

async function toRecord(person: PersonDocument | null): Promise<PersonRecord | null> {
  if (!person) return null
  return (await toRecords([person], new Date()))[0] ?? null
}

/**
 * People and their accounts.
 * @param keyring seals phones and makes the indexes that find them again
 */
export function createPeopleService(keyring: Keyring) {
  const phoneIndex = phoneIndexer(keyring)
  const contactIndex = (contactId: string) => keyring.blindIndex('contact', contactId)

  return {
    ...createPersonAccounts(keyring),
    async get(id: string): Promise<PersonRecord | null> {
      return toRecord(await PersonModel.findById(id).lean())
    },
    async getMany(ids: readonly string[]): Promise<Map<string, PersonRecord>> {
      const people = await PersonModel.find({ _id: { $in: [...new Set(ids)] } }).lean()
      return new Map((await toRecords(people, new Date())).map((person) => [person.id, person]))
    },
    async byContact(contactId: string): Promise<PersonRecord | null> {
      return toRecord(await PersonModel.findOne({ contactIndex: contactIndex(contactId) }).lean())
    },
    /**
     * Erases who a person is and how to reach them; the record stays as a tombstone, so that what
     * points at it still adds up. A Party member's name and post stay: the roster is the branch's.
     */
    async erase(id: string, at: Date, session: ClientSession): Promise<void> {
      const person = await PersonModel.findById(id).session(session).lean()
      if (!person) return
      const member = person.posts.some(({ role, to }) => role === 'member' && to === null)
      const unnamed = {
        name: '已注销',
        initials: '',
        orgPaths: [],
        rosterPath: [],
        partyClass: null,
        developmentStage: null,
        joinedOn: null,
        posts: person.posts.map((post) => ({ ...post, to: post.to ?? at })),
      }
      const gone = {
        phoneSealed: null,
        phoneIndex: null,
        passwordHash: null,
        passwordFrom: null,
        openidIndex: null,
        contactIndex: null,
        memberIndex: null,
        elderMode: null,
        consents: [],
      }
      await PersonModel.updateOne(
        { _id: id },
        { $set: { ...gone, ...(member ? {} : unnamed) } },
        { session },
      )
    },
    async byOpenid(openid: string): Promise<PersonRecord | null> {
      return toRecord(
        await PersonModel.findOne({ openidIndex: keyring.blindIndex('openid', openid) }).lean(),
      )
    },
    /** Binds a WeChat account to a person; a second account for one person replaces the first. */
    async bindOpenid(id: string, openid: string): Promise<void> {
      await PersonModel.updateOne(
        { _id: id },
        { $set: { openidIndex: keyring.blindIndex('openid', openid) } },
      )
    },
    async setStage(id: string, stage: DevelopmentStage | null): Promise<void> {
      const person = await PersonModel.findById(id).lean()
      if (!person) return
      // Whoever is not on the way any more stands on no roster, unless as a member.
      const { rosterPath } = await pathsOf(person.posts, stage, new Date())
      await PersonModel.updateOne({ _id: id }, { $set: { developmentStage: stage, rosterPath } })
    },
    async setElderMode(id: string, elderMode: boolean): Promise<void> {
      await PersonModel.updateOne({ _id: id }, { $set: { elderMode } })
    },
    /** Adds to the consent history; the newest entry for a purpose is the one in force. */
    async addConsent(
      id: string,
      consent: { purpose: string; version: string; granted: boolean; at: Date },
      session?: ClientSession,
    ) {
      await PersonModel.updateOne(
        { _id: id },
        { $push: { consents: { $each: [consent], $slice: -50 } } },
        session ? { session } : {},
      )
    },
    /**
     * Who holds a post in some subtrees and is known by exactly this name and phone. Of anybody else
     * nothing is told: neither that a number is known, nor whose it is.
     * @returns by place in `asked`; null for who is not found
     */
    async identify(
      roots: readonly string[],
      asked: readonly { name: string; phone: string }[],
    ): Promise<(PersonRecord | null)[]> {
      const indexes = asked.map(({ phone }) => phoneIndex(phone))
      const wished = [...new Set(indexes)]
      const found = new Map<string, PersonRecord>()
      for (let from = 0; from < wished.length; from += ASKED_AT_ONCE) {
        const phones = { $in: wished.slice(from, from + ASKED_AT_ONCE) }
        const rows = await PersonModel.find({ phoneIndex: phones }).lean()
        const within = rows.filter(({ orgPaths }) =>
          orgPaths.some((id) => roots.includes(String(id))),
        )
        for (const [at, record] of (await toRecords(within, new Date())).entries())
          found.set(within[at]?.phoneIndex ?? '', record)
      }
      return asked.map(({ name }, at) => {
        const record = found.get(indexes[at] ?? '')
        return record?.name === name ? record : null
      })
    },
    async list(
      roots: readonly string[],
      query: {
        orgId?: string | undefined
        role?: Role | undefined
        q?: string | undefined
        cursor?: string | undefined
        limit: number
      },
    ): Promise<{ items: PersonRecord[]; nextCursor: string | null }> {
      const after = query.cursor ? decodeCursor(query.cursor, ['string', 'id']) : null
      const name = query.q ? { name: { $regex: escapePattern(query.q) } } : {}
      const rows = await PersonModel.find({
        $and: [
          { orgPaths: { $in: [...roots] } },
          query.orgId ? { orgPaths: query.orgId } : {},
          query.role ? { 'posts.role': query.role } : {},
          name,
          after
            ? { $or: [{ name: { $gt: after[0] } }, { name: after[0], _id: { $gt: after[1] } }] }
            : {},
        ].filter((part) => Object.keys(part).length > 0),
      })
        .sort({ name: 1, _id: 1 })
        .limit(query.limit + 1)
        .lean()
      const page = cutPage(rows, query.limit, (row) => [row.name, String(row._id)])
      return { items: await toRecords(page.items, new Date()), nextCursor: page.nextCursor }
    },
    /**
     * Who holds a member's post in a subtree now, each once, by name; a batch at a time.
     * @param after where the last batch ended; null = from the beginning
     * @param size how many are looked at: some of them may hold no such post any more
     * @returns `next` = where to go on, null when these were the last
     */
    async memberBatch(
      root: string,
      at: Date,
      after: MemberKey | null,
      size: number,
    ): Promise<{ members: MemberRecord[]; next: MemberKey | null }> {
      const rows = await PersonModel.find(
        {
          orgPaths: root,
          'posts.role': 'member',
          // The lower bound for the index, the rest for those of the same name.
          ...(after && {
            name: { $gte: after[0] },
            $or: [{ name: { $gt: after[0] } }, { _id: { $gt: after[1] } }],
          }),
        },
        { name: 1, posts: 1 },
      )
        .sort({ name: 1, _id: 1 })
        .limit(size)
        .lean()
      const held = rows.flatMap(({ posts }) => posts.map(({ orgId }) => String(orgId)))
      const orgs = await getOrgs(held)
      const members = rows.flatMap(({ _id, name, posts }) => {
        const post = postsAt({ posts }, at).find(
          ({ role, orgId }) => role === 'member' && orgs.get(String(orgId))?.path.includes(root),
        )
        const org = orgs.get(String(post?.orgId))
        return org ? [{ id: String(_id), name, org }] : []
      })
      const last = rows.length === size ? rows.at(-1) : undefined
      return { members, next: last ? [last.name, String(last._id)] : null }
    },
    /** @throws a duplicate key when the phone is somebody's already */
    async create(person: NewPerson, session?: ClientSession): Promise<PersonRecord> {
      const created = new PersonModel({
        name: person.name,
        initials: initialsOf(person.name),
        rosterPath: person.posts.find(({ role }) => role === 'member')?.org.path ?? [],
        phoneSealed: person.phone ? keyring.encrypt(person.phone) : null,
        phoneIndex: person.phone ? phoneIndex(person.phone) : null,
        passwordHash: person.passwordHash,
        passwordFrom: person.passwordFrom ?? null,
        contactIndex: person.contactId ? contactIndex(person.contactId) : null,
        posts: person.posts.map(({ role, org }) => ({
          role,
          orgId: org.id,
          from: new Date(),
          to: null,
        })),
        orgPaths: [...new Set(person.posts.flatMap(({ org }) => org.path))],
      })
      await created.save(session ? { session } : {})
      const [record] = await toRecords([created.toObject()], new Date())
      if (!record) throw new Error('a person just made must be readable')
      return record
    },
  }
}

export type PeopleService = ReturnType<typeof createPeopleService>
