import { route, type Route } from '../../http/route'
import { actingOrg } from '../orgs'
import type { LessonDeps } from './lesson.deps'
import type { LessonImport } from './lesson.import'
import type { LessonDocument } from './lesson.model'
import { presentForDesk, presentItems } from './lesson.presenter'
import { getForAll, listForAll } from './lesson.public'
import type { LessonService } from './lesson.service'
import { sheetOf } from './lesson.sheet'
import { listStudy, studyHome } from './study.lists'
import type { StudyService } from './study.service'

/** Routes of lessons, their files, and of reading them. */
export function createLessonRoutes(
  deps: LessonDeps & { lessons: LessonService; imports: LessonImport; study: StudyService },
): Route[] {
  const { lessons, imports, study, media } = deps
  const present = (lesson: LessonDocument) => presentForDesk(lesson, deps)

  return [
    route('media.upload', async ({ query }, { actor, file }) => {
      const org = await actingOrg(actor, query.orgId)
      return media.upload(file.bytes, org.path)
    }),
    route('media.get', async ({ params, query }) => media.read(params.id, query)),
    route('lessons.list', async ({ query }, { actor }) => {
      const page = await lessons.list(actor, query)
      return { ...page, items: await presentItems(page.items) }
    }),
    route('lessons.create', async ({ body }, { actor, idempotencyKey }) =>
      present(await lessons.create(actor, body, idempotencyKey)),
    ),
    route('lessons.get', async ({ params }, { actor }) =>
      present(await lessons.get(actor, params.id)),
    ),
    route('lessons.update', async ({ params, body }, { actor }) =>
      present(await lessons.update(actor, params.id, body)),
    ),
    route('lessons.publish', async ({ params, body }, { actor }) =>
      present(await lessons.publish(actor, params.id, body)),
    ),
    route('lessons.withdraw', async ({ params }, { actor }) =>
      present(await lessons.withdraw(actor, params.id)),
    ),
    route('lessons.importFile', async ({ query }, { actor, file }) =>
      imports.fromWord(actor, file.bytes, query.orgId),
    ),
    route('lessons.importMarkdown', async ({ body }, { actor }) =>
      imports.fromMarkdown(actor, body),
    ),
    route('lessons.publicList', async ({ query }) => listForAll(query)),
    route('lessons.publicGet', async ({ params }) => getForAll(params.id, deps)),
    route('lessons.sheet', async ({ params }) => sheetOf(params.id, deps)),
    route('study.home', async (_input, { actor }) => studyHome(actor)),
    route('study.list', async ({ query }, { actor }) => listStudy(actor, query)),
    route('study.get', async ({ params }, { actor }) => study.get(actor, params.id)),
    route('study.report', async ({ params, body }, { actor }) =>
      study.report(actor, params.id, body),
    ),
  ]
}
