import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import type { LessonDeps } from './lesson.deps'
import { createLessonImport } from './lesson.import'
import { createLessonRoutes } from './lesson.routes'
import { createLessonService, type LessonService } from './lesson.service'
import { eraseStudy, exportStudy } from './study.privacy'
import { createStudyService, type StudyService } from './study.service'

export { lessonPoints, lessonsBetween, whoStudied } from './study.reports'
export { eraseStudy, exportStudy }

/** Makes the lessons: what the desk does to them, and what readers do with them. */
export function createLessons(deps: LessonDeps): {
  lessons: LessonService
  study: StudyService
  media: LessonDeps['media']
  routes: Route[]
  jobs: Job[]
} {
  const lessons = createLessonService(deps)
  const study = createStudyService(deps)
  const imports = createLessonImport(deps)
  return {
    lessons,
    study,
    media: deps.media,
    routes: createLessonRoutes({ ...deps, lessons, imports, study }),
    jobs: [
      {
        name: 'media.removeUnused',
        when: { cron: '*/20 * * * *' },
        run: async () => {
          await deps.media.sweep()
        },
      },
    ],
  }
}
