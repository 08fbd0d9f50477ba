import * as z from 'zod'
import { noticeKinds } from '../notices'
import { roles } from '../roles'
import { id, instant, page, pageQuery } from './common'
import { endpoint } from './endpoint'

const own = { who: 'person', roles, scope: 'self' } as const
const unseen = z.number().int().min(0).max(100).describe('not seen yet; 100 stands for more')

/** What a person is told: places that came free, the evening before, changes, messages. */
export const noticesEndpoints = {
  ...endpoint('me.notices', {
    summary: 'What I was told in the last ninety days, newest first',
    tag: 'me',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(
      z.object({
        id,
        kind: z.enum(noticeKinds),
        label: z.string(),
        title: z.string(),
        text: z.string(),
        eventId: id,
        at: instant,
        seen: z.boolean(),
      }),
    ).extend({ unseen }),
  }),
  ...endpoint('me.seeNotices', {
    summary: 'These have been on my screen; again changes nothing',
    tag: 'me',
    access: own,
    body: z.object({ ids: z.array(id).min(1).max(50, '一次最多 50 条') }),
    response: z.object({ unseen }),
  }),
}
