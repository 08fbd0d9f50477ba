import { hashPassword } from '../features/auth'
import { bindGroup } from '../features/groups'
import { createOrg, type OrgRecord } from '../features/orgs'
import type { PeopleService, PersonRecord } from '../features/people'
import {
  demoContactId,
  demoGroups,
  demoOrgs,
  demoPassword,
  demoPeople,
  demoPhone,
} from './district'

/** What the later parts of the demo build on, by the keys of district.ts. */
export interface SeededDistrict {
  orgs: Map<string, OrgRecord>
  people: Map<string, PersonRecord>
  /** Group ids by room id. */
  groups: Map<string, string>
}

async function seedOrgs(): Promise<Map<string, OrgRecord>> {
  const orgs = new Map<string, OrgRecord>()
  for (const [position, { key, name, level, parent }] of demoOrgs.entries()) {
    const above = parent ? (orgs.get(parent) ?? null) : null
    orgs.set(key, await createOrg(name, level, above, position))
  }
  return orgs
}

function required<T>(map: ReadonlyMap<string, T>, key: string): T {
  const found = map.get(key)
  if (found === undefined) throw new Error(`the demo district names ${key} but does not define it`)
  return found
}

/** Writes the demo's organizations, people and groups into an empty database. */
export async function seedDistrict(people: PeopleService): Promise<SeededDistrict> {
  const orgs = await seedOrgs()
  // One hash for all: forty argon2 runs would make the first start wait for nothing.
  const passwordHash = await hashPassword(demoPassword)
  const persons = new Map<string, PersonRecord>()
  for (const person of demoPeople) {
    const phone = demoPhone(person)
    persons.set(
      person.key,
      await people.create({
        name: person.name,
        phone,
        passwordHash: phone ? passwordHash : null,
        contactId: demoContactId(person.key),
        posts: person.posts.map(([role, org]) => ({ role, org: required(orgs, org) })),
      }),
    )
  }
  const groups = new Map<string, string>()
  for (const { roomId, topic, org } of demoGroups) {
    groups.set(roomId, (await bindGroup(roomId, topic, required(orgs, org))).id)
  }
  return { orgs, people: persons, groups }
}
