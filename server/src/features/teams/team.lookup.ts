import type { TeamState } from '@lianxin/shared'
import { MembershipModel } from './membership.model'
import { TeamModel } from './team.model'

/** An index takes at most so many values at once. */
const MOST_AT_ONCE = 300

/** A team, for other features. */
interface TeamRecord {
  id: string
  name: string
  orgId: string
  /** Ids from the root down to and with the organization. */
  orgPath: string[]
  leaderIds: string[]
  state: TeamState
}

async function getTeam(id: string): Promise<TeamRecord | null> {
  const team = await TeamModel.findById(id).lean()
  return (
    team && {
      id: String(team._id),
      name: team.name,
      orgId: String(team.orgId),
      orgPath: team.orgPath.map(String),
      leaderIds: team.leaderIds.map(String),
      state: team.state,
    }
  )
}

/** Does a person lead a team that is not closed? */
async function isLeader(teamId: string, personId: string): Promise<boolean> {
  const found = await TeamModel.exists({ _id: teamId, leaderIds: personId, state: 'active' })
  return found !== null
}

/** The teams that some people are in now; who is in none is left out. */
async function teamsOf(
  personIds: readonly string[],
): Promise<Map<string, { id: string; name: string }[]>> {
  const all = [...new Set(personIds)]
  const teams = new Map<string, { id: string; name: string }[]>()
  for (let start = 0; start < all.length; start += MOST_AT_ONCE) {
    const some = all.slice(start, start + MOST_AT_ONCE)
    const rows = await MembershipModel.find({ personId: { $in: some }, to: null })
      .sort({ _id: 1 })
      .lean()
    const names = await namesOf([...new Set(rows.map(({ teamId }) => String(teamId)))])
    for (const { personId, teamId } of rows) {
      const team = { id: String(teamId), name: names.get(String(teamId)) ?? '' }
      teams.set(String(personId), [...(teams.get(String(personId)) ?? []), team])
    }
  }
  return teams
}

/** Names of teams by id; who is not known is left out. */
async function namesOf(ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
    const some = ids.slice(start, start + MOST_AT_ONCE)
    const teams = await TeamModel.find({ _id: { $in: some } }, { name: 1 }).lean()
    for (const { _id, name } of teams) names.set(String(_id), name)
  }
  return names
}

/** What other features ask about teams. */
export const teamLookup = { getTeam, namesOf, isLeader, teamsOf }
