import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import { fieldsOf } from './field.service'
import type { TeamDeps } from './team.deps'
import type { TeamDocument } from './team.model'

type PublicTeam = OutputOf<'teams.publicGet'>
type KeptTeam = OutputOf<'teams.create'>

/** Teams as everybody may see them: nobody of them is named. */
export async function presentTeams(rows: readonly TeamDocument[]): Promise<PublicTeam[]> {
  const rootOf = ({ orgPath }: TeamDocument) => String(orgPath[0])
  const [orgs, fields] = await Promise.all([
    getOrgs(rows.map(({ orgId }) => String(orgId))),
    fieldsOf(rows.map(rootOf)),
  ])
  return rows.map((row) => {
    const known = fields.get(rootOf(row)) ?? []
    return {
      id: String(row._id),
      name: row.name,
      org: { id: String(row.orgId), name: orgs.get(String(row.orgId))?.name ?? '' },
      base: row.base,
      fields: row.fields.flatMap((key) => {
        const field = known.find((each) => each.key === key)
        return field ? [{ key, name: field.name }] : []
      }),
      about: row.about,
      members: row.members,
      state: row.state,
    }
  })
}

/** Teams as their staff sees them, with their leaders. */
export async function presentKept(
  people: TeamDeps['people'],
  rows: readonly TeamDocument[],
): Promise<KeptTeam[]> {
  const [teams, named] = await Promise.all([
    presentTeams(rows),
    people.getMany(rows.flatMap(({ leaderIds }) => leaderIds.map(String))),
  ])
  return rows.flatMap((row, index) => {
    const team = teams[index]
    const leaders = row.leaderIds.map((id) => ({
      id: String(id),
      name: named.get(String(id))?.name ?? '',
    }))
    return team ? [{ ...team, leaders, revision: row.revision }] : []
  })
}
