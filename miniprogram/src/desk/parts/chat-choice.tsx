import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Loading } from '@/ui/loading'
import { Choose } from './choose'

type Chat = OutputOf<'channels.chats'>['items'][number]

interface ChatChoiceProps {
  channelId: string
  /** What the button does with the chosen one. */
  verb: string
  onChoose: (chat: Chat) => void
}

/** One of the chats that a channel reaches. */
export function ChatChoice({ channelId, verb, onChoose }: ChatChoiceProps) {
  const chats = useQuery('channels.chats', { params: { id: channelId }, query: { limit: 100 } })
  const [chosen, setChosen] = useState('')
  return (
    <Loading query={chats} cards={1}>
      {({ items }) => {
        const one = items.find(({ address }) => address === chosen) ?? items[0]
        if (!one) return <p className="dk-warn">这个账号名下还没有客户群。</p>
        return (
          <div className="lx-pair">
            <Choose
              label="哪个客户群"
              options={items.map(({ address, name, memberCount }) => ({
                key: address,
                text: `${name || '没有名字的群'}（${memberCount} 人）`,
              }))}
              value={one.address}
              onChange={setChosen}
            />
            <Button small kind="secondary" onClick={() => onChoose(one)}>
              {verb}
            </Button>
          </div>
        )
      }}
    </Loading>
  )
}
