import { escapePattern, type DevelopmentStage, type PartyClass } from '@lianxin/shared'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrgs } from '../orgs'
import { initialsOf } from './initials'
import { PersonModel, type PersonDocument } from './person.model'
import { pathsOf } from './roster.paths'

/** Somebody on a roster: a member, or one on the way into the Party. */
export interface RosterPerson {
  id: string
  name: string
  /** Where they are organized. */
  org: { id: string; name: string } | null
  partyClass: PartyClass | null
  stage: DevelopmentStage | null
  joinedOn: string | null
  hasPhone: boolean
}

export interface RosterQuery {
  orgId?: string | undefined
  q?: string | undefined
  partyClass?: PartyClass | 'none' | undefined
}

async function toRoster(people: readonly PersonDocument[]): Promise<RosterPerson[]> {
  const orgOf = (person: PersonDocument) => String(person.rosterPath.at(-1) ?? '')
  const orgs = await getOrgs(people.map(orgOf).filter(Boolean))
  return people.map((person) => {
    const org = orgs.get(orgOf(person))
    return {
      id: String(person._id),
      name: person.name,
      org: org ? { id: org.id, name: org.name } : null,
      partyClass: person.partyClass ?? null,
      stage: person.developmentStage ?? null,
      joinedOn: person.joinedOn ?? null,
      hasPhone: person.phoneIndex !== null,
    }
  })
}

/** Part of a name, or first letters of its pinyin from the front: wx finds 王秀兰. */
function matching(q: string) {
  const letters = q.replace(/[\s·]/g, '').toLowerCase()
  return /^[a-z]+$/.test(letters)
    ? { initials: { $regex: `^${letters}` } }
    : { name: { $regex: escapePattern(q.trim()) } }
}

function filterOf(roots: readonly string[], { orgId, q, partyClass }: RosterQuery) {
  return [
    { rosterPath: { $in: [...roots] } },
    orgId ? { rosterPath: orgId } : {},
    q?.trim() ? matching(q) : {},
    partyClass ? { partyClass: partyClass === 'none' ? null : partyClass } : {},
  ].filter((part) => Object.keys(part).length > 0)
}

/** A page of the roster of some subtrees, by name. */
async function list(
  roots: readonly string[],
  query: RosterQuery & { cursor?: string | undefined; limit: number },
): Promise<{ items: RosterPerson[]; nextCursor: string | null }> {
  const after = query.cursor ? decodeCursor(query.cursor, ['string', 'id']) : null
  const next = after
    ? [{ $or: [{ name: { $gt: after[0] } }, { name: after[0], _id: { $gt: after[1] } }] }]
    : []
  const rows = await PersonModel.find({ $and: [...filterOf(roots, query), ...next] })
    .sort({ name: 1, _id: 1 })
    .limit(query.limit + 1)
    .lean()
  const page = cutPage(rows, query.limit, (row) => [row.name, String(row._id)])
  return { items: await toRoster(page.items), nextCursor: page.nextCursor }
}

/** What the roster holds about a person, for their own copy; null when they stand on none. */
async function exportFor(personId: string): Promise<Omit<RosterPerson, 'id' | 'name'> | null> {
  const person = await PersonModel.findById(personId).lean()
  const [entry] = person?.rosterPath?.length ? await toRoster([person]) : []
  if (!entry) return null
  const { org, partyClass, stage, joinedOn, hasPhone } = entry
  return { org, partyClass, stage, joinedOn, hasPhone }
}

/**
 * People who were there before rosters get what they are found by.
 * @param most how many at a time
 * @returns how many there were
 */
async function fillIn(most: number, now: Date): Promise<number> {
  const people = await PersonModel.find({ initials: null }).limit(most).lean()
  for (const person of people) {
    const { rosterPath } = await pathsOf(person.posts, person.developmentStage ?? null, now)
    const initials = initialsOf(person.name)
    await PersonModel.updateOne(
      { _id: person._id, initials: null },
      { $set: { initials, rosterPath } },
    )
  }
  return people.length
}

/** The roster: who is organized where, and how far on the way. */
export const roster = { list, exportFor, fillIn }
