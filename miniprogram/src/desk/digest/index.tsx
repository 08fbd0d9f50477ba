import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { dayAndTime, shortDay } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Banner, Notice } from '@/ui/states'
import { DigestBadge } from '../digests/digest-row'
import { ChatPreview } from '../parts/chat-preview'
import { GroupCount } from '../parts/group-count'
import { DeskPage } from '../parts/desk-page'
import { TryCard } from '../parts/try-card'
import { useBackInFront, useInFront } from '../parts/use-in-front'
import { cronWords } from './cron-choices'
import { ForecastLines } from './forecast'
import { Paper } from './paper'
import { Missed } from './missed'
import { Review } from './review'
import { ScheduleForm } from './schedule-form'
import { Sending } from './sending'
import { useDigest, type Digest, type DigestWork } from './use-digest'

/** When it goes out, in words. */
function timing({ schedule, nextRunAt }: Digest): string | null {
  if (!schedule) return null
  const next = nextRunAt ? `下一次 ${dayAndTime(nextRunAt)}` : ''
  if (schedule.kind === 'cron') {
    const words = cronWords(schedule.expression, schedule.workdaysOnly)
    return [words, schedule.endsOn ? `到 ${schedule.endsOn} 为止` : '', next]
      .filter(Boolean)
      .join('，')
  }
  if (schedule.kind === 'once') return `${dayAndTime(nextRunAt ?? schedule.at)} 发`
  return nextRunAt ? `${dayAndTime(nextRunAt)} 发` : null
}

function Outcome({ digest }: { digest: Digest }) {
  const { collected, adopted, solved, declined } = digest.outcome
  if (collected === 0) return null
  return (
    <Notice title="大家对这一期说的事">
      收到 {collected} · 采纳 {adopted} · 办结 {solved} · 不采纳 {declined}
    </Notice>
  )
}

function Original({ digest }: { digest: Digest }) {
  // Whoever judges compares.
  const [open, setOpen] = useState(digest.state === 'in_review')
  if (digest.body === '' && !digest.sourceUrl) return null
  return (
    <Card title="原文">
      {digest.sourceUrl ? <p className="lx-muted">{digest.sourceUrl}</p> : null}
      {open ? (
        <div className="dk-original">{digest.body}</div>
      ) : (
        <button type="button" className="lx-plain dk-more" onClick={() => setOpen(true)}>
          展开原文对照（{digest.body.length} 字）
        </button>
      )}
    </Card>
  )
}

const scheduleId = 'digest-schedule'

/** The form stands open for one that has no time; for one that has, it is asked for. */
function Timing({ digest, work, again, onAgain }: NextStepProps) {
  return again || digest.state === 'approved' ? (
    <div id={scheduleId}>
      <ScheduleForm work={work} groupCount={digest.groupCount} />
    </div>
  ) : (
    <div className="lx-acts">
      <Button kind="secondary" small onClick={onAgain}>
        换个时间
      </Button>
    </div>
  )
}

interface NextStepProps {
  digest: Digest
  work: DigestWork
  again: boolean
  onAgain: () => void
}

/** What is to be done next with it, by its state and by who looks. */
function NextStep({ digest, work }: Pick<NextStepProps, 'digest' | 'work'>) {
  const [again, setAgain] = useState(false)
  const mayTime = digest.actions.includes('schedule')
  const reschedule = () => {
    setAgain(true)
    requestAnimationFrame(() => document.getElementById(scheduleId)?.scrollIntoView())
  }
  return (
    <>
      <Missed digest={digest} work={work} onReschedule={mayTime ? reschedule : undefined} />
      {digest.state === 'in_review' ? <Review digest={digest} work={work} /> : null}
      {mayTime ? (
        <Timing digest={digest} work={work} again={again} onAgain={() => setAgain(true)} />
      ) : null}
    </>
  )
}

function Head({ digest }: { digest: Digest }) {
  const words = timing(digest)
  return (
    <header>
      <div className="dk-badges">
        <DigestBadge digest={digest} />
      </div>
      <h1 className="lx-title">{digest.title}</h1>
      <p className="lx-subtitle">
        {[
          `第 ${digest.issueNo} 期`,
          digest.issuer,
          digest.issuedOn ? shortDay(digest.issuedOn) : null,
          `${digest.author.name} 写`,
          digest.reviewer ? `${digest.reviewer.name} 审` : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p className="lx-subtitle">
        发到 {digest.groupCount} 个群{words ? ` · ${words}` : ''}
      </p>
      {digest.burdenReason ? (
        <p className="lx-subtitle">超过推送定额的理由：{digest.burdenReason}</p>
      ) : null}
      <ForecastLines digest={digest} />
    </header>
  )
}

function OneDigest({ id }: { id: string }) {
  const work = useDigest(id, useInFront())
  useBackInFront(work.query.reload)
  return (
    <Loading query={work.query} cards={2}>
      {(digest) => (
        <>
          <div className="dk-head">
            <Head digest={digest} />
            {digest.actions.includes('edit') ? (
              <Button
                small
                kind="secondary"
                onClick={() => go(pageUrl('digestEdit', { id: digest.id }))}
              >
                改一改
              </Button>
            ) : null}
          </div>
          <div className="dk-grid">
            <div>
              {work.problem ? <Banner>{work.problem}</Banner> : null}
              {digest.reviewNote && digest.state === 'draft' ? (
                <Notice title="退回来改">{digest.reviewNote}</Notice>
              ) : null}
              <NextStep digest={digest} work={work} />
              {digest.state === 'in_review' ? (
                <Card title="发到哪里">
                  <GroupCount orgIds={digest.audienceOrgIds} />
                </Card>
              ) : null}
              {digest.points.length > 0 ? <TryCard digestId={digest.id} /> : null}
              <Sending digest={digest} work={work} />
              <Paper digest={digest} />
              <Outcome digest={digest} />
              <Original digest={digest} />
              <Link to={pageUrl('deskDigests')} className="dk-more dk-wide-only">
                ‹ 全部摘要
              </Link>
            </div>
            <div className="dk-side">
              <ChatPreview content={digest} />
            </div>
          </div>
        </>
      )}
    </Loading>
  )
}

/** One digest: review, timing, and how it goes out. */
function DeskDigestPage() {
  const { id = '' } = useRouter().params
  return (
    <DeskPage title="一期摘要" here="deskDigests" inner>
      <OneDigest id={id} />
    </DeskPage>
  )
}

export default DeskDigestPage
