import { useState } from 'react'
import { useClientConfig } from '@/api/client-config'
import { Button } from '@/ui/button'
import { Choose } from '../parts/choose'
import { keyOf, mostWays, moved, type Way } from './ways'

/** Ways that a group can be given: the bot, paper. */
export function useKnownWays(): readonly Way[] {
  const { botName } = useClientConfig()
  const plain = { channelId: null, address: null, away: false }
  return [
    { kind: 'wechaty', name: botName, ...plain },
    { kind: 'print', name: '打印张贴', ...plain },
  ]
}

interface WaysEditorProps {
  ways: readonly Way[]
  onChange: (ways: readonly Way[]) => void
}

/** The ways to a group in their order: up, down, away, and one more. */
export function WaysEditor({ ways, onChange }: WaysEditorProps) {
  const known = useKnownWays()
  const taken = new Set(ways.map(keyOf))
  const free = known.filter((way) => !taken.has(keyOf(way)))
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
          <Button small kind="secondary" onClick={() => onChange([...ways, adding])}>
            加上
          </Button>
        </div>
      ) : null}
    </div>
  )
}
