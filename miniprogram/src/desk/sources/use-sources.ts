import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { go, pageUrl } from '@/lib/navigate'
import { confirm, toast } from '@/ui/feedback'

type Source = Pick<OutputOf<'sources.list'>['items'][number], 'id' | 'name'>
type Item = Pick<OutputOf<'sourceItems.list'>['items'][number], 'id'>
type Change = InputOf<'sources.update'>['body']

/** What can be done at the sources page: one thing at a time, and the lists are read anew after it. */
export interface SourceWork {
  busy: boolean
  problem: string | null
  update: (source: Source, change: Change, said: string) => Promise<boolean>
  poll: (source: Source) => Promise<boolean>
  remove: (source: Source) => Promise<boolean>
  /** Makes a draft of the article and goes on to write at it. */
  take: (item: Item) => Promise<boolean>
  ignore: (item: Item) => Promise<boolean>
}

/** @param reload reads again what the page shows */
export function useSourceWork(reload: () => void): SourceWork {
  const { busy, problem, attempt } = useAttempt(reload)

  return {
    busy,
    problem,
    update: ({ id }, body, said) =>
      attempt(async () => {
        await api.call('sources.update', { params: { id }, body })
        toast(said)
      }),
    poll: ({ id }) =>
      attempt(async () => {
        const { source, added } = await api.call('sources.poll', { params: { id } })
        if (source.reason) toast('没看成，原因写在下面')
        else toast(added > 0 ? `新到 ${added} 篇` : '没有新的')
      }),
    remove: async ({ id, name }) => {
      const question = {
        title: `不再看“${name}”？`,
        text: '还没处理的新文章会一起收走，写成摘要的都留着。',
        yes: '删掉',
      }
      if (!(await confirm(question))) return false
      return attempt(async () => {
        await api.call('sources.remove', { params: { id } })
        toast('删掉了')
      })
    },
    take: ({ id }) =>
      attempt(async () => {
        const { digestId } = await api.call('sourceItems.take', { params: { id } })
        toast('写成草稿了，改改就能送审')
        go(pageUrl('digestEdit', { id: digestId }))
      }),
    ignore: ({ id }) =>
      attempt(async () => {
        await api.call('sourceItems.ignore', { params: { id } })
        toast('放一边了，不会再来')
      }),
  }
}
