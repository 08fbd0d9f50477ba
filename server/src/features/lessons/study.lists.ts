import type { OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { getOrgs } from '../orgs'
import { LessonModel } from './lesson.model'
import { isPublished, presentCard, type Published } from './lesson.presenter'
import { listPublished } from './lesson.public'
import { CompletionModel, ProgressModel } from './progress.model'

type StudyCard = OutputOf<'study.list'>['items'][number]

/** Lessons going on that are shown; more would be a list of remorse. */
const MOST_ONGOING = 3

/** Organizations whose lessons are for this person: those of the posts and all above them. */
export async function audienceOf(actor: PersonActor): Promise<string[]> {
  const orgs = await getOrgs(actor.posts.map(({ orgId }) => orgId))
  return [...new Set([...orgs.values()].flatMap(({ path }) => path))]
}

async function presentAll(personId: string, lessons: readonly Published[]): Promise<StudyCard[]> {
  const lessonId = { $in: lessons.map(({ _id }) => _id) }
  const completions = await CompletionModel.find({ personId, lessonId }, { lessonId: 1 }).lean()
  const completed = new Set(completions.map((each) => String(each.lessonId)))
  const rows = await ProgressModel.find(
    { personId, lessonId },
    { lessonId: 1, version: 1, percent: 1 },
  ).lean()
  const percents = new Map(
    rows.map((row) => [`${String(row.lessonId)} ${row.version}`, row.percent]),
  )
  return lessons.map((lesson) => ({
    ...presentCard(lesson),
    percent: percents.get(`${String(lesson._id)} ${lesson.version}`) ?? 0,
    completed: completed.has(String(lesson._id)),
  }))
}

/** A page of the lessons that were published to the actor, newest first. */
export async function listStudy(
  actor: PersonActor,
  query: Parameters<typeof listPublished>[1],
): Promise<OutputOf<'study.list'>> {
  const page = await listPublished(await audienceOf(actor), query)
  return { ...page, items: await presentAll(actor.id, page.items) }
}

/** What the actor may study: the newest lesson not yet begun, those going on, the series. */
export async function studyHome(actor: PersonActor): Promise<OutputOf<'study.home'>> {
  const personId = actor.id
  const mine = { state: 'published' as const, audienceOrgIds: { $in: await audienceOf(actor) } }
  // A branch publishes some lessons a month: thousands are many years of them.
  const all = await LessonModel.find(mine, { shown: 1 })
    .sort({ publishedAt: -1, _id: -1 })
    .limit(5000)
    .lean()
  const completions = await CompletionModel.find({ personId }, { lessonId: 1 }).lean()
  const completed = new Set(completions.map(({ lessonId }) => String(lessonId)))
  const begun = await ProgressModel.find(
    { personId, lessonId: { $nin: completions.map(({ lessonId }) => lessonId) } },
    { lessonId: 1 },
  )
    .sort({ updatedAt: -1 })
    .limit(50)
    .lean()
  const ids = new Set(all.map(({ _id }) => String(_id)))
  const ongoing = [...new Set(begun.map(({ lessonId }) => String(lessonId)))]
    .filter((id) => ids.has(id))
    .slice(0, MOST_ONGOING)
  const fresh = all.find(({ _id }) => !completed.has(String(_id)) && !ongoing.includes(String(_id)))

  const series = new Map<string, { name: string; completed: number; total: number }>()
  for (const lesson of all) {
    const name = lesson.shown?.series
    if (!name) continue
    const sum = series.get(name) ?? { name, completed: 0, total: 0 }
    sum.total += 1
    if (completed.has(String(lesson._id))) sum.completed += 1
    series.set(name, sum)
  }
  const wanted = [...ongoing, ...(fresh ? [String(fresh._id)] : [])]
  const found = (await LessonModel.find({ _id: { $in: wanted } }).lean()).filter(isPublished)
  const cards = new Map((await presentAll(personId, found)).map((card) => [card.id, card]))
  return {
    today: (fresh && cards.get(String(fresh._id))) ?? null,
    ongoing: ongoing.flatMap((id) => cards.get(id) ?? []),
    completed: [...completed].filter((id) => ids.has(id)).length,
    total: all.length,
    series: [...series.values()],
  }
}
