import { escapePattern, staffRoles, type TeamBase, type TeamState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { actingOrg } from '../orgs'
import { fieldsOf } from './field.service'
import { MembershipModel } from './membership.model'
import { enter } from './membership.service'
import type { TeamDeps } from './team.deps'
import { TeamModel, type TeamDocument } from './team.model'
import { ensureNeighbours } from './team.people'
import { presentKept, presentTeams } from './team.presenter'
import { saysTheSame, type TeamText } from './team.rules'

interface PageQuery {
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}
interface PublicQuery extends PageQuery {
  orgId?: string | undefined
  base?: TeamBase | undefined
  field?: string | undefined
}

async function page(match: object, { q, cursor, limit }: PageQuery) {
  const after = cursor ? decodeCursor(cursor, ['string', 'id']) : null
  const beyond = after && {
    $or: [{ name: { $gt: after[0] } }, { name: after[0], _id: { $gt: after[1] } }],
  }
  const rows = await TeamModel.find({
    $and: [match, q ? { name: { $regex: escapePattern(q) } } : {}, beyond ?? {}],
  })
    .sort({ name: 1, _id: 1 })
    .limit(limit + 1)
    .lean()
  return cutPage(rows, limit, (row) => [row.name, String(row._id)])
}

/** Teams: everybody finds them, staff of the subtree founds, changes and closes them. */
export function createTeamService({ clock, people }: TeamDeps) {
  async function shown(row: TeamDocument | null) {
    const [team] = await presentKept(people, row ? [row] : [])
    ensure(team, 'request.not_found')
    return team
  }

  /** @param kept keys that the team has: a field switched off later stays with it */
  async function ensureFields(rootId: string, keys: readonly string[], kept: readonly string[]) {
    const known = (await fieldsOf([rootId])).get(rootId) ?? []
    const open = new Set([...kept, ...known.flatMap(({ key, off }) => (off ? [] : [key]))])
    ensure(
      keys.every((key) => open.has(key)),
      'team.field_unknown',
    )
  }

  async function publicList(query: PublicQuery): Promise<OutputOf<'teams.publicList'>> {
    const { orgId, base, field } = query
    const match = {
      state: 'active',
      ...(orgId && { orgPath: orgId }),
      ...(base && { base }),
      ...(field && { fields: field }),
    }
    const { items, nextCursor } = await page(match, query)
    return { items: await presentTeams(items), nextCursor }
  }

  /** @throws AppError request.not_found */
  async function publicGet(id: string): Promise<OutputOf<'teams.publicGet'>> {
    const row = await TeamModel.findById(id).lean()
    const [team] = await presentTeams(row ? [row] : [])
    ensure(team, 'request.not_found')
    return team
  }

  async function list(
    actor: PersonActor,
    { state, ...query }: PageQuery & { state: TeamState },
  ): Promise<OutputOf<'teams.list'>> {
    const match = { orgPath: { $in: rootsOf(actor, staffRoles) }, state }
    const { items, nextCursor } = await page(match, query)
    return { items: await presentKept(people, items), nextCursor }
  }

  /**
   * Founds a team with its leaders in it.
   * @throws AppError auth.forbidden, team.name_taken, team.field_unknown, team.person_unknown
   */
  async function create(
    actor: PersonActor,
    { orgId, ...text }: TeamText & { orgId: string },
  ): Promise<OutputOf<'teams.create'>> {
    const org = await actingOrg(actor, orgId)
    const rootId = org.path[0] ?? org.id
    await ensureFields(rootId, text.fields, [])
    await ensureNeighbours(people, text.leaderIds, rootId)
    const at = clock.now()
    const founded = inTransaction(async (session) => {
      const team = new TeamModel({
        ...text,
        ...{ orgId, orgPath: org.path, state: 'active', revision: 1, members: 0 },
        ...{ by: actor.id, at },
      })
      await team.save({ session })
      const entries = text.leaderIds.map((personId) => ({ personId, putOnBy: actor.id }))
      await enter(String(team._id), entries, at, session)
      return team._id
    })
    const id = await founded.catch(async (error: unknown) => {
      if (!isDuplicateKey(error)) throw error
      const there = await TeamModel.findOne({ orgId, name: text.name, state: 'active' }).lean()
      if (!there || !saysTheSame(there, text)) throw new AppError('team.name_taken')
      return there._id
    })
    return shown(await TeamModel.findById(id).lean())
  }

  /**
   * Changes a team or closes it; what it is already is no change, whatever the revision.
   * @throws AppError request.not_found, request.conflict, team.closed, team.name_taken,
   *   team.field_unknown, team.person_unknown
   */
  async function update(
    actor: PersonActor,
    id: string,
    { state, revision, ...text }: TeamText & { state: TeamState; revision: number },
  ): Promise<OutputOf<'teams.update'>> {
    const team = await TeamModel.findById(id).lean()
    ensure(team && covers(actor, team.orgPath.map(String), staffRoles), 'request.not_found')
    if (team.state === state && saysTheSame(team, text)) return shown(team)
    ensure(team.state === 'active', 'team.closed')
    ensure(team.revision === revision, 'request.conflict')
    const rootId = String(team.orgPath[0])
    const before = new Set(team.leaderIds.map(String))
    const newLeaders = text.leaderIds.filter((personId) => !before.has(personId))
    await ensureFields(rootId, text.fields, team.fields)
    await ensureNeighbours(people, newLeaders, rootId)
    const at = clock.now()
    const changed = inTransaction(async (session) => {
      const entries = newLeaders.map((personId) => ({ personId, putOnBy: actor.id }))
      if (entries.length > 0) await enter(id, entries, at, session)
      const written = await TeamModel.updateOne(
        { _id: id, state: 'active', revision },
        { $set: { ...text, state }, $inc: { revision: 1 } },
        { session },
      )
      ensure(written.modifiedCount === 1, 'request.conflict')
      if (state === 'closed')
        await MembershipModel.updateMany(
          { teamId: id, to: null },
          { $set: { to: at } },
          { session },
        )
    })
    await changed.catch((error: unknown) => {
      throw isDuplicateKey(error) ? new AppError('team.name_taken') : error
    })
    return shown(await TeamModel.findById(id).lean())
  }

  return { publicList, publicGet, list, create, update }
}

export type TeamService = ReturnType<typeof createTeamService>
