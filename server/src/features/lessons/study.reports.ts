import { LessonModel, VersionModel } from './lesson.model'
import { CompletionModel, ProgressModel } from './progress.model'

/** A lesson that is out, with the organizations whose subtrees it is for. */
interface LessonOut {
  id: string
  title: string
  audienceOrgIds: string[]
}

/**
 * Lessons first published in `[from, to)` to one of the organizations and not withdrawn, oldest
 * first.
 */
export async function lessonsBetween(
  from: Date,
  to: Date,
  orgIds: readonly string[],
): Promise<LessonOut[]> {
  const rows = await LessonModel.find(
    {
      state: 'published',
      publishedAt: { $gte: from, $lt: to },
      audienceOrgIds: { $in: [...orgIds] },
    },
    { shown: 1, audienceOrgIds: 1 },
  )
    .sort({ publishedAt: 1, _id: 1 })
    .lean()
  return rows.map(({ _id, shown, audienceOrgIds }) => ({
    id: String(_id),
    title: shown?.title ?? '',
    audienceOrgIds: audienceOrgIds.map(String),
  }))
}

/** A query names this many people at a time. */
const SLICE = 2000

/** Who of these people began, and who completed, each lesson; as `<person> <lesson>`. */
export async function whoStudied(
  lessonIds: readonly string[],
  personIds: readonly string[],
): Promise<{ started: Set<string>; finished: Set<string> }> {
  const started = new Set<string>()
  const finished = new Set<string>()
  if (lessonIds.length === 0) return { started, finished }
  const fields = { personId: 1, lessonId: 1 }
  for (let at = 0; at < personIds.length; at += SLICE) {
    const match = {
      personId: { $in: personIds.slice(at, at + SLICE) },
      lessonId: { $in: [...lessonIds] },
    }
    const begun = await ProgressModel.find(match, fields).lean()
    const done = await CompletionModel.find(match, fields).lean()
    for (const row of [...begun, ...done])
      started.add(`${String(row.personId)} ${String(row.lessonId)}`)
    for (const row of done) finished.add(`${String(row.personId)} ${String(row.lessonId)}`)
  }
  return { started, finished }
}

/** Title and key points of the newest version of lessons, by id; unknown ones are left out. */
export async function lessonPoints(
  lessonIds: readonly string[],
): Promise<Map<string, { title: string; keyPoints: string[] }>> {
  const rows = await VersionModel.find(
    { lessonId: { $in: [...lessonIds] } },
    { 'content.blocks': 0 },
  )
    .sort({ version: 1 })
    .lean()
  return new Map(
    rows.map(({ lessonId, content }) => [
      String(lessonId),
      { title: content.title, keyPoints: content.keyPoints },
    ]),
  )
}
