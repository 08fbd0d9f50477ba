import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { useAttempt } from '@/api/use-attempt'
import { dayAndTime } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { confirm, toast } from '@/ui/feedback'
import { Banner } from '@/ui/states'
import { insteadWords, keyOf, orderWords, wayInput, type Way } from './ways'
import { WaysEditor } from './ways-editor'

export type Group = OutputOf<'groups.list'>['items'][number]

function whatIsWrong({ moved, status, routes }: Group): string | null {
  if (moved) return '原来的群找不到了，另有一个同名的群。是同一个群就点“接上”。'
  if (status !== 'lost') return null
  if (routes[0]?.kind === 'wechaty') return '可能被移出群了。请群主把小桥再拉进来。'
  return '排第一的渠道发不了，请到“发送渠道”看看。'
}

interface EditWaysProps {
  group: Group
  onDone: () => void
}

function EditWays({ group, onDone }: EditWaysProps) {
  const [ways, setWays] = useState<readonly Way[]>(group.routes)
  const { busy, problem, attempt } = useAttempt()
  const changed = ways.map(keyOf).join() !== group.routes.map(keyOf).join()
  const save = async () => {
    const body = { routes: ways.map(wayInput) }
    const params = { id: group.id }
    if (!(await attempt(() => api.call('groups.setRoutes', { params, body })))) return
    toast('改好了，排着队的也照新的来')
    onDone()
  }
  return (
    <div className="dk-line__acts" role="group" aria-label={`${group.topic} 的送达方式`}>
      <p className="lx-muted">排在前面的先用；它发不了，自动换下一个。</p>
      <WaysEditor ways={ways} onChange={setWays} />
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts dk-acts--row">
        <Button small busy={busy} disabled={!changed} onClick={() => void save()}>
          保存
        </Button>
        <Button small kind="quiet" onClick={onDone}>
          不改了
        </Button>
      </div>
    </div>
  )
}

/** A group: how it is reached, what happens while that does not work, and a way to change it. */
export function GroupRow({ group, onChanged }: { group: Group; onChanged: () => void }) {
  const [editing, setEditing] = useState(false)
  const lost = group.status === 'lost'
  const wrong = whatIsWrong(group)
  const instead = insteadWords(group.routes)
  const takeUp = async () => {
    const question = {
      title: `“${group.topic}”是同一个群吗？`,
      text: '接上以后，摘要和答复都发到现在这个群。',
      yes: '是，接上',
      no: '不是',
    }
    if (!(await confirm(question))) return
    try {
      await api.call('groups.confirmMove', { params: { id: group.id } })
      toast('接上了')
    } catch (error) {
      toast(failureOf(error).message)
    }
    onChanged()
  }
  const done = () => {
    setEditing(false)
    onChanged()
  }
  const withBot = group.routes.some(({ kind }) => kind === 'wechaty')
  const seen = group.lastSeenAt ? `最近看到 ${dayAndTime(group.lastSeenAt)}` : '还没看到过'
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{group.topic}</span>
        <span className="lx-muted">
          {[group.orgName, withBot && seen].filter(Boolean).join(' · ')}
        </span>
        <span>{orderWords(group.routes)}</span>
        {wrong ? <span className="dk-warn">{wrong}</span> : null}
        {instead ? <span className="dk-warn">{instead}</span> : null}
      </span>
      {group.moved ? (
        <Button small kind="secondary" label={`接上 ${group.topic}`} onClick={() => void takeUp()}>
          接上
        </Button>
      ) : null}
      {editing ? null : (
        <Button
          small
          kind="quiet"
          label={`${group.topic}：改送达方式`}
          onClick={() => setEditing(true)}
        >
          改送达方式
        </Button>
      )}
      <Badge tone={lost ? 'late' : 'done'}>{lost ? '失联' : '正常'}</Badge>
      {editing ? <EditWays group={group} onDone={done} /> : null}
    </div>
  )
}
