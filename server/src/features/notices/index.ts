import { route, type Route } from '../../http/route'
import type { NoticeService } from './notice.service'

export { eraseNotices, exportNotices } from './notice.model'
export { createNoticeService, type NoticeService } from './notice.service'

/** Routes of what a person is told. */
export function createNoticeRoutes({ notices }: { notices: NoticeService }): Route[] {
  return [
    route('me.notices', async ({ query }, { actor }) => notices.list(actor, query)),
    route('me.seeNotices', async ({ body }, { actor }) => notices.see(actor, body.ids)),
  ]
}
