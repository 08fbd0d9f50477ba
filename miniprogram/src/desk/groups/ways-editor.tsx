import { useState } from 'react'
import { useClientConfig } from '@/api/client-config'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { ChatChoice } from '../parts/chat-choice'
import { Choose } from '../parts/choose'
import { keyOf, mostWays, moved, type Way } from './ways'

/** Most channels that are offered; a branch has a handful. */
const mostChannels = 100

/** A way that a group can be given; `manyChats`: which of its chats is still to be said. */
type KnownWay = Way & { manyChats: boolean }

/** Paper, which needs nothing but a printer. */
export const onPaper: Way = {
  kind: 'print',
  name: '打印张贴',
  channelId: null,
  address: null,
  away: false,
}

/** Ways that a group can be given: the bot, the channels, paper. */
function useKnownWays(): readonly KnownWay[] {
  const { botName } = useClientConfig()
  const channels = useQuery('channels.list', { query: { limit: mostChannels } })
  const plain = { channelId: null, address: null, away: false, manyChats: false }
  return [
    { kind: 'wechaty', name: botName, ...plain },
    ...(channels.data?.items ?? []).map(({ id, name, kind, health }) => ({
      kind: 'channel' as const,
      name,
      channelId: id,
      address: null,
      away: health === 'off' || health === 'failing',
      manyChats: kind === 'wecom_task',
    })),
    { ...onPaper, manyChats: false },
  ]
}

const bare = ({ kind, channelId, address, name, away }: Way): Way => ({
  kind,
  channelId,
  address,
  name,
  away,
})

interface WaysEditorProps {
  ways: readonly Way[]
  onChange: (ways: readonly Way[]) => void
}

/** The ways to a group in their order: up, down, away, and one more. */
export function WaysEditor({ ways, onChange }: WaysEditorProps) {
  const known = useKnownWays()
  const taken = new Set(ways.map(keyOf))
  const free = known.filter((way) => way.manyChats || !taken.has(keyOf(way)))
  const [chosen, setChosen] = useState('')
  const adding = free.find((way) => keyOf(way) === chosen) ?? free[0]
  return (
    <div className="dk-ways">
      <ol className="dk-ways__list">
        {ways.map((way, at) => (
          <li key={keyOf(way)} className="dk-ways__one">
            <span className="dk-ways__name">
              {at + 1}. {way.name}
            </span>
            <button
              type="button"
              className="dk-tool"
              aria-label={`${way.name} 上移`}
              disabled={at === 0}
              onClick={() => onChange(moved(ways, at, -1))}
            >
              上移
            </button>
            <button
              type="button"
              className="dk-tool"
              aria-label={`${way.name} 下移`}
              disabled={at === ways.length - 1}
              onClick={() => onChange(moved(ways, at, 1))}
            >
              下移
            </button>
            <button
              type="button"
              className="dk-tool"
              aria-label={`去掉 ${way.name}`}
              disabled={ways.length === 1}
              onClick={() => onChange(ways.filter((other) => other !== way))}
            >
              去掉
            </button>
          </li>
        ))}
      </ol>
      {adding && ways.length < mostWays ? (
        <div className="lx-pair">
          <Choose
            label="再加一种送达方式"
            options={free.map((way) => ({ key: keyOf(way), text: way.name }))}
            value={keyOf(adding)}
            onChange={setChosen}
          />
          {adding.manyChats ? null : (
            <Button small kind="secondary" onClick={() => onChange([...ways, bare(adding)])}>
              加上
            </Button>
          )}
        </div>
      ) : null}
      {adding?.manyChats && adding.channelId && ways.length < mostWays ? (
        <ChatChoice
          channelId={adding.channelId}
          verb="加上"
          onChoose={({ address, name }) => {
            const way = { ...bare(adding), address, name: `${adding.name}（${name}）` }
            if (!taken.has(keyOf(way))) onChange([...ways, way])
          }}
        />
      ) : null}
    </div>
  )
}
