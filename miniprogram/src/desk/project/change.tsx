import { useId, useState } from 'react'
import { eventTypes, shanghaiDay } from '@lianxin/shared'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm, toast } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { MomentField } from '../parts/choose'
import { ShiftRow } from '../parts/shift-row'
import { useBackInFront } from '../parts/use-in-front'
import { Dates } from './dates'
import { More, Problem, What } from './form'
import { bodyOf, wishOf, type Project, type Wish } from './wish'

interface ProjectProps {
  project: Project
  onChanged: () => void
}

function Form({ project, onChanged, onClose }: ProjectProps & { onClose: () => void }) {
  const id = useId()
  const today = shanghaiDay(new Date())
  const [wish, setWish] = useState<Wish>(() => wishOf(project))
  const change = (part: Partial<Wish>) => setWish((old) => ({ ...old, ...part }))
  const [following, setFollowing] = useState(today)
  const { run, busy, failure } = useMutation('projects.update')
  const body = bodyOf(wish)

  async function save() {
    if (!body) return
    const { revision } = project
    const changed = await run({
      params: { id: project.id },
      body: { ...body, following: following || today, revision },
    })
    if (!changed) return
    toast('改好了')
    onChanged()
    onClose()
  }

  return (
    <div className="dk-grid">
      <div>
        <What wish={wish} change={change} failure={failure} isNew={false} />
        <More wish={wish} change={change} failure={failure} />
      </div>
      <div>
        <Dates wish={wish} />
        <Card title="从哪天起改">
          <MomentField
            id={`${id}-following`}
            label="这一天和以后的场次"
            kind="date"
            value={following}
            min={today}
            onChange={setFollowing}
          />
          <ul className="dk-notes lx-muted">
            <li>这些场次都跟着改，报了名的人还在名单里。</li>
            <li>单独改过的那几场不动。</li>
            <li>新日子里没有的：没人报名就去掉；有人报名就取消，写明“日子改了”。</li>
          </ul>
        </Card>
        <Problem failure={failure} />
        {body ? null : <Banner>请选一个日子。</Banner>}
        <div className="dk-acts--row dk-gap">
          <Button busy={busy} disabled={body === null} onClick={() => void save()}>
            就这样改
          </Button>
          <Button kind="quiet" onClick={onClose}>
            先不改
          </Button>
        </div>
      </div>
    </div>
  )
}

/** Dates to come of this project alone. */
function Coming({ projectId, round }: { projectId: string; round: number }) {
  const list = usePages(`events of ${projectId} ${round}`, (cursor) =>
    api.call('events.list', { query: { projectId, limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  useBackInFront(list.first.reload)
  return (
    <Card title="接下来的场次">
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted">接下来没有场次了。</p> : null}
            {list.items.map((shift) => (
              <ShiftRow key={shift.id} shift={shift} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}

/** A project that is there: what it is, its dates, changing it, bringing it to its end. */
export function Existing({ project, onChanged }: ProjectProps) {
  const [changing, setChanging] = useState(false)
  const { busy, problem, attempt } = useAttempt(onChanged)
  const { id, title, kind, org, team, ruleWords, startTime, place, state, revision } = project
  const end = async () => {
    const isSure = await confirm({
      title: '到此为止？',
      text: '以后不再排新的场次。还没人报名的场次去掉，有人报名的照办。',
      yes: '到此为止',
    })
    if (!isSure) return
    if (await attempt(() => api.call('projects.end', { params: { id } }))) toast('结束了')
  }
  return (
    <>
      <div className="dk-head">
        <h1 className="lx-title">{title}</h1>
        {state === 'ended' ? <Badge tone="plain">已结束</Badge> : null}
      </div>
      <p className="lx-subtitle">
        {`${eventTypes[kind].label} · ${team?.name ?? org.name} · ${ruleWords} ${startTime} · ${place}`}
      </p>
      {problem ? <Banner>{problem}</Banner> : null}
      {changing ? (
        <Form project={project} onChanged={onChanged} onClose={() => setChanging(false)} />
      ) : (
        <>
          {state === 'active' ? (
            <div className="dk-acts--row dk-gap">
              <Button small kind="secondary" onClick={() => setChanging(true)}>
                改一改
              </Button>
              <Button small kind="quiet" busy={busy} onClick={() => void end()}>
                到此为止
              </Button>
            </div>
          ) : null}
          <Coming projectId={id} round={revision} />
        </>
      )}
    </>
  )
}
