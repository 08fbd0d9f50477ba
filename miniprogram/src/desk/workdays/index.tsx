import { useId, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { useAttempt } from '@/api/use-attempt'
import { useQuery } from '@/api/use-query'
import { shortDay } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { confirm, toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Banner, EmptyState } from '@/ui/states'
import { MomentField } from '../parts/choose'
import { DeskPage } from '../parts/desk-page'

type Override = OutputOf<'workdays.list'>['items'][number]

const kinds = [
  { key: 'off', text: '放假' },
  { key: 'on', text: '上班' },
] as const

function useWorkdays() {
  const list = useQuery('workdays.list', {})
  const { busy, problem, attempt: settle } = useAttempt(list.reload)
  const attempt = (work: () => Promise<unknown>, said: string) =>
    settle(async () => {
      await work()
      toast(said)
    })
  return {
    list,
    busy,
    problem,
    put: ({ day, workday, note }: Override) =>
      attempt(
        () => api.call('workdays.put', { params: { day }, body: { workday, note } }),
        '记下了，时限跟着变',
      ),
    remove: async ({ day, workday }: Override) => {
      const question = {
        title: `不再把 ${shortDay(day)} 当${workday ? '工作日' : '假日'}？`,
        text: '会按原来的日历重算时限。',
        yes: '撤掉',
      }
      if (!(await confirm(question))) return
      await attempt(() => api.call('workdays.remove', { params: { day } }), '撤掉了')
    },
  }
}

function AddForm({ work }: { work: ReturnType<typeof useWorkdays> }) {
  const id = useId()
  const [day, setDay] = useState('')
  const [kind, setKind] = useState<'on' | 'off'>('off')
  const [note, setNote] = useState('')
  const add = async () => {
    if (!(await work.put({ day, workday: kind === 'on', note: note.trim() }))) return
    setDay('')
    setNote('')
  }
  return (
    <Card title="改一天">
      <div className="dk-fields">
        <MomentField id={`${id}-day`} label="哪一天" kind="date" value={day} onChange={setDay} />
        <Field
          id={`${id}-note`}
          label="为什么（可不填）"
          value={note}
          maxLength={100}
          placeholder="例如：台风停工"
          onChange={setNote}
        />
      </div>
      <div className="dk-gap">
        <Chips label="这天" items={kinds} value={kind} onChange={setKind} />
      </div>
      {work.problem ? <Banner>{work.problem}</Banner> : null}
      <div className="lx-acts">
        <Button busy={work.busy} disabled={day === ''} onClick={() => void add()}>
          记下
        </Button>
      </div>
    </Card>
  )
}

function Calendar() {
  const work = useWorkdays()
  return (
    <>
      <Loading query={work.list} cards={2}>
        {({ knownThroughYear, items }) => (
          <>
            <p className="lx-subtitle">
              {`到 ${knownThroughYear} 年底的放假调休都装好了。${knownThroughYear + 1} 年的等国务院公布后再更新，在那之前按周一到周五算。`}
            </p>
            <AddForm work={work} />
            <Card title="改过的日子" aside={`${items.length} 天`}>
              {items.length === 0 ? (
                <p className="lx-muted">没有。一般不用改，遇到临时停工、补班再来。</p>
              ) : (
                items.map((item) => (
                  <div key={item.day} className="dk-line">
                    <span className="dk-line__words">
                      <span className="dk-strong">{item.day}</span>
                      {item.note ? <span className="lx-muted">{item.note}</span> : null}
                    </span>
                    <Badge tone={item.workday ? 'new' : 'done'}>
                      {item.workday ? '上班' : '放假'}
                    </Badge>
                    <Button
                      small
                      kind="quiet"
                      disabled={work.busy}
                      label={`撤掉 ${item.day}`}
                      onClick={() => void work.remove(item)}
                    >
                      撤掉
                    </Button>
                  </div>
                ))
              )}
            </Card>
          </>
        )}
      </Loading>
    </>
  )
}

function ForAdmins() {
  const isAdmin = useMe()?.posts.some((post) => post.role === 'admin')
  return (
    <div className="dk-sheet">
      <h1 className="lx-title">工作日</h1>
      {isAdmin ? (
        <Calendar />
      ) : (
        <EmptyState title="这一页给管理员用" text="要改放假安排，请找街道或区里的管理员。" />
      )}
    </div>
  )
}

/** 工作日: days that differ from the built-in calendar; every clock follows. */
function WorkdaysPage() {
  return (
    <DeskPage title="工作日" here="workdays">
      <ForAdmins />
    </DeskPage>
  )
}

export default WorkdaysPage
