import { route, type Route } from '../../http/route'
import type { Boards } from './board.service'
import { presentEntries, type BookReading } from './book.reading'
import type { BookPreview } from './book.preview'
import type { BookService } from './book.service'
import type { SchemeService } from './scheme.service'
import type { StageService } from './stage.service'

/** Routes of the book, its rules, and what its points open. */
export function createBookRoutes(deps: {
  book: BookService
  reading: BookReading
  schemes: SchemeService
  stages: StageService
  boards: Boards
  preview: BookPreview
}): Route[] {
  const { book, reading, schemes, stages, boards, preview } = deps
  return [
    route('me.points', async ({ query }, { actor }) => reading.mine(actor, query.year)),
    route('me.pointEntries', async ({ query }, { actor }) => reading.myEntries(actor, query)),
    route('points.list', async ({ query }, { actor }) => reading.list(actor, query)),
    route('points.entries', async ({ params, query }, { actor }) =>
      reading.memberEntries(actor, params.id, query),
    ),
    route('points.correct', async ({ params, body }, { actor }) => {
      const [entry] = await presentEntries([await book.correct(actor, params.id, body)])
      if (!entry) throw new Error('one in, one out')
      return entry
    }),
    route('me.board', async (_input, { actor }) => boards.see(actor)),
    route('me.setBoard', async ({ body }, { actor }) => boards.set(actor, body.on)),
    route('rules.get', async ({ query }, { actor }) => schemes.get(actor, query.orgId)),
    route('rules.preview', async ({ body }, { actor }) => preview(actor, body)),
    route('rules.activate', async ({ body }, { actor }) => schemes.activate(actor, body)),
    route('stages.set', async ({ params, body }, { actor }) =>
      stages.set(actor, params.id, body.stage),
    ),
  ]
}
