import type { ClientSession } from 'mongoose'
import { MembershipModel } from './membership.model'
import { leave } from './membership.service'
import { TeamModel } from './team.model'

/** The teams a person is or was in, for the export of their data. */
export async function exportTeams(personId: string) {
  const rows = await MembershipModel.find({ personId }).sort({ _id: 1 }).lean()
  const teams = await TeamModel.find({ _id: { $in: rows.map(({ teamId }) => teamId) } }).lean()
  const teamOf = new Map(teams.map((team) => [String(team._id), team]))
  return rows.map(({ teamId, from, to, putOnBy, earlier }) => {
    const team = teamOf.get(String(teamId))
    return {
      team: team?.name ?? '',
      leads: team?.leaderIds.map(String).includes(personId) ?? false,
      from: from.toISOString(),
      to: to?.toISOString() ?? null,
      joinedAlone: putOnBy === null,
      earlier: earlier.map((time) => ({
        from: time.from.toISOString(),
        to: time.to.toISOString(),
      })),
    }
  })
}

/** Takes a person out of every team and its history, in the caller's transaction. */
export async function eraseTeams(personId: string, session: ClientSession): Promise<void> {
  const rows = await MembershipModel.find({ personId, to: null }).session(session).lean()
  for (const { teamId } of rows) await leave(String(teamId), personId, new Date(), session)
  await MembershipModel.deleteMany({ personId }, { session })
  // Of closed teams, which nobody leaves any more.
  await TeamModel.updateMany(
    { leaderIds: personId },
    { $pull: { leaderIds: personId } },
    { session },
  )
}
