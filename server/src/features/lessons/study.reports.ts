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

/** A query names this many people: more than 300 are no bounds of an index in the embedded store. */
const SLICE = 250
/** From so many people on, reading all of a lesson costs less than looking each of them up. */
const MANY = 3000

async function begunAndDone(match: object) {
  const fields = { _id: 0, personId: 1 }
  const [begun, done] = await Promise.all([
    ProgressModel.find(match, fields).lean(),
    CompletionModel.find(match, fields).lean(),
  ])
  return { begun, done }
}

/**
 * Who of these people began, and who completed, each lesson; as `<person> <lesson>`. Of many people
 * others may be among them.
 */
export async function whoStudied(
  lessonIds: readonly string[],
  personIds: readonly string[],
): Promise<{ started: Set<string>; finished: Set<string> }> {
  const started = new Set<string>()
  const finished = new Set<string>()
  const slices: (readonly string[] | null)[] = []
  if (personIds.length > MANY) slices.push(null)
  else
    for (let at = 0; at < personIds.length; at += SLICE)
      slices.push(personIds.slice(at, at + SLICE))
  for (const lessonId of lessonIds) {
    for (const slice of slices) {
      const who = slice && { personId: { $in: [...slice] } }
      const { begun, done } = await begunAndDone({ lessonId, ...who })
      for (const { personId } of [...begun, ...done]) started.add(`${String(personId)} ${lessonId}`)
      for (const { personId } of done) finished.add(`${String(personId)} ${lessonId}`)
    }
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
