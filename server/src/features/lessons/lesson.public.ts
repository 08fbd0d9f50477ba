import type { OutputOf } from '@lianxin/shared/contract'
import { AppError } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrg } from '../orgs'
import type { LessonDeps } from './lesson.deps'
import { LessonModel, VersionModel, type VersionDocument } from './lesson.model'
import { isPublished, presentCard, presentPublic, type Published } from './lesson.presenter'
import { searchPattern } from './search.rules'

interface ListQuery {
  q?: string | undefined
  series?: string | undefined
  cursor?: string | undefined
  limit: number
}

/**
 * A page of published lessons, newest first.
 * @param audience organizations that they were published to, any of them; null = all lessons
 */
export async function listPublished(audience: readonly string[] | null, query: ListQuery) {
  const after = query.cursor ? decodeCursor(query.cursor, ['date', 'id']) : null
  const words = searchPattern(query.q)
  const rows = await LessonModel.find({
    state: 'published',
    ...(audience ? { audienceOrgIds: { $in: [...audience] } } : {}),
    ...(query.series ? { 'shown.series': query.series } : {}),
    ...(words ? { 'shown.search': words } : {}),
    ...(after
      ? {
          $or: [
            { publishedAt: { $lt: after[0] } },
            { publishedAt: after[0], _id: { $lt: after[1] } },
          ],
        }
      : {}),
  })
    .sort({ publishedAt: -1, _id: -1 })
    .limit(query.limit + 1)
    .lean()
  return cutPage(rows.filter(isPublished), query.limit, (row) => [row.publishedAt, String(row._id)])
}

/** A published lesson with its newest version. @throws AppError request.not_found */
export async function getPublished(
  id: string,
): Promise<{ lesson: Published; current: VersionDocument }> {
  const lesson = await LessonModel.findById(id).lean()
  if (!lesson || !isPublished(lesson)) throw new AppError('request.not_found')
  const current = await VersionModel.findOne({ lessonId: id, version: lesson.version }).lean()
  if (!current) throw new Error('a published lesson has its version')
  return { lesson, current }
}

/** Published lessons for everybody; `orgId` narrows to those published to that organization. */
export async function listForAll(
  query: ListQuery & { orgId?: string | undefined },
): Promise<OutputOf<'lessons.publicList'>> {
  const org = query.orgId ? await getOrg(query.orgId) : null
  if (query.orgId && !org) return { items: [], nextCursor: null }
  const page = await listPublished(org ? org.path : null, query)
  return { ...page, items: page.items.map(presentCard) }
}

/** A published lesson for everybody. @throws AppError request.not_found */
export async function getForAll(
  id: string,
  { media }: Pick<LessonDeps, 'media'>,
): Promise<OutputOf<'lessons.publicGet'>> {
  const { lesson, current } = await getPublished(id)
  return presentPublic(lesson, current, media)
}
