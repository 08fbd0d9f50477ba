import {
  escapePattern,
  skillLabels,
  skills,
  SKILLS_CONSENT,
  staffRoles,
  stepsWithin,
  type Skill,
  type SkillTime,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { rootsOf, type PersonActor } from '../../http/route'
import { cutPage, decodeCursor } from '../../platform/paging'
import { isDuplicateKey } from '../../platform/database'
import { actingOrg, getOrgs, type OrgRecord } from '../orgs'
import { homeOf, stillAtHome } from './home'
import { NEVER, OfferModel, type OfferDocument } from './offer.model'
import type { SkillDeps } from './skill.deps'

interface Offer {
  skills: Skill[]
  own: string[]
  times: SkillTime[]
  sentence: string | null
  findable: boolean
}
interface FindQuery {
  orgId?: string | undefined
  skill?: Skill | undefined
  time?: SkillTime | undefined
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}
/** Those who share one organization with a place, and none below it. */
interface Ring {
  inside: string | null
  outside: string | null
  steps: number
}

const textOf = ({ skills: offered, own, times, sentence }: Omit<Offer, 'findable'>) => ({
  skills: offered,
  own,
  times,
  sentence,
})

/** The place's own people first, then those of the organization above it, and so on. */
async function ringsAround({ path }: OrgRecord): Promise<Ring[]> {
  const orgs = await getOrgs(path)
  const up = path.map((inside, depth) => ({
    inside,
    outside: path[depth + 1] ?? null,
    steps: stepsWithin(orgs.get(inside)?.level ?? null),
  }))
  const elsewhere = { inside: null, outside: path[0] ?? null, steps: stepsWithin(null) }
  return [...up.toReversed(), elsewhere]
}

/** Part of what is offered: a skill by its name, own words, or the sentence. */
function matching(q: string) {
  const pattern = { $regex: escapePattern(q) }
  const named = skills.filter((skill) => skillLabels[skill].includes(q))
  return { $or: [{ skills: { $in: named } }, { own: pattern }, { sentence: pattern }] }
}

/** What people offer: said by themselves, found by staff only with their consent. */
export function createOfferService({ clock, people }: SkillDeps) {
  /** The caller's own offer; empty until they say something. */
  async function mine(actor: PersonActor): Promise<OutputOf<'me.skills'>> {
    const [row, home] = await Promise.all([OfferModel.findById(actor.id).lean(), homeOf(actor)])
    return {
      ...(row ? textOf(row) : { skills: [], own: [], times: [], sentence: null }),
      findable: row?.findable ?? false,
      org: home && { id: home.id, name: home.name },
    }
  }

  /** Keeps what the caller offers, in place of what was there. */
  async function set(actor: PersonActor, offer: Offer): Promise<void> {
    const home = await homeOf(actor)
    const write = () =>
      OfferModel.findOneAndUpdate(
        { _id: actor.id },
        {
          $set: { ...textOf(offer), findable: offer.findable, orgPath: home?.path ?? [] },
          $setOnInsert: { askedAt: NEVER },
        },
        { upsert: true, returnDocument: 'before' },
      ).lean()
    // two devices at once: the second finds the row
    const before = await write().catch((error: unknown) => {
      if (isDuplicateKey(error)) return write()
      throw error
    })
    if ((before?.findable ?? false) === offer.findable) return
    const consent = { ...SKILLS_CONSENT, granted: offer.findable, at: clock.now() }
    await people.addConsent(actor.id, consent)
  }

  async function rowsOf(
    rings: readonly Ring[],
    filter: object,
    { cursor, limit }: FindQuery,
  ): Promise<{ row: OfferDocument; ring: number }[]> {
    const after = cursor ? decodeCursor(cursor, ['number', 'date', 'id']) : null
    const first = after?.[0] ?? 0
    const found: { row: OfferDocument; ring: number }[] = []
    for (const [ring, { inside, outside }] of rings.entries()) {
      if (ring < first || found.length > limit) continue
      const beyond =
        after && ring === first
          ? { $or: [{ askedAt: { $gt: after[1] } }, { askedAt: after[1], _id: { $gt: after[2] } }] }
          : {}
      const near = inside ? { orgPath: inside } : {}
      const far = outside ? { orgPath: { $ne: outside } } : {}
      const rows = await OfferModel.find({ $and: [filter, near, far, beyond] })
        .sort({ askedAt: 1, _id: 1 })
        .limit(limit + 1 - found.length)
        .lean()
      found.push(...rows.map((row) => ({ row, ring })))
    }
    return found
  }

  /**
   * Who could help at a place, nearest first; who was asked longest ago before others. Who is asked
   * between two pages moves back, and may be shown again.
   * @throws AppError auth.forbidden when the place is not the caller's
   */
  async function find(actor: PersonActor, query: FindQuery): Promise<OutputOf<'skills.find'>> {
    const { skill, time, q, limit } = query
    const rings = await ringsAround(await actingOrg(actor, query.orgId))
    const filter = {
      $and: [
        { orgPath: { $in: rootsOf(actor, staffRoles) }, findable: true },
        skill ? { skills: skill } : {},
        time ? { times: time } : {},
        q ? matching(q) : {},
      ],
    }
    const rows = await rowsOf(rings, filter, query)
    const page = cutPage(rows, limit, ({ row, ring }) => [ring, row.askedAt, String(row._id)])
    const named = await people.getMany(page.items.map(({ row }) => String(row._id)))
    const there = new Set(
      await stillAtHome(
        page.items.map(({ row }) => row),
        named,
      ),
    )
    const homes = await getOrgs([...there].map(({ orgPath }) => String(orgPath.at(-1))))
    return {
      nextCursor: page.nextCursor,
      items: page.items.flatMap(({ row, ring }) => {
        if (!there.has(row)) return []
        const home = homes.get(String(row.orgPath.at(-1)))
        return [
          {
            personId: String(row._id),
            name: named.get(String(row._id))?.name ?? '',
            org: { id: String(row.orgPath.at(-1)), name: home?.name ?? '' },
            ...textOf(row),
            steps: rings[ring]?.steps ?? stepsWithin(null),
            askedAt: row.askedAt > NEVER ? row.askedAt.toISOString() : null,
          },
        ]
      }),
    }
  }

  return { mine, set, find }
}

export type OfferService = ReturnType<typeof createOfferService>
