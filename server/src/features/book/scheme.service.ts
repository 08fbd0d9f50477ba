import { addDays, partyClasses, ruleKeys, shanghaiDay } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { isDuplicateKey } from '../../platform/database'
import { actingOrg, getOrgs } from '../orgs'
import { SchemeModel, toId, type SchemeDocument } from './book.model'
import { schemeFor, type InForce } from './scheme.lookup'

type VersionView = OutputOf<'rules.activate'>

/** Older versions that the desk is shown. */
const MOST_BEFORE = 20

async function presentVersions(rows: readonly SchemeDocument[]): Promise<VersionView[]> {
  const orgs = await getOrgs(rows.map(({ orgId }) => String(orgId)))
  return rows.map(({ orgId, version, from, reason, by, scheme }) => ({
    version,
    owner: orgs.get(String(orgId))?.name ?? '',
    from,
    reason,
    by: by.name,
    scheme,
  }))
}

/** Rules in words for pages: a version, or what holds where nobody wrote any. */
export async function presentInForce({ schemeId, scheme }: InForce): Promise<VersionView> {
  const row = schemeId && (await SchemeModel.findById(schemeId).lean())
  const [shown] = row ? await presentVersions([row]) : []
  return shown ?? { version: 0, owner: null, from: null, reason: '', by: '', scheme }
}

const textOf = ({ scheme, from, reason }: Pick<SchemeDocument, 'scheme' | 'from' | 'reason'>) =>
  JSON.stringify([
    from,
    reason,
    ruleKeys.map((key) => {
      const { part, points, mostADay, mostAYear } = scheme.rules[key]
      return [part, points, mostADay, mostAYear]
    }),
    partyClasses.map((key) => scheme.baseMost[key]),
  ])
const isSame = (a: Parameters<typeof textOf>[0], b: typeof a) => textOf(a) === textOf(b)

/** The rules of the book, as the desk works on them. */
export function createSchemeService({ clock }: { clock: Clock }) {
  async function get(
    actor: PersonActor,
    wished: string | undefined,
  ): Promise<OutputOf<'rules.get'>> {
    const org = await actingOrg(actor, wished)
    const today = shanghaiDay(clock.now())
    const inForce = await schemeFor(org.path, today, clock.now())
    const own = await SchemeModel.find({ orgId: org.id })
      .sort({ version: -1 })
      .limit(MOST_BEFORE + 2)
      .lean()
    const coming = own.find(({ from }) => from > today)
    const before = own.filter(
      (row) => row.from <= today && String(row._id) !== inForce.schemeId && row !== coming,
    )
    return {
      org: { id: org.id, name: org.name },
      inForce: await presentInForce(inForce),
      coming: coming ? ((await presentVersions([coming]))[0] ?? null) : null,
      before: (await presentVersions(before)).slice(0, MOST_BEFORE),
      newest: own[0]?.version ?? 0,
    }
  }

  /**
   * Writes the next version. The same again gives what is there.
   * @throws AppError auth.forbidden, book.not_yet, request.conflict
   */
  async function activate(
    actor: PersonActor,
    body: HandlerInputOf<'rules.activate'>['body'],
  ): Promise<VersionView> {
    const org = await actingOrg(actor, body.orgId)
    const now = clock.now()
    ensure(body.from >= addDays(shanghaiDay(now), 1), 'book.not_yet')
    const version = body.newest + 1
    const wanted = { scheme: body.scheme, from: body.from, reason: body.reason }
    const last = await SchemeModel.findOne({ orgId: org.id }).sort({ version: -1 }).lean()
    if ((last?.version ?? 0) === body.newest) {
      const by = { id: actor.id, name: actor.name }
      try {
        await SchemeModel.create({ ...wanted, orgId: toId(org.id), version, by, createdAt: now })
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
    }
    const row = await SchemeModel.findOne({ orgId: org.id, version }).lean()
    // What is there now is this very wish, sent twice, or somebody else's.
    ensure(row && row.by.id === actor.id && isSame(row, wanted), 'request.conflict')
    const [shown] = await presentVersions([row])
    if (!shown) throw new Error('what was just written is there')
    return shown
  }

  return { get, activate }
}
export type SchemeService = ReturnType<typeof createSchemeService>
