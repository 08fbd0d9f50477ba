import { useRouter } from '@tarojs/taro'
import { useId, useState } from 'react'
import {
  developmentStageLabels,
  developmentStages,
  SERVICE_POINTS_NEEDED,
  type DevelopmentStage,
} from '@lianxin/shared'
import { EntryRow, entryTitle, type Entry } from '@/book/entry-row'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner, EmptyState } from '@/ui/states'
import { Choose } from '../parts/choose'
import { DeskPage } from '../parts/desk-page'
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

function Entries({ id }: { id: string }) {
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

function Stage({ id }: { id: string }) {
  const [stage, setStage] = useState<DevelopmentStage>('activist')
  const { run, busy, failure } = useMutation('stages.set')
  async function send() {
    const set = await run({ params: { id }, body: { stage } })
    if (set) toast(`记下了：${developmentStageLabels[stage]}`)
  }
  return (
    <Card title="发展党员">
      <p className="lx-muted">
        {`确定积极分子、发展对象，志愿服务积分要满 ${SERVICE_POINTS_NEEDED} 分；经办的人要有“发展党员工作资格”。`}
      </p>
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
    </Card>
  )
}

/** A member's points at the desk: every entry, correcting one, and what the points open. */
function DeskMemberPage() {
  const { id } = useRouter().params
  return (
    <DeskPage title="积分" here="deskPoints" inner>
      <div className="dk-sheet">
        <h1 className="lx-title">积分</h1>
        {id ? (
          <>
            <Entries id={id} />
            <Stage id={id} />
          </>
        ) : (
          <EmptyState title="没有这位党员" />
        )}
      </div>
    </DeskPage>
  )
}

export default DeskMemberPage
