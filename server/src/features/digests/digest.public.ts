import { createHash } from 'node:crypto'
import { escapePattern, startOfShanghaiDay } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { ensure } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrg } from '../orgs'
import type { DigestDeps } from './digest.deps'
import { DigestModel, type DigestDocument } from './digest.model'
import { renderFeed } from './feed.rules'
import { numbered, totalsOf } from './digest.presenter'

type PublicDigest = OutputOf<'digests.publicList'>['items'][number]
type Published = DigestDocument & { publishedAt: Date }

function presentPublic(digest: Published): PublicDigest {
  const { issueNo, title, issuer, issuedOn, publishedAt, points, body } = digest
  return {
    id: String(digest._id),
    issueNo,
    title,
    issuer,
    issuedOn,
    publishedAt: publishedAt.toISOString(),
    pointCount: points.length,
    charCount: Array.from(body.replace(/\s/g, '')).length,
  }
}

function isPublished<T extends DigestDocument>(digest: T): digest is T & { publishedAt: Date } {
  return digest.publishedAt !== null
}

/** The instants of a Shanghai year. */
function withinYear(year: number) {
  return { $gte: startOfShanghaiDay(`${year}-01-01`), $lt: startOfShanghaiDay(`${year + 1}-01-01`) }
}

function searchFilter(q: string) {
  const words = { $regex: escapePattern(q), $options: 'i' }
  return {
    $or: [{ title: words }, { issuer: words }, { 'points.title': words }, { 'points.text': words }],
  }
}

/** Digests that went out, newest first; `orgId` narrows to those sent to that organization. */
export async function listPublic(query: {
  orgId?: string | undefined
  year?: number | undefined
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}): Promise<OutputOf<'digests.publicList'>> {
  const org = query.orgId ? await getOrg(query.orgId) : null
  if (query.orgId && !org) return { items: [], nextCursor: null }
  const after = query.cursor ? decodeCursor(query.cursor, ['date', 'id']) : null
  const found = await DigestModel.find({
    $and: [
      { publishedAt: { $ne: null } },
      org ? { audienceOrgIds: { $in: org.path } } : {},
      query.year ? { publishedAt: withinYear(query.year) } : {},
      query.q ? searchFilter(query.q) : {},
      after
        ? {
            $or: [
              { publishedAt: { $lt: after[0] } },
              { publishedAt: after[0], _id: { $lt: after[1] } },
            ],
          }
        : {},
    ].filter((part) => Object.keys(part).length > 0),
  })
    .sort({ publishedAt: -1, _id: -1 })
    .limit(query.limit + 1)
    .lean()
  const page = cutPage(found.filter(isPublished), query.limit, (digest) => [
    digest.publishedAt,
    String(digest._id),
  ])
  return { items: page.items.map(presentPublic), nextCursor: page.nextCursor }
}

/** Issues in a feed; readers keep what they have seen. */
const IN_FEED = 30

/** The newest digests that went out, all or those sent to an organization, as RSS 2.0. */
export async function feedOf(
  orgId: string | undefined,
  publicUrl: string,
): Promise<{ bytes: Uint8Array; etag: string }> {
  const org = orgId ? await getOrg(orgId) : null
  ensure(org !== null || orgId === undefined, 'request.not_found')
  const found = await DigestModel.find({
    $and: [{ publishedAt: { $ne: null } }, org ? { audienceOrgIds: { $in: org.path } } : {}].filter(
      (part) => Object.keys(part).length > 0,
    ),
  })
    .sort({ publishedAt: -1, _id: -1 })
    .limit(IN_FEED)
    .lean()
  const items = found.filter(isPublished)
  const xml = renderFeed({
    title: org ? `${org.name} · 政策摘要` : '连心桥 · 政策摘要',
    publicUrl,
    orgId: org?.id ?? null,
    items: items.map((digest) => ({ ...digest, id: String(digest._id) })),
  })
  return {
    bytes: new TextEncoder().encode(xml),
    etag: createHash('sha256').update(xml).digest('base64url'),
  }
}

/** One digest that went out, with what became of the suggestions. @throws AppError request.not_found */
export async function getPublic(
  id: string,
  { outcomes }: Pick<DigestDeps, 'outcomes'>,
): Promise<OutputOf<'digests.publicGet'>> {
  const digest = await DigestModel.findOne({ _id: id, publishedAt: { $ne: null } }).lean()
  ensure(digest && isPublished(digest), 'request.not_found')
  const outcome = await outcomes.outcomeOfDigest(id)
  const { sourceUrl, body, followUp } = digest
  return {
    ...presentPublic(digest),
    sourceUrl,
    body,
    followUp,
    points: numbered(digest.points).map((point) => {
      const counts = outcome.points.get(point.no)
      return {
        ...point,
        suggestions: counts?.collected ?? 0,
        adopted: counts?.adopted ?? 0,
        solved: counts?.solved ?? 0,
        declined: counts?.declined ?? 0,
      }
    }),
    outcome: totalsOf(outcome),
  }
}
