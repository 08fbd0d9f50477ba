import type { DevelopmentStage } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import { isDuplicateKey, runAgain } from '../../platform/database'
import type { Keyring } from '../../platform/keyring'
import { initialsOf } from './initials'
import { PersonModel, toId, type PersonDocument } from './person.model'
import { phoneIndexer } from './phone-index'
import { orgNameOf, pathsOf } from './roster.paths'
import {
  postsAfter,
  postsAt,
  roleFor,
  rosterPost,
  type RosterChange,
  type RosterOutcome,
  type RosterRefusal,
  type RosterRow,
} from './roster.rules'

type Write = Parameters<typeof PersonModel.bulkWrite>[0][number]
interface Plan {
  outcome: RosterOutcome
  write: Write | null
}

/** What a batch of lines is judged by. */
export interface RosterScope {
  at: Date
  /** Is this organization in the part of the tree that the roster is for? */
  within(orgId: string): boolean
  /** May this stage be noted for this person (null: nobody known yet)? Null = yes. */
  stageRefusal(personId: string | null, stage: DevelopmentStage): Promise<RosterRefusal | null>
}

const refused = (refusal: RosterRefusal): Plan => ({
  outcome: { kind: 'refused', refusal },
  write: null,
})

/**
 * Takes lines of a roster into the people: found by phone, or by name in the branch where there is
 * none; a line that is known already changes nothing, so a roster may be imported any number of times.
 */
export function createRosterImport(keyring: Keyring) {
  const phoneIndex = phoneIndexer(keyring)
  const nameKey = (row: RosterRow) => `${row.org.id}\n${row.name}`

  async function findKnown(rows: readonly RosterRow[], session: ClientSession) {
    const phones = rows.flatMap(({ phone }) => (phone ? [phoneIndex(phone)] : []))
    const byPhone = new Map<string, PersonDocument>()
    const owners = await PersonModel.find({ phoneIndex: { $in: phones } })
      .session(session)
      .lean()
    for (const person of owners) if (person.phoneIndex) byPhone.set(person.phoneIndex, person)
    // Whoever is found by phone needs no other name for it. Asked for by branch: all branches with
    // all names would read whole branches.
    const namesIn = new Map<string, Set<string>>()
    for (const { phone, org, name } of rows) {
      if (phone && byPhone.has(phoneIndex(phone))) continue
      namesIn.set(org.id, (namesIn.get(org.id) ?? new Set()).add(name))
    }
    const asked = [...namesIn].map(([rosterPath, names]) => ({
      rosterPath,
      name: { $in: [...names] },
    }))
    const namesakes = asked.length
      ? await PersonModel.find({ $or: asked }).session(session).lean()
      : []
    const byName = new Map<string, PersonDocument[]>()
    for (const person of namesakes) {
      const key = `${String(person.rosterPath.at(-1))}\n${person.name}`
      byName.set(key, [...(byName.get(key) ?? []), person])
    }
    return { byPhone, byName }
  }

  async function insertion(row: RosterRow, { at, stageRefusal }: RosterScope): Promise<Plan> {
    const refusal = row.stage ? await stageRefusal(null, row.stage) : null
    if (refusal) return refused(refusal)
    const path = row.org.path.map((id) => toId(id))
    const document = {
      name: row.name,
      initials: initialsOf(row.name),
      phoneSealed: row.phone ? keyring.encrypt(row.phone) : null,
      phoneIndex: row.phone ? phoneIndex(row.phone) : null,
      memberIndex: row.phone ? null : keyring.blindIndex('member', nameKey(row)),
      posts: [{ role: roleFor(row.stage), orgId: toId(row.org.id), from: at, to: null }],
      orgPaths: path,
      rosterPath: path,
      partyClass: row.partyClass,
      developmentStage: row.stage,
      joinedOn: row.joinedOn,
    }
    return { outcome: { kind: 'created' }, write: { insertOne: { document } } }
  }

  async function change(person: PersonDocument, row: RosterRow, scope: RosterScope): Promise<Plan> {
    const { at, stageRefusal } = scope
    const set: Partial<PersonDocument> = {}
    const changes: RosterChange[] = []
    const known = person.developmentStage ?? null
    const stage = row.stage ?? known
    if (row.stage && row.stage !== known) {
      const refusal = await stageRefusal(String(person._id), row.stage)
      if (refusal) return refused(refusal)
      set.developmentStage = row.stage
      changes.push({ field: 'stage', from: known, to: row.stage })
    }
    const partyClass = person.partyClass ?? null
    if (row.partyClass && row.partyClass !== partyClass) {
      set.partyClass = row.partyClass
      changes.push({ field: 'partyClass', from: partyClass, to: row.partyClass })
    }
    const joinedOn = person.joinedOn ?? null
    if (row.joinedOn && row.joinedOn !== joinedOn) {
      set.joinedOn = row.joinedOn
      changes.push({ field: 'joinedOn', from: joinedOn, to: row.joinedOn })
    }
    if (row.phone && person.phoneIndex === null) {
      set.phoneSealed = keyring.encrypt(row.phone)
      set.phoneIndex = phoneIndex(row.phone)
      set.memberIndex = null
      changes.push({ field: 'phone' })
    }
    const to = { orgId: toId(row.org.id), role: roleFor(stage) }
    const posts = postsAfter(person, known, to, at)
    if (posts) {
      changes.push({ field: 'org', from: await orgNameOf(person), to: row.org.name })
      Object.assign(set, { posts, ...(await pathsOf(posts, stage, at)) })
    }
    if (changes.length === 0) return { outcome: { kind: 'unchanged' }, write: null }
    const write = { updateOne: { filter: { _id: person._id }, update: { $set: set } } }
    return { outcome: { kind: 'updated', changes }, write }
  }

  /** Judges lines one after the other, each knowing what the ones before it will write. */
  function createPlanner(known: Awaited<ReturnType<typeof findKnown>>, scope: RosterScope) {
    const taken = new Set<string>()
    const added = new Set<string>()
    function isOutside(person: PersonDocument): boolean {
      const held = postsAt(person, scope.at)
      const organized = rosterPost(held, person.developmentStage ?? null)
      const posts = organized ? [organized] : held
      return posts.length > 0 && !posts.some(({ orgId }) => scope.within(String(orgId)))
    }

    return async function planOf(row: RosterRow): Promise<Plan> {
      const owner = row.phone ? known.byPhone.get(phoneIndex(row.phone)) : undefined
      // First, whatever the name: else the answer would tell whose number it is.
      if (owner && isOutside(owner)) return refused({ why: 'registered_elsewhere' })
      if (owner && owner.name !== row.name) return refused({ why: 'phone_of_another' })
      if (owner) return change(owner, row, scope)
      const namesakes = (known.byName.get(nameKey(row)) ?? []).filter(
        ({ _id, phoneIndex: index }) =>
          row.phone === null || (index === null && !taken.has(String(_id))),
      )
      const [same] = namesakes
      // Two of one name, and no phone to tell them by: it is not ours to guess who is who.
      if (namesakes.length > 1 || (!row.phone && added.has(nameKey(row))))
        return refused({ why: 'same_name' })
      if (same && isOutside(same)) return refused({ why: 'registered_elsewhere' })
      if (same) {
        taken.add(String(same._id))
        return change(same, row, scope)
      }
      added.add(nameKey(row))
      return insertion(row, scope)
    }
  }

  /**
   * Takes a batch of lines in, all or none; no phone twice in it.
   * @returns for each line what became of it
   * @throws an error that has the transaction run again when another import brought one of them in
   *   at the same moment
   */
  async function admit(
    rows: readonly RosterRow[],
    scope: RosterScope,
    session: ClientSession,
  ): Promise<RosterOutcome[]> {
    const planOf = createPlanner(await findKnown(rows, session), scope)
    const plans: Plan[] = []
    for (const row of rows) plans.push(await planOf(row))
    const writes = plans.flatMap(({ write }) => (write ? [write] : []))
    try {
      if (writes.length > 0) await PersonModel.bulkWrite(writes, { session })
    } catch (error) {
      throw isDuplicateKey(error) ? runAgain(error) : error
    }
    return plans.map(({ outcome }) => outcome)
  }

  return { admit }
}
export type RosterImport = ReturnType<typeof createRosterImport>
