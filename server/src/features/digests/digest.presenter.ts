import type { OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { countDeliveries, type DeliveryCounts } from '../deliveries'
import { countGroups } from '../groups'
import { getOrgs } from '../orgs'
import type { DigestOutcome } from '../tickets'
import type { DigestDeps } from './digest.deps'
import type { DigestDocument } from './digest.model'
import { actionsOf } from './digest.policy'

type Digest = OutputOf<'digests.get'>
type Summary = OutputOf<'digests.list'>['items'][number]

/** Figures of a running digest in a list may be this old. */
const LIST_AGE_MS = 2_000

/** The four figures, without the points. */
export function totalsOf({
  collected,
  adopted,
  solved,
  declined,
}: DigestOutcome): Digest['outcome'] {
  return { collected, adopted, solved, declined }
}

function summaryOf(
  digest: Omit<DigestDocument, 'body'>,
  orgName: string,
  deliveries: DeliveryCounts,
): Summary {
  const { issueNo, title, state, authorName, updatedAt, nextRunAt } = digest
  return {
    id: String(digest._id),
    issueNo,
    title,
    state,
    deliveries,
    org: { id: String(digest.orgId), name: orgName },
    author: { id: String(digest.authorId), name: authorName },
    updatedAt: updatedAt.toISOString(),
    nextRunAt: nextRunAt?.toISOString() ?? null,
    missedAt: digest.missedAt?.toISOString() ?? null,
  }
}

/** Digests as a list shows them. */
export async function presentSummaries(
  digests: readonly Omit<DigestDocument, 'body'>[],
  now: Date,
): Promise<Summary[]> {
  const ids = digests.map((digest) => String(digest._id))
  const counts = await countDeliveries(ids, now, LIST_AGE_MS)
  const orgs = await getOrgs(digests.map((digest) => String(digest.orgId)))
  return digests.flatMap((digest) => {
    const deliveries = counts.get(String(digest._id))
    const org = orgs.get(String(digest.orgId))
    return deliveries ? [summaryOf(digest, org?.name ?? '', deliveries)] : []
  })
}

/** One digest as the actor may see it, with figures of this moment. */
export async function presentDigest(
  digest: DigestDocument,
  actor: PersonActor,
  { clock, outcomes }: Pick<DigestDeps, 'clock' | 'outcomes'>,
): Promise<Digest> {
  const id = String(digest._id)
  const audienceOrgIds = digest.audienceOrgIds.map(String)
  const counts = (await countDeliveries([id], clock.now(), 0)).get(id)
  const orgs = await getOrgs([String(digest.orgId)])
  if (!counts) throw new Error('counting gives figures for every digest asked for')
  const { issuer, issuedOn, sourceUrl, body, schedule, followUp, reviewNote, revision } = digest
  return {
    ...summaryOf(digest, orgs.get(String(digest.orgId))?.name ?? '', counts),
    issuer,
    issuedOn,
    sourceUrl,
    body,
    schedule,
    followUp,
    reviewNote,
    revision,
    points: numbered(digest.points),
    audienceOrgIds,
    burdenReason: digest.burdenReason ?? null,
    missed: (digest.missed ?? []).map(({ dueAt, noticedAt }) => ({
      dueAt: dueAt.toISOString(),
      noticedAt: noticedAt.toISOString(),
    })),
    groupCount: audienceOrgIds.length > 0 ? await countGroups(audienceOrgIds) : 0,
    outcome: totalsOf(await outcomes.outcomeOfDigest(id)),
    reviewer:
      digest.reviewerId && digest.reviewerName !== null
        ? { id: String(digest.reviewerId), name: digest.reviewerName }
        : null,
    createdAt: digest.createdAt.toISOString(),
    actions: actionsOf(actor, digest),
  }
}

/** Points with their numbers, 1…n. */
export function numbered(points: DigestDocument['points']): Digest['points'] {
  return points.map(({ title, text }, index) => ({ no: index + 1, title, text }))
}
