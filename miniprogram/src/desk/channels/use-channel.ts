import { useState } from 'react'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { confirm, toast } from '@/ui/feedback'

export type Channel = OutputOf<'channels.list'>['items'][number]
type Tested = OutputOf<'channels.test'>

/** What one does to a channel; the list is read again afterwards. */
export function useChannel({ id, name }: Channel, onChanged: () => void) {
  const { busy, problem, attempt: settle } = useAttempt(onChanged)
  const [tested, setTested] = useState<Tested | null>(null)
  const params = { id }
  const attempt = (work: () => Promise<unknown>) => {
    setTested(null)
    return settle(work)
  }
  return {
    busy,
    problem,
    tested,
    test: (address: string | null) =>
      attempt(async () =>
        setTested(await api.call('channels.test', { params, body: { address } })),
      ),
    update: async (body: InputOf<'channels.update'>['body'], said: string) => {
      const done = await attempt(() => api.call('channels.update', { params, body }))
      if (done) toast(said)
      return done
    },
    remove: async () => {
      const question = {
        title: `删掉“${name}”？`,
        text: '存的地址和密钥一起删，以后要用得重新填。',
        yes: '删掉',
      }
      if (!(await confirm(question))) return
      if (await attempt(() => api.call('channels.remove', { params }))) toast('删掉了')
    },
  }
}
