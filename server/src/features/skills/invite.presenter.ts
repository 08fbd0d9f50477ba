import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import type { InviteDocument } from './invite.model'
import type { SkillDeps } from './skill.deps'

type OwnInvite = OutputOf<'me.answerSkillInvite'>
type KeptInvite = OutputOf<'skills.invite'>
type People = Pick<SkillDeps['people'], 'getMany'>

/** Invites as who is invited sees them. */
export async function presentInvites(
  people: People,
  rows: readonly InviteDocument[],
): Promise<OwnInvite[]> {
  const [orgs, named] = await Promise.all([
    getOrgs(rows.map(({ orgId }) => String(orgId))),
    people.getMany(rows.map(({ by }) => String(by))),
  ])
  return rows.map((row) => ({
    id: String(row._id),
    org: { id: String(row.orgId), name: orgs.get(String(row.orgId))?.name ?? '' },
    purpose: { type: row.purpose.type, id: row.purpose.id, title: row.purpose.title },
    message: row.message,
    by: named.get(String(row.by))?.name ?? '',
    at: row.at.toISOString(),
    state: row.state,
  }))
}

/** Invites as staff sees them. */
export async function presentKept(
  people: People,
  rows: readonly InviteDocument[],
): Promise<KeptInvite[]> {
  const [invites, named] = await Promise.all([
    presentInvites(people, rows),
    people.getMany(rows.map(({ personId }) => String(personId))),
  ])
  return rows.flatMap(({ personId, use }, index) => {
    const invite = invites[index]
    const id = String(personId)
    const person = { id, name: named.get(id)?.name ?? '' }
    const noted = use && { what: use.what, isDeed: use.isDeed, at: use.at.toISOString() }
    return invite ? [{ ...invite, person, use: noted }] : []
  })
}
