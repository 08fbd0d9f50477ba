import { useState } from 'react'
import { sourceIntervals, type SourceHealth } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { dayAndTime } from '@/lib/dates'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { OutsideLink } from '@/ui/outside-link'
import { Choose } from '../parts/choose'
import type { SourceWork } from './use-sources'

export type Source = OutputOf<'sources.list'>['items'][number]

const healths: Record<SourceHealth, { tone: Tone; text: string }> = {
  ok: { tone: 'done', text: '正常' },
  quiet: { tone: 'soon', text: '很久没新的' },
  failing: { tone: 'soon', text: '没看成' },
  dead: { tone: 'late', text: '断了' },
  paused: { tone: 'plain', text: '暂停' },
}
const kinds: Record<Source['kind'], string> = {
  feed: 'RSS 订阅',
  list: '栏目列表',
  page: '一个页面',
}

function everyText(minutes: number): string {
  if (minutes === 30) return '每半小时'
  if (minutes % (24 * 60) !== 0) return `每 ${Math.round(minutes / 60)} 小时`
  const days = minutes / (24 * 60)
  return days === 1 ? '每天' : days === 7 ? '每周' : `每 ${days} 天`
}

function intervalOptions(current: number) {
  const all = [...new Set([...sourceIntervals, current])].sort((a, b) => a - b)
  return all.map((minutes) => ({ key: String(minutes), text: `${everyText(minutes)}看一次` }))
}

function Settings({
  source,
  work,
  onDone,
}: {
  source: Source
  work: SourceWork
  onDone: () => void
}) {
  const [name, setName] = useState(source.name)
  const [interval, setInterval] = useState(String(source.intervalMinutes))
  const change = { name: name.trim(), intervalMinutes: Number(interval), paused: source.paused }
  const save = async (more: Partial<typeof change>, said: string) => {
    if (await work.update(source, { ...change, ...more }, said)) onDone()
  }
  return (
    <div className="dk-line__acts">
      <div className="dk-fields">
        <Field
          id={`name-${source.id}`}
          label="叫什么"
          value={name}
          maxLength={60}
          onChange={setName}
        />
        <div className="lx-field">
          <span className="lx-field__label">多久看一次</span>
          <Choose
            label="多久看一次"
            options={intervalOptions(source.intervalMinutes)}
            value={interval}
            onChange={setInterval}
          />
        </div>
      </div>
      <div className="dk-acts--row dk-gap">
        <Button
          small
          busy={work.busy}
          disabled={change.name === ''}
          onClick={() => void save({}, '改好了')}
        >
          存
        </Button>
        <Button
          small
          kind="secondary"
          disabled={work.busy}
          onClick={() =>
            void save({ paused: !source.paused }, source.paused ? '接着看' : '先不看了')
          }
        >
          {source.paused ? '接着看' : '先暂停'}
        </Button>
        <Button
          small
          kind="quiet"
          label={`删掉 ${source.name}`}
          disabled={work.busy}
          onClick={() => void work.remove(source)}
        >
          删掉
        </Button>
        <OutsideLink url={source.url} text="打开这个网址" />
      </div>
    </div>
  )
}

/** A source and how it is doing; what can be done about it unfolds. */
export function SourceRow({ source, work }: { source: Source; work: SourceWork }) {
  const [open, setOpen] = useState(false)
  const { health, reason, advice, note, lastOkAt, nextPollAt } = source
  const { tone, text } = healths[health]
  const next = nextPollAt ? `下次 ${dayAndTime(nextPollAt)}` : null
  const last = lastOkAt ? `上次看成 ${dayAndTime(lastOkAt)}` : null
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{source.name}</span>
        <span className="lx-muted">
          {[kinds[source.kind], everyText(source.intervalMinutes), source.org.name].join(' · ')}
        </span>
        <span className="lx-muted">{[last, next].filter(Boolean).join(' · ')}</span>
        {reason ? <span className="dk-warn">{`${reason}。${advice ?? ''}`}</span> : null}
        {note ? <span className="lx-muted">{note}</span> : null}
      </span>
      <Badge tone={tone}>{text}</Badge>
      <div className="dk-acts--row dk-line__acts">
        <Button
          small
          kind="secondary"
          disabled={work.busy}
          label={`现在看 ${source.name}`}
          onClick={() => void work.poll(source)}
        >
          现在看
        </Button>
        <Button
          small
          kind="quiet"
          label={`${open ? '收起' : '设置'} ${source.name}`}
          onClick={() => setOpen(!open)}
        >
          {open ? '收起' : '设置'}
        </Button>
      </div>
      {open ? <Settings source={source} work={work} onDone={() => setOpen(false)} /> : null}
    </div>
  )
}
