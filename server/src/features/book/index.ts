import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import type { BookDeps, BookPort } from './book.deps'
import { createBoards } from './board.service'
import { createBookPreview } from './book.preview'
import { createBookReading } from './book.reading'
import { recount } from './book.recount'
import { createBookRoutes } from './book.routes'
import { createBookService } from './book.service'
import { createSchemeService, type SchemeService } from './scheme.service'
import { createStageService, type StageService } from './stage.service'

export { eraseBook, exportBook } from './book.privacy'
export { pathOf } from './book.service'
export type { BookPort } from './book.deps'

/** Makes the one book of points: what is counted, by which rules, and what it opens. */
export function createBook(deps: BookDeps): {
  book: BookPort
  schemes: Pick<SchemeService, 'activate'>
  stages: Pick<StageService, 'refusalOf'>
  routes: Route[]
  jobs: Job[]
} {
  const book = createBookService(deps)
  const reading = createBookReading(deps)
  const stages = createStageService({ ...deps, reading })
  const schemes = createSchemeService(deps)
  return {
    book,
    schemes,
    stages,
    routes: createBookRoutes({
      book,
      reading,
      schemes,
      stages,
      boards: createBoards({ ...deps, reading }),
      preview: createBookPreview({ ...deps, reading }),
    }),
    jobs: [
      {
        name: 'book.recount',
        when: { cron: '20 3 * * *' },
        run: async (signal) => {
          await recount(() => undefined, signal)
        },
      },
    ],
  }
}
