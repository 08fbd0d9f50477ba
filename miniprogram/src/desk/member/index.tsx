import { useRouter } from '@tarojs/taro'
import { useId, useState } from 'react'
import {
  developmentStageLabels,
  developmentStages,
  SERVICE_POINTS_NEEDED,
  type DevelopmentStage,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { EntryRow, entryTitle, type Entry } from '@/book/entry-row'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useAttempt } from '@/api/use-attempt'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner, EmptyState } from '@/ui/states'
import { Choose } from '../parts/choose'
import { DeskPage } from '../parts/desk-page'
import { printBooklet } from '../parts/transfer'
import { Certificates } from './certificates'
import { LoginCodeCard } from './login-code-card'
import '@/book/book.scss'

interface CorrectProps {
  entry: Entry
  onDone: () => void
  onClose: () => void
}

/** Correcting an entry: how many points to add or take away, and why. */
function Correct({ entry, onDone, onClose }: CorrectProps) {
  const id = useId()
  const [points, setPoints] = useState('')
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('points.correct')
  async function send() {
    const body = { points: Number(points), reason: reason.trim(), corrections: entry.corrections }
    if (!(await run({ params: { id: entry.id }, body }))) return
    toast('更正记上了')
    onDone()
  }
  const isNumber = /^-?\d{1,4}$/u.test(points.trim())
  return (
    <div className="dk-gap">
      <div className="dk-fields">
        <Field
          id={`${id}-points`}
          label="加几分（减就写负数，如 -2）"
          value={points}
          maxLength={5}
          onChange={setPoints}
        />
        <Field
          id={`${id}-reason`}
          label="为什么（本人看得到）"
          value={reason}
          maxLength={200}
          error={failure?.fields.reason}
          onChange={setReason}
        />
      </div>
      {failure && !failure.fields.reason ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          busy={busy}
          disabled={!isNumber || reason.trim() === ''}
          onClick={() => void send()}
        >
          记一笔更正
        </Button>
        <Button small kind="quiet" onClick={onClose}>
          不改了
        </Button>
      </div>
    </div>
  )
}

function Entries({ id, onCorrected }: { id: string; onCorrected: () => void }) {
  const [open, setOpen] = useState<string | null>(null)
  const [name, setName] = useState('')
  const list = usePages(`entries ${id}`, async (cursor) => {
    const query = { limit: 30, ...(cursor ? { cursor } : {}) }
    const page = await api.call('points.entries', { params: { id }, query })
    setName(page.name)
    return page
  })
  const done = () => {
    setOpen(null)
    list.first.reload()
    onCorrected()
  }
  return (
    <Card title={name ? `${name}的每一笔` : '每一笔'}>
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted">还没有得过分。</p> : null}
            {list.items.map((entry) => (
              <EntryRow key={entry.id} entry={entry}>
                {entry.corrects ? null : open === entry.id ? (
                  <Correct entry={entry} onDone={done} onClose={() => setOpen(null)} />
                ) : (
                  <Button
                    small
                    kind="quiet"
                    label={`更正：${entryTitle(entry)}`}
                    onClick={() => setOpen(entry.id)}
                  >
                    更正
                  </Button>
                )}
              </EntryRow>
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}

const stages = developmentStages.map((key) => ({ key, text: developmentStageLabels[key] }))

type Standing = Pick<
  OutputOf<'points.entries'>,
  'stage' | 'servicePoints' | 'stageInDoubt' | 'items' | 'nextCursor'
>

/** Where the member stands now, and the services that earned the points for the next step. */
function Services({ standing }: { standing: Standing }) {
  const { stage, servicePoints, stageInDoubt, items, nextCursor } = standing
  return (
    <>
      <p>{`现在：${stage ? developmentStageLabels[stage] : '还没有记'}`}</p>
      <p>{`志愿服务积分 ${servicePoints} 分，要 ${SERVICE_POINTS_NEEDED} 分`}</p>
      {stageInDoubt ? (
        <Banner>{`确定以后积分减到 ${SERVICE_POINTS_NEEDED} 分以下了，请支部再看看。`}</Banner>
      ) : null}
      {items.length === 0 ? <p className="lx-muted">还没有志愿服务的记录。</p> : null}
      {items.map((entry) => (
        <EntryRow key={entry.id} entry={entry} />
      ))}
      {nextCursor ? <p className="lx-muted">更早的在上面“每一笔”里。</p> : null}
    </>
  )
}

function Stage({ id }: { id: string }) {
  const query = useQuery('points.entries', {
    params: { id },
    query: { rule: 'service.hours', limit: 30 },
  })
  return (
    <Card title="发展党员">
      <p className="lx-muted">
        {`确定积极分子、发展对象，志愿服务积分要满 ${SERVICE_POINTS_NEEDED} 分；经办的人要有“发展党员工作资格”。`}
      </p>
      <Loading query={query} cards={1}>
        {(standing) => (
          <>
            <Services standing={standing} />
            <SetStage id={id} now={standing.stage} onDone={query.reload} />
          </>
        )}
      </Loading>
    </Card>
  )
}

interface SetStageProps {
  id: string
  now: DevelopmentStage | null
  onDone: () => void
}

function SetStage({ id, now, onDone }: SetStageProps) {
  const [stage, setStage] = useState<DevelopmentStage>(now ?? 'applicant')
  const { run, busy, failure } = useMutation('stages.set')
  async function send() {
    const set = await run({ params: { id }, body: { stage } })
    if (!set) return
    toast(`记下了：${developmentStageLabels[stage]}`)
    onDone()
  }
  return (
    <>
      <div className="dk-gap">
        <Choose
          label="走到哪一步了"
          options={stages}
          value={stage}
          onChange={(key) => setStage(developmentStages.find((each) => each === key) ?? stage)}
        />
      </div>
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button small kind="secondary" busy={busy} onClick={() => void send()}>
          记下
        </Button>
      </div>
    </>
  )
}

/** Their points on paper, for those without a phone. Only for a browser: WeChat has no printer. */
function Booklet({ id }: { id: string }) {
  const { busy, problem, attempt } = useAttempt()
  return (
    <Card title="积分手册">
      <p className="lx-muted">
        不用手机的同志，打一张 A5 的纸：得来、用去、还剩多少，每一笔留着盖章的地方。
      </p>
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          kind="secondary"
          busy={busy}
          onClick={() => void attempt(() => printBooklet(id))}
        >
          打印积分手册
        </Button>
      </div>
    </Card>
  )
}

/** A member's points at the desk: every entry, correcting one, and what the points open. */
function DeskMemberPage() {
  const { id } = useRouter().params
  // A correction may take service points away, so what they open is asked anew.
  const [round, setRound] = useState(0)
  return (
    <DeskPage title="积分" here="deskPoints" inner>
      <div className="dk-sheet">
        <h1 className="lx-title">积分</h1>
        {id ? (
          <>
            <Entries id={id} onCorrected={() => setRound(round + 1)} />
            <Stage key={round} id={id} />
            <Certificates id={id} />
            <LoginCodeCard id={id} />
            {isWeapp ? null : <Booklet id={id} />}
          </>
        ) : (
          <EmptyState title="没有这位党员" />
        )}
      </div>
    </DeskPage>
  )
}

export default DeskMemberPage
