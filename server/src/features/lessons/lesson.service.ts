import { staffRoles, type LessonState } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { actingOrg, getOrgs } from '../orgs'
import { filesIn, settleContent } from './lesson.content'
import type { LessonDeps } from './lesson.deps'
import { LessonModel, VersionModel, type LessonDocument } from './lesson.model'
import { searchPattern, searchWords } from './search.rules'

type NewLesson = HandlerInputOf<'lessons.create'>['body']
type Edit = HandlerInputOf<'lessons.update'>['body']
type Publication = HandlerInputOf<'lessons.publish'>['body']

/** What people at the desk do to lessons. Outside the actor's subtree a lesson does not exist. */
export function createLessonService({ clock, media }: Pick<LessonDeps, 'clock' | 'media'>) {
  /** @throws AppError request.not_found */
  async function get(actor: PersonActor, id: string): Promise<LessonDocument> {
    const lesson = await LessonModel.findById(id).lean()
    ensure(lesson && covers(actor, lesson.orgPath.map(String), staffRoles), 'request.not_found')
    return lesson
  }

  /** A page of the lessons in the actor's subtrees, newest first. */
  async function list(
    actor: PersonActor,
    query: {
      cursor?: string | undefined
      limit: number
      q?: string | undefined
      state?: LessonState | undefined
    },
  ) {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const words = searchPattern(query.q)
    const rows = await LessonModel.find({
      orgPath: { $in: rootsOf(actor, staffRoles) },
      ...(query.state ? { state: query.state } : {}),
      ...(words ? { draftSearch: words } : {}),
      ...(after ? { _id: { $lt: after[0] } } : {}),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    return cutPage(rows, query.limit, (row) => [String(row._id)])
  }

  /**
   * Begins a lesson.
   * @param key names this request; the same again gives the lesson that it made
   * @throws AppError auth.forbidden, lesson.file_unknown
   */
  async function create(
    actor: PersonActor,
    { orgId, ...given }: NewLesson,
    key: string | null,
  ): Promise<LessonDocument> {
    const org = await actingOrg(actor, orgId)
    const draft = await settleContent(given, actor, null, media)
    const creationKey = key && `${actor.id}:${key}`
    try {
      return await inTransaction(async (session) => {
        const [lesson] = await LessonModel.create(
          [
            {
              orgId: org.id,
              orgPath: org.path,
              state: 'draft',
              revision: 1,
              draft,
              draftSearch: searchWords(draft.title, draft.series),
              version: 0,
              creationKey,
              updatedAt: clock.now(),
            },
          ],
          { session },
        )
        if (!lesson) throw new Error('one lesson in, one out')
        await media.attach(filesIn(draft.blocks), String(lesson._id), session)
        return lesson.toObject()
      })
    } catch (error) {
      const made = isDuplicateKey(error) && (await LessonModel.findOne({ creationKey }).lean())
      if (made) return made
      throw error
    }
  }

  /**
   * Writes the draft anew. Versions that are out stay as they are.
   * @throws AppError request.not_found, request.conflict, lesson.file_unknown
   */
  async function update(
    actor: PersonActor,
    id: string,
    { revision, ...given }: Edit,
  ): Promise<LessonDocument> {
    await get(actor, id)
    const draft = await settleContent(given, actor, id, media)
    return inTransaction(async (session) => {
      const written = await LessonModel.findOneAndUpdate(
        { _id: id, revision },
        {
          $set: {
            draft,
            draftSearch: searchWords(draft.title, draft.series),
            updatedAt: clock.now(),
          },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      ).lean()
      ensure(written, 'request.conflict')
      await media.attach(filesIn(draft.blocks), id, session)
      return written
    })
  }

  async function audienceOf(actor: PersonActor, ids: readonly string[]): Promise<string[]> {
    const orgs = await getOrgs(ids)
    for (const id of ids) {
      const org = orgs.get(id)
      ensure(org && covers(actor, org.path, staffRoles), 'auth.forbidden')
    }
    return [...orgs.keys()]
  }

  /**
   * Publishes the draft as the next version; the same revision again changes only who gets it.
   * @throws AppError request.not_found, request.conflict, auth.forbidden, lesson.no_key_points,
   *   lesson.no_blocks
   */
  async function publish(
    actor: PersonActor,
    id: string,
    { revision, audienceOrgIds }: Publication,
  ): Promise<LessonDocument> {
    await get(actor, id)
    const audience = await audienceOf(actor, audienceOrgIds)
    return inTransaction(async (session) => {
      const lesson = await LessonModel.findOne({ _id: id, revision }).session(session).lean()
      ensure(lesson, 'request.conflict')
      const { draft } = lesson
      ensure(draft.keyPoints.length > 0, 'lesson.no_key_points')
      ensure(draft.blocks.length > 0, 'lesson.no_blocks')
      const now = clock.now()
      const isNew = lesson.publishedRevision !== revision
      const version = lesson.version + (isNew ? 1 : 0)
      if (isNew) {
        const made = { lessonId: id, version, content: draft, publishedBy: actor.id }
        try {
          await VersionModel.create([{ ...made, publishedAt: now }], { session })
        } catch (error) {
          throw isDuplicateKey(error) ? runAgain(error) : error
        }
      }
      await media.publish(filesIn(draft.blocks), id, session)
      const { title, series, minutes, keyPoints } = draft
      const search = searchWords(title, series)
      const shown = { title, series, minutes, keyPointCount: keyPoints.length, search }
      const written = await LessonModel.findOneAndUpdate(
        { _id: id, revision },
        {
          $set: {
            state: 'published',
            version,
            publishedRevision: revision,
            shown,
            publishedAt: lesson.publishedAt ?? now,
            audienceOrgIds: audience,
          },
        },
        { session, returnDocument: 'after' },
      ).lean()
      ensure(written, 'request.conflict')
      return written
    })
  }

  /**
   * Takes a lesson back; again changes nothing.
   * @throws AppError request.not_found, lesson.not_published when it was never out
   */
  async function withdraw(actor: PersonActor, id: string): Promise<LessonDocument> {
    const { state } = await get(actor, id)
    ensure(state !== 'draft', 'lesson.not_published')
    return inTransaction(async (session) => {
      const written = await LessonModel.findOneAndUpdate(
        { _id: id },
        { $set: { state: 'withdrawn' } },
        { session, returnDocument: 'after' },
      ).lean()
      if (!written) throw new AppError('request.not_found')
      await media.unpublish(id, session)
      return written
    })
  }

  return { get, list, create, update, publish, withdraw }
}
export type LessonService = ReturnType<typeof createLessonService>
