import { staffRoles } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import { covers, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { MembershipModel } from './membership.model'
import type { TeamDeps } from './team.deps'
import { TeamModel, type TeamDocument } from './team.model'
import { ensureNeighbours } from './team.people'
import { presentTeams } from './team.presenter'

/** Earlier times of one person in one team that are kept; who comes and goes more often is rare. */
const MOST_EARLIER = 20

interface PageQuery {
  cursor?: string | undefined
  limit: number
}
interface Entry {
  personId: string
  /** Null = by themself. */
  putOnBy: string | null
}

/**
 * Puts people on a team in the caller's transaction; who is in it stays as they are.
 * @throws AppError team.closed
 */
export async function enter(
  teamId: string,
  entries: readonly Entry[],
  at: Date,
  session: ClientSession,
): Promise<void> {
  const personIds = entries.map(({ personId }) => personId)
  const rows = await MembershipModel.find({ teamId, personId: { $in: personIds } })
    .session(session)
    .lean()
  const known = new Map(rows.map((row) => [String(row.personId), row]))
  let came = 0
  for (const { personId, putOnBy } of entries) {
    const row = known.get(personId)
    if (row?.to === null) continue
    came += 1
    if (row)
      await MembershipModel.updateOne(
        { _id: row._id },
        {
          $set: { from: at, to: null, putOnBy },
          $push: { earlier: { $each: [{ from: row.from, to: row.to }], $slice: -MOST_EARLIER } },
        },
        { session },
      )
    else
      await MembershipModel.create([{ teamId, personId, from: at, putOnBy }], { session }).catch(
        (error: unknown) => {
          throw isDuplicateKey(error) ? runAgain(error) : error
        },
      )
  }
  const open = { _id: teamId, state: 'active' as const }
  const counted = await TeamModel.updateOne(open, { $inc: { members: came } }, { session })
  ensure(counted.matchedCount === 1, 'team.closed')
}

/** Takes a person off a team and its lead, in the caller's transaction. @returns were they in it? */
export async function leave(
  teamId: string,
  personId: string,
  at: Date,
  session: ClientSession,
): Promise<boolean> {
  const left = await MembershipModel.updateOne(
    { teamId, personId, to: null },
    { $set: { to: at } },
    { session },
  )
  if (left.modifiedCount === 0) return false
  await TeamModel.updateOne({ _id: teamId }, { $inc: { members: -1 } }, { session })
  await TeamModel.updateOne(
    { _id: teamId, leaderIds: personId },
    { $pull: { leaderIds: personId }, $inc: { revision: 1 } },
    { session },
  )
  return true
}

/** Who is in which team. Nobody approves a joining: 自愿参加. */
export function createMembershipService({ clock, people }: TeamDeps) {
  async function known(teamId: string): Promise<TeamDocument> {
    const team = await TeamModel.findById(teamId).lean()
    ensure(team, 'request.not_found')
    return team
  }

  /** The team, for its leaders and the staff above it; for others it is not there. */
  async function led(actor: PersonActor, teamId: string): Promise<TeamDocument> {
    const team = await known(teamId)
    const leads = team.state === 'active' && team.leaderIds.map(String).includes(actor.id)
    ensure(leads || covers(actor, team.orgPath.map(String), staffRoles), 'request.not_found')
    return team
  }

  async function put(team: TeamDocument, entry: Entry): Promise<void> {
    ensure(team.state === 'active', 'team.closed')
    const id = String(team._id)
    const { personId } = entry
    if (await MembershipModel.exists({ teamId: id, personId, to: null })) return
    await inTransaction((session) => enter(id, [entry], clock.now(), session))
  }

  async function off(team: TeamDocument, personId: string): Promise<void> {
    await inTransaction((session) => leave(String(team._id), personId, clock.now(), session))
  }

  /** @throws AppError request.not_found, team.closed */
  async function join(actor: PersonActor, teamId: string): Promise<void> {
    await put(await known(teamId), { personId: actor.id, putOnBy: null })
  }

  /** @throws AppError request.not_found */
  async function leaveOwn(actor: PersonActor, teamId: string): Promise<void> {
    await off(await known(teamId), actor.id)
  }

  /** Puts somebody on who says so. @throws AppError request.not_found, team.closed, team.person_unknown */
  async function putMember(actor: PersonActor, teamId: string, personId: string): Promise<void> {
    const team = await led(actor, teamId)
    await ensureNeighbours(people, [personId], String(team.orgPath[0]))
    await put(team, { personId, putOnBy: actor.id })
  }

  /** @throws AppError request.not_found */
  async function removeMember(actor: PersonActor, teamId: string, personId: string): Promise<void> {
    await off(await led(actor, teamId), personId)
  }

  /** Names of who is in it now, in the order in which they came. @throws AppError request.not_found */
  async function members(
    actor: PersonActor,
    teamId: string,
    { cursor, limit }: PageQuery,
  ): Promise<OutputOf<'teams.members'>> {
    const team = await led(actor, teamId)
    const after = cursor ? decodeCursor(cursor, ['date', 'id']) : null
    const beyond = after && {
      $or: [{ from: { $gt: after[0] } }, { from: after[0], _id: { $gt: after[1] } }],
    }
    const rows = await MembershipModel.find({ teamId, to: null, ...beyond })
      .sort({ from: 1, _id: 1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [row.from, String(row._id)])
    const named = await people.getMany(
      page.items.flatMap(({ personId, putOnBy }) => [
        String(personId),
        ...(putOnBy ? [String(putOnBy)] : []),
      ]),
    )
    const leaders = new Set(team.leaderIds.map(String))
    return {
      nextCursor: page.nextCursor,
      items: page.items.map(({ personId, from, putOnBy }) => ({
        personId: String(personId),
        name: named.get(String(personId))?.name ?? '',
        since: from.toISOString(),
        leads: leaders.has(String(personId)),
        putOnBy: putOnBy ? (named.get(String(putOnBy))?.name ?? '') : null,
      })),
    }
  }

  /** The caller's own teams, the newest first. */
  async function mine(
    actor: PersonActor,
    { cursor, limit }: PageQuery,
  ): Promise<OutputOf<'me.teams'>> {
    const after = cursor ? decodeCursor(cursor, ['date', 'id']) : null
    const beyond = after && {
      $or: [{ from: { $lt: after[0] } }, { from: after[0], _id: { $lt: after[1] } }],
    }
    const rows = await MembershipModel.find({ personId: actor.id, to: null, ...beyond })
      .sort({ from: -1, _id: -1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [row.from, String(row._id)])
    const teams = await TeamModel.find({
      _id: { $in: page.items.map(({ teamId }) => teamId) },
    }).lean()
    const shown = new Map((await presentTeams(teams)).map((team) => [team.id, team]))
    const leads = new Set(
      teams
        .filter(({ leaderIds }) => leaderIds.map(String).includes(actor.id))
        .map(({ _id }) => String(_id)),
    )
    return {
      nextCursor: page.nextCursor,
      items: page.items.flatMap(({ teamId, from }) => {
        const team = shown.get(String(teamId))
        return team ? [{ ...team, since: from.toISOString(), leads: leads.has(team.id) }] : []
      }),
    }
  }

  /** How the caller stands to one team. @throws AppError request.not_found */
  async function standing(actor: PersonActor, teamId: string): Promise<OutputOf<'me.team'>> {
    const team = await known(teamId)
    const row = await MembershipModel.findOne({ teamId, personId: actor.id, to: null }).lean()
    return {
      since: row?.from.toISOString() ?? null,
      leads: row !== null && team.leaderIds.map(String).includes(actor.id),
    }
  }

  return { join, leave: leaveOwn, putMember, removeMember, members, mine, standing }
}

export type MembershipService = ReturnType<typeof createMembershipService>
