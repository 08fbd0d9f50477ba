import {
  addDays,
  shanghaiDay,
  staffRoles,
  startOfShanghaiDay,
  type InvitePurpose,
  type InviteState,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { actingOrg } from '../orgs'
import { stillAtHome } from './home'
import { InviteModel, type InviteDocument } from './invite.model'
import { presentInvites, presentKept } from './invite.presenter'
import { OfferModel } from './offer.model'
import type { SkillDeps } from './skill.deps'

interface PageQuery {
  cursor?: string | undefined
  limit: number
}
interface Invitation {
  personId: string
  orgId?: string | undefined
  purpose: { type: InvitePurpose; id: string | null; title: string }
  message: string
}

/** An event or a matter is one wherever it is named; other things are by place and title. */
function keyOf({ type, id, title }: Invitation['purpose'], orgId: string): string {
  return type === 'other' || id === null ? `other:${orgId}:${title}` : `${type}:${id}`
}

async function page(match: object, { cursor, limit }: PageQuery) {
  const after = cursor ? decodeCursor(cursor, ['id']) : null
  const rows = await InviteModel.find({ ...match, ...(after ? { _id: { $lt: after[0] } } : {}) })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean()
  return cutPage(rows, limit, (row) => [String(row._id)])
}

/** Invites: staff asks, the person answers as they like, staff notes what was done. */
export function createInviteService({ clock, people }: SkillDeps) {
  async function shown(row: InviteDocument | null) {
    const [invite] = await presentKept(people, row ? [row] : [])
    ensure(invite, 'request.not_found')
    return invite
  }

  /** Whoever may not be found, or not by the caller, is not there. @throws AppError request.not_found */
  async function ensureFindable(actor: PersonActor, personId: string): Promise<void> {
    const offer = await OfferModel.findOne({ _id: personId, findable: true }).lean()
    ensure(offer, 'request.not_found')
    const [there] = await stillAtHome([offer], await people.getMany([personId]))
    ensure(there && covers(actor, there.orgPath.map(String), staffRoles), 'request.not_found')
  }

  /**
   * Invites a person to something, once; the same again gives what is there and asks nobody twice.
   * @throws AppError auth.forbidden, request.not_found
   */
  async function invite(
    actor: PersonActor,
    { personId, orgId: wished, purpose, message }: Invitation,
  ): Promise<OutputOf<'skills.invite'>> {
    const org = await actingOrg(actor, wished)
    await ensureFindable(actor, personId)
    const purposeKey = keyOf(purpose, org.id)
    const at = clock.now()
    const asked = inTransaction(async (session) => {
      // A no that comes at this moment still holds: the offer is written in this transaction.
      const offer = await OfferModel.updateOne(
        { _id: personId, findable: true },
        { $set: { askedAt: at } },
        { session },
      )
      ensure(offer.matchedCount === 1, 'request.not_found')
      const made = new InviteModel({
        ...{ personId, orgId: org.id, orgPath: org.path, purpose, purposeKey, message },
        ...{ by: actor.id, at, state: 'open' },
      })
      await made.save({ session })
    })
    await asked.catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error
    })
    const row = await InviteModel.findOne({ personId, purposeKey }).lean()
    ensure(row && covers(actor, row.orgPath.map(String), staffRoles), 'request.not_found')
    return shown(row)
  }

  async function list(
    actor: PersonActor,
    { state, ...query }: PageQuery & { state?: InviteState | undefined },
  ): Promise<OutputOf<'skills.invites'>> {
    const match = { orgPath: { $in: rootsOf(actor, staffRoles) }, ...(state ? { state } : {}) }
    const { items, nextCursor } = await page(match, query)
    return { items: await presentKept(people, items), nextCursor }
  }

  async function mine(actor: PersonActor, query: PageQuery): Promise<OutputOf<'me.skillInvites'>> {
    const { items, nextCursor } = await page({ personId: actor.id }, query)
    return { items: await presentInvites(people, items), nextCursor }
  }

  /** The person's word; may be changed until it is done. @throws AppError request.not_found, skill.done */
  async function answer(
    actor: PersonActor,
    id: string,
    state: 'accepted' | 'declined',
  ): Promise<OutputOf<'me.answerSkillInvite'>> {
    const row = await InviteModel.findOne({ _id: id, personId: actor.id }).lean()
    ensure(row, 'request.not_found')
    const answered = await InviteModel.findOneAndUpdate(
      { _id: id, state: { $ne: 'done' } },
      { $set: { state, answeredAt: clock.now() } },
      { returnDocument: 'after' },
    ).lean()
    ensure(answered, 'skill.done')
    const [invited] = await presentInvites(people, [answered])
    ensure(invited, 'request.not_found')
    return invited
  }

  /**
   * Notes what was done, once.
   * @throws AppError request.not_found, skill.not_accepted, skill.done when other words stand there
   */
  async function noteUse(
    actor: PersonActor,
    id: string,
    { what, isDeed }: { what: string; isDeed: boolean },
  ): Promise<OutputOf<'skills.noteUse'>> {
    const row = await InviteModel.findById(id).lean()
    ensure(row && covers(actor, row.orgPath.map(String), staffRoles), 'request.not_found')
    const noted = await InviteModel.findOneAndUpdate(
      { _id: id, state: 'accepted' },
      { $set: { state: 'done', use: { what, isDeed, by: actor.id, at: clock.now() } } },
      { returnDocument: 'after' },
    ).lean()
    const kept = noted ?? (await InviteModel.findById(id).lean())
    ensure(kept?.use, 'skill.not_accepted')
    ensure(kept.use.what === what && kept.use.isDeed === isDeed, 'skill.done')
    return shown(kept)
  }

  /** The three numbers of Z21, each a query. @throws AppError auth.forbidden */
  async function numbers(
    actor: PersonActor,
    query: { orgId?: string | undefined; from?: string | undefined; to?: string | undefined },
  ): Promise<OutputOf<'skills.numbers'>> {
    const org = await actingOrg(actor, query.orgId)
    const to = query.to ?? shanghaiDay(clock.now())
    const from = query.from ?? `${to.slice(0, 4)}-01-01`
    const at = { $gte: startOfShanghaiDay(from), $lt: startOfShanghaiDay(addDays(to, 1)) }
    const used = { orgPath: org.id, 'use.at': at }
    const [found, services, deeds] = await Promise.all([
      OfferModel.countDocuments({ orgPath: org.id, findable: true }),
      InviteModel.countDocuments(used),
      InviteModel.countDocuments({ ...used, 'use.isDeed': true }),
    ])
    return { org: { id: org.id, name: org.name }, from, to, people: found, services, deeds }
  }

  return { invite, list, mine, answer, noteUse, numbers }
}

export type InviteService = ReturnType<typeof createInviteService>
